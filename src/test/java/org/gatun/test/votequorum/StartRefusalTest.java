package org.gatun.test.votequorum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options of the quorum section that contradict each other: engines of both kinds end at the start, with the same status. */
@Tag("interop")
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StartRefusalTest {
    /** Corosync's status of a service that does not start. */
    private static final int SERVICE_FAILED = 20;
    private static final String DEVICE = "device {\n        model: net\n";

    @ParameterizedTest
    @ValueSource(strings = {
        "two_node: 1\n    " + DEVICE + "        votes: 1\n    }",
        "last_man_standing: 1\n    " + DEVICE + "        votes: 1\n    }",
        "auto_tie_breaker: 1\n    wait_for_all: 1\n    " + DEVICE + "        votes: 1\n    }",
        "allow_downscale: 1\n    " + DEVICE + "        votes: 1\n    }",
        "auto_tie_breaker: 1\n    last_man_standing: 1",
        "expected_votes: 4\n    " + DEVICE + "    }",
        "expected_votes: 4\n    " + DEVICE + "        votes: 3\n    }"})
    void shouldEndAtTheStart(final String lines) {
        try (VoteCluster ring = new VoteCluster(new Mix("CGC"), "", lines)) {
            ring.start("1 2");
            for (int id = 1; id <= 2; id++) {
                final Engine engine = ring.engine(id);
                Await.until(engine + " ends", Duration.ofSeconds(20),
                    () -> engine.isRunning() ? Optional.of("it runs") : Optional.empty(), ring::diagnosis);
                assertEquals(SERVICE_FAILED, engine.exitStatus(), ring::diagnosis);
            }
        }
    }
}
