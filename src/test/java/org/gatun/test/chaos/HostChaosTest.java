package org.gatun.test.chaos;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fixed seeds of {@link HostChaos}; {@code bin/chaos} runs others. */
@Tag("interop")
final class HostChaosTest {
    private static final int STEPS = 12;

    @ParameterizedTest
    @ValueSource(longs = {2})
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldKeepItsPromisesToClientsWhenHostsFail(final long seed) {
        HostChaos.run(ChaosPlan.of(seed, STEPS), false, new ChaosSummary());
    }
}
