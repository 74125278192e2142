package org.gatun.ipc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.Processes;

/**
 * The directory of a connection's files in shared memory: {@code qb-<server pid>-<client pid>-<socket>-<6 random characters>}.
 *
 * <p>It is the engine's alone while files are made in it, so that a client cannot put a link in their place, and the client's
 * afterwards.
 */
final class ChannelDirectory {
    private static final int MODE = 0770;

    private final String path;
    private final Peer peer;

    private ChannelDirectory(final String path, final Peer peer) {
        this.path = path;
        this.peer = peer;
    }

    static ChannelDirectory create(final Peer peer, final int socket) throws IpcException {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment name = arena.allocateFrom(IpcEndpoint.SHARED_MEMORY + "/qb-" + Processes.getpid() + "-"
                + peer.pid() + "-" + socket + "-XXXXXX");
            final int rc = Files.mkdtemp(name);
            if (rc < 0) {
                throw new IpcException("mkdtemp " + name.getString(0), rc);
            }
            return new ChannelDirectory(name.getString(0), peer);
        }
    }

    String path(final String file) {
        return path + "/" + file;
    }

    /** Gives the directory to the client. Without the rights for it, an engine serves its own user only. */
    void handOver() throws IpcException {
        final int rc = Files.chmod(path, MODE);
        if (rc < 0) {
            throw new IpcException("chmod " + path, rc);
        }
        final int owned = Files.chown(path, peer.uid(), peer.gid());
        if (owned < 0 && owned != -Errno.EPERM) {
            throw new IpcException("chown " + path, owned);
        }
    }

    /** Removes it, if it is empty. */
    void remove() {
        Files.rmdir(path);
    }
}
