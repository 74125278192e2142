package org.gatun.engine.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The checked {@code system} section. Immutable.
 *
 * @param ipcType which of the local protocol's transports is offered
 * @param roundRobin asks for real-time scheduling at the highest priority
 * @param priority without round robin: {@code max}, {@code min} or a number, {@code null} = left alone
 * @param moveToRootCgroup {@code yes}, {@code no} or {@code auto}
 * @param stateDirectory holds the ring id and the tracked expected votes; it exists
 */
public record SystemSettings(
    IpcType ipcType,
    boolean roundRobin,
    String priority,
    String moveToRootCgroup,
    boolean allowKnetHandleFallback,
    Path stateDirectory) {

    /** The directory when none is configured. */
    public static final Path DEFAULT_STATE_DIRECTORY = Path.of("/var/lib/corosync");

    /** {@code system.qb_ipc_type}. */
    public enum IpcType {
        /** Shared memory, as libqb prefers. */
        NATIVE,
        /** Shared memory. */
        SHM,
        /** Sockets. */
        SOCKET
    }

    /**
     * Reads the keys, whose words the parser has checked.
     *
     * @throws ConfigurationException with exit status 16 if the state directory is missing, 8 for a wrong priority
     */
    public static SystemSettings read(final ConfigFile file) throws ConfigurationException {
        final ConfigMap keys = file.keys();
        final Path stateDirectory = file.path("system.state_dir", DEFAULT_STATE_DIRECTORY);
        if (!Files.isDirectory(stateDirectory)) {
            throw file.refuse(ConfigurationException.EXIT_STATE_DIRECTORY, "system.state_dir", stateDirectory + " is not a directory");
        }
        final String ipcType = keys.getString("system.qb_ipc_type");
        final String cgroup = keys.getString("system.move_to_root_cgroup");
        return new SystemSettings(
            ipcType == null ? IpcType.NATIVE : IpcType.valueOf(ipcType.toUpperCase(Locale.ROOT)),
            !"no".equals(keys.getString("system.sched_rr")),
            priority(file),
            cgroup == null ? "auto" : cgroup,
            "yes".equals(keys.getString("system.allow_knet_handle_fallback")),
            stateDirectory);
    }

    /** {@code system.state_dir} of a configuration that was read; it may be missing. */
    public static Path stateDirectory(final ConfigMap keys) {
        final String directory = keys.getString("system.state_dir");
        return directory == null ? DEFAULT_STATE_DIRECTORY : Path.of(directory);
    }

    private static String priority(final ConfigFile file) throws ConfigurationException {
        final String key = "system.priority";
        final String text = file.keys().getString(key);
        // As in corosync, the key counts only where round robin is off.
        if (text == null || !"no".equals(file.keys().getString("system.sched_rr"))) {
            return null;
        }
        if (!text.equals("max") && !text.equals("min") && Numbers.parse(ValueType.I32, text) == null) {
            throw file.refuse(key, "expected max, min or a number, but \"" + text + "\" was given");
        }
        return text;
    }
}
