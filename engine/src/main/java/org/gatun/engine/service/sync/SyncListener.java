package org.gatun.engine.service.sync;

/** Told when a synchronisation begins and ends. One thread. */
public interface SyncListener {
    /** A configuration change: clients must wait. May be called again before the end. */
    void onSyncStarted();

    /** All services of all members have been synchronised. */
    void onSyncCompleted();
}
