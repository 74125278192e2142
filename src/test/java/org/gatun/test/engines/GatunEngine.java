package org.gatun.test.engines;

import java.nio.file.Path;
import java.util.List;
import org.gatun.test.hosts.Host;
import org.gatun.test.hosts.Layout;

/** The daemon of this checkout's image. */
final class GatunEngine extends Engine {
    GatunEngine(final Host host, final Path configuration, final Path directory) {
        super(EngineKind.GATUN, host, configuration, directory);
    }

    @Override
    List<String> command(final Path configurationFile) {
        return List.of(Layout.gatund().toString(), "-f", "-c", configurationFile.toString());
    }
}
