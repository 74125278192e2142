package org.gatun.test.engines;

import java.nio.file.Path;
import java.util.List;
import org.gatun.test.hosts.Host;

/** C corosync. */
final class CorosyncEngine extends Engine {
    CorosyncEngine(final Host host, final Path configuration, final Path directory) {
        super(EngineKind.COROSYNC, host, configuration, directory);
    }

    @Override
    List<String> command(final Path configurationFile) {
        return List.of("corosync", "-f", "-c", configurationFile.toString());
    }
}
