package org.gatun.ipc;

/** How the three channels of a connection are made; the server chooses ({@code system.qb_ipc_type}). */
public enum Transport {
    /** Datagram sockets and a mapped control file. */
    SOCKET(0),
    /** Rings in shared memory. */
    SHM(1);

    private final int number;

    Transport(final int number) {
        this.number = number;
    }

    /** The number in the connection response. */
    public int number() {
        return number;
    }
}
