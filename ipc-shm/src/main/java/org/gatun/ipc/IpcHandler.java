package org.gatun.ipc;

import java.lang.foreign.MemorySegment;

/** What a service does with its clients. Called on the thread that drives the {@link IpcServer}; must not block. */
public interface IpcHandler {
    /**
     * Decides on a connection by the credentials that the kernel gives.
     *
     * @return 0 = accepted, or a negative errno that the client gets
     */
    int accept(int pid, int uid, int gid);

    /** The client has its answer: events may be sent from now on. */
    void connected(IpcConnection connection);

    /**
     * One request. The bytes are a private copy and valid until this returns; the size in the header is {@code length}, at least
     * 16. Answered by {@link IpcConnection#respond}, now or later, if the request's kind has an answer.
     */
    void request(IpcConnection connection, MemorySegment message, long offset, int length);

    /** The connection has ended, once for each that was {@link #connected}; the object does nothing more. */
    void disconnected(IpcConnection connection);
}
