package org.gatun.ipc;

/**
 * What a server tells its owner besides the clients' requests, for the log. Called on the thread that drives the
 * {@link IpcServer}.
 */
public interface IpcReports {
    /** A connection was ended by this side because of {@code reason}. */
    void dropped(IpcConnection connection, String reason);

    /** A connection could not be set up. */
    void failed(String service, String reason);

    /** All events that had waited because the client did not read them are in its ring now. */
    void queueEmpty(IpcConnection connection, int queued, int sent);
}
