package org.gatun.ipc;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.gatun.natives.linux.SocketAddresses;

/**
 * Where the sockets of an engine's services are: how a service's name becomes the address of its listening socket. Immutable; any
 * thread.
 *
 * <p>An abstract name, padded with zeros to the whole of {@code sockaddr_un} as libqb does it, in the network namespace of the
 * process; or a file {@code socketDirectory/name}. Prefix and suffix are put round the service's name, so that several engines fit
 * into one network namespace; C engines and C clients use neither.
 */
public final class IpcEndpoint {
    /** libqb uses files as sockets, and not abstract names, if this file exists when the process first needs to know. */
    public static final Path FORCE_FILESYSTEM_SOCKETS = Path.of("/etc/libqb/force-filesystem-sockets");
    /** Where Debian's libqb puts socket files; upstream's default is {@code /var/run}. */
    public static final Path DEFAULT_SOCKET_DIRECTORY = Path.of("/tmp");
    /** Where rings and control files are made. */
    static final String SHARED_MEMORY = "/dev/shm";

    private static final int ABSTRACT_NAME_MAX = 106;
    private static final int PATH_MAX = 107;

    private final Path socketDirectory;
    private final String prefix;
    private final String suffix;

    private IpcEndpoint(final Path socketDirectory, final String prefix, final String suffix) {
        this.socketDirectory = socketDirectory;
        this.prefix = Objects.requireNonNull(prefix);
        this.suffix = Objects.requireNonNull(suffix);
    }

    /** As the C libraries of this machine do it, the force file included. */
    public static IpcEndpoint standard() {
        return Files.exists(FORCE_FILESYSTEM_SOCKETS) ? filesystem(DEFAULT_SOCKET_DIRECTORY) : abstractNames();
    }

    /** Abstract names. */
    public static IpcEndpoint abstractNames() {
        return new IpcEndpoint(null, "", "");
    }

    /** Socket files in a directory that exists. */
    public static IpcEndpoint filesystem(final Path socketDirectory) {
        return new IpcEndpoint(Objects.requireNonNull(socketDirectory), "", "");
    }

    /** The same with text before and behind the names of the services. */
    public IpcEndpoint withNames(final String before, final String behind) {
        return new IpcEndpoint(socketDirectory, before, behind);
    }

    /** Whether services have socket files. */
    public boolean isFilesystem() {
        return socketDirectory != null;
    }

    /**
     * The socket file of a service, {@code null} for an abstract name.
     */
    public Path socketFile(final String service) {
        return socketDirectory == null ? null : socketDirectory.resolve(prefix + service + suffix);
    }

    /**
     * Writes the address of a service's listening socket; answers its length.
     *
     * @throws IllegalArgumentException if it is too long
     */
    int address(final MemorySegment sockaddr, final String service) {
        final Path file = socketFile(service);
        final String name = file == null ? prefix + service + suffix : file.toString();
        if (name.length() > (file == null ? ABSTRACT_NAME_MAX : PATH_MAX)) {
            throw new IllegalArgumentException("socket name too long: name=" + name);
        }
        if (file == null) {
            return SocketAddresses.setUnixAbstract(sockaddr, 0, name);
        }
        // libqb's length does not count the terminating zero; the kernel takes both for the same file.
        return SocketAddresses.setUnixPath(sockaddr, 0, name);
    }

    @Override
    public String toString() {
        return (socketDirectory == null ? "@" : socketDirectory + "/") + prefix + "*" + suffix;
    }
}
