package org.gatun.engine.config;

import java.nio.file.Path;

/**
 * The {@code nozzle} section as it was written: as the C engine does, a value that is wrong is told when the device is made, and costs the
 * node the device alone. Immutable.
 *
 * @param name of the device
 * @param ipAddress into whose last bits the node id goes; {@code null} = not given
 * @param ipPrefix number of the bits of the network; {@code null} = not given
 * @param macAddress into whose last two bytes the node id goes; {@code null} = not given
 * @param scripts absolute directory of the scripts that are run when the device comes and goes
 */
public record NozzleSettings(String name, String ipAddress, String ipPrefix, String macAddress, Path scripts) {
    /** What the map says, {@code null} if it asks for no device. */
    static NozzleSettings of(final ConfigMap keys, final Path scripts) {
        final String name = keys.getString("nozzle.name");
        return name == null ? null : new NozzleSettings(name, keys.getString("nozzle.ipaddr"), keys.getString("nozzle.ipprefix"),
            keys.getString("nozzle.macaddr"), scripts);
    }
}
