package org.gatun.engine.service;

import org.gatun.ipc.message.CsError;

/** What services ask of the engine around them. Called on the services' thread. */
public interface EngineControl {
    /**
     * The result of a reload.
     *
     * @param cryptoChanged the ring's crypto settings are new: every node must switch in two phases
     */
    record Reload(CsError error, boolean cryptoChanged) {
    }

    /** The two steps of a change of the ring's crypto settings. */
    enum CryptoPhase { ACTIVATE, CLEAN_UP }

    /** All services are in step: clients are served from now on. Called after each synchronisation. */
    void synchronised();

    /** Ends the engine in order (services, then the ring by a leave) with this exit status. Returns at once. */
    void shutDown(int exitStatus);

    /** Ends the process at once, without leaving the ring. */
    void exitNow(int exitStatus);

    /** Reads this node's configuration file anew, brings the map and the ring up to date. */
    Reload reload();

    /** Goes on with a change of crypto settings. */
    void switchCrypto(CryptoPhase phase);

    /** Returns when all lines logged so far are written, or after some seconds if an output is stuck. */
    void flushLogs();

    /** Writes the last log lines into the state directory, and returns when they are there. */
    void dumpFlightData();

    /** Logs the state of everything, for the black box. */
    void dumpState();

    /** Opens the log files anew. */
    CsError reopenLogs();
}
