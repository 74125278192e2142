package org.gatun.test.ipc;

import java.io.File;
import java.time.Duration;
import java.util.Optional;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Tools;

/**
 * What clients cost an engine.
 *
 * @param connections as the engine counts them, the one that asks included
 * @param descriptors open in the engine
 * @param directories of connections in /dev/shm
 */
record EngineFootprint(long connections, int descriptors, int directories) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    static EngineFootprint of(final Engine engine) {
        return new EngineFootprint(new Tools(engine).counter("stats.ipcs.global.active"),
            new File("/proc/" + engine.pid() + "/fd").list().length,
            new File("/dev/shm").list((directory, name) -> name.startsWith("qb-" + engine.pid() + "-")).length);
    }

    /** As {@link #of}, once the connections of tools that have just ended are gone: the same twice in a row. */
    static EngineFootprint settled(final Engine engine) {
        final EngineFootprint[] last = {of(engine)};
        Await.until("a settled footprint", PATIENCE, () -> {
            final EngineFootprint now = of(engine);
            final boolean same = now.equals(last[0]);
            last[0] = now;
            return same ? Optional.empty() : Optional.of("" + now);
        }, () -> engine.lastLogLines(20));
        return last[0];
    }
}
