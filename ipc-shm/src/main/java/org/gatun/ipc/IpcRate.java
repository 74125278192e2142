package org.gatun.ipc;

/** How fast the connections of a service are served, and what their clients are told. */
public enum IpcRate {
    FAST(50, 0),
    NORMAL(5, 0),
    SLOW(1, 0),
    /** Nothing is read; no client may send. */
    OFF(0, 1),
    /** Nothing is read; clients that ask for it may not send, the others' requests wait in the ring. */
    OFF_2(0, 2);

    private final int batch;
    private final int flowControl;

    IpcRate(final int batch, final int flowControl) {
        this.batch = batch;
        this.flowControl = flowControl;
    }

    /** Most requests of one connection in one turn. */
    int batch() {
        return batch;
    }

    /** What stands in the request ring for the client to see. */
    int flowControl() {
        return flowControl;
    }
}
