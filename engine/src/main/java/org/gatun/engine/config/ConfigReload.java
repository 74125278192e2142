package org.gatun.engine.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A reload of the configuration: first everything is read and checked in a map of its own, then the difference is carried over to
 * the live map. The live map's thread.
 */
public final class ConfigReload {
    /** Keys of these sections vanish from the live map when the file has them no more. */
    private static final List<String> REPLACED = List.of("logging.", "totem.", "nodelist.", "quorum.", "uidgid.config.", "nozzle.");
    private static final List<String> UNCHANGEABLE = List.of("totem.version", "totem.threads", "totem.ip_version", "totem.rrp_mode",
        "totem.netmtu", "totem.transport", "totem.cluster_name", "quorum.provider", "system.move_to_root_cgroup",
        "system.allow_knet_handle_fallback", "system.sched_rr", "system.priority", "system.qb_ipc_type", "system.state_dir");

    private final ConfigMap fresh;
    private final TotemReader reader;
    private final TotemSettings totem;
    private final LoggingSettings logging;
    private final List<String> ignored;

    private ConfigReload(final ConfigMap fresh, final TotemReader reader, final TotemSettings totem, final LoggingSettings logging,
        final List<String> ignored) {
        this.fresh = fresh;
        this.reader = reader;
        this.totem = totem;
        this.logging = logging;
        this.ignored = ignored;
    }

    /**
     * Reads and checks the file; {@code live} is not changed. Keys that cannot change while the engine runs keep their value.
     *
     * @throws ConfigurationException if the file cannot be taken
     */
    public static ConfigReload prepare(final Path file, final ConfigMap live, final HostNames host) throws ConfigurationException {
        final ConfigFile read = ConfigFile.read(file);
        final List<String> ignored = new ArrayList<>();
        for (final String key : UNCHANGEABLE) {
            final Value old = live.get(key);
            final Value wanted = read.keys().get(key);
            if (old == null ? wanted == null : old.equals(wanted)) {
                continue;
            }
            ignored.add(key);
            if (old == null) {
                read.keys().delete(key);
            } else {
                read.keys().put(key, old);
            }
        }
        final LoggingSettings logging = LoggingReader.read(read);
        GatunSettings.read(read);
        final TotemReader reader = new TotemReader(read, host);
        return new ConfigReload(read.keys(), reader, reader.read(), logging, List.copyOf(ignored));
    }

    /** Changed keys that are not taken over; each is worth a line in the log. */
    public List<String> ignoredKeys() {
        return ignored;
    }

    /** Warnings for the log. */
    public List<String> warnings() {
        return reader.warnings();
    }

    public TotemSettings totem() {
        return totem;
    }

    public LoggingSettings logging() {
        return logging;
    }

    /** Makes the live map as the file says, with an event for each real change, and publishes the values in force. */
    public void commit(final ConfigMap live) {
        for (final String prefix : REPLACED) {
            final KeyCursor cursor = live.iterate(prefix);
            for (String key = cursor.next(); key != null; key = cursor.next()) {
                if (fresh.get(key) == null) {
                    live.delete(key);
                }
            }
        }
        final KeyCursor cursor = fresh.iterate("");
        for (String key = cursor.next(); key != null; key = cursor.next()) {
            live.put(key, fresh.get(key));
        }
        reader.publish(totem, live);
    }
}
