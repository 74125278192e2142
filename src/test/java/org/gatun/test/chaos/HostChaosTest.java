package org.gatun.test.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Fixed seeds of {@link HostChaos}, with a fault of each kind among them; {@code bin/chaos} runs others. */
@Tag("interop")
final class HostChaosTest {
    private static final int STEPS = 12;
    private static final List<Long> SEEDS = List.of(306L, 3061L, 1505L);

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldKeepItsPromisesToClientsWhenHostsFail() {
        final ChaosSummary summary = new ChaosSummary();
        for (final long seed : SEEDS) {
            HostChaos.run(ChaosPlan.of(seed, STEPS), false, summary);
        }
        assertEquals(EnumSet.allOf(HostFault.class), summary.made());
    }
}
