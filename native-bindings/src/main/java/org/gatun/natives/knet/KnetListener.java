package org.gatun.natives.knet;

import java.lang.foreign.MemorySegment;

/**
 * What libknet asks and tells, on its own threads or on that of a call of {@link KnetHandle}, with its locks held: no method may block,
 * wait for a lock or call the handle. What a method throws is kept for {@link KnetHandle#failure()}, and a packet is dropped.
 */
public interface KnetListener {
    /** Answer of {@link #destination}: to every host. */
    int EVERYBODY = -1;
    /** Answer of {@link #destination}: to nobody. */
    int NOBODY = -2;

    /**
     * Where a message goes, on sending; whether it is for this host, on receiving. Once a message: allocates nothing.
     *
     * @param memory holds the message from {@code address} on
     * @param length bytes
     * @param channel 0 to 31
     * @return a host id, {@link #EVERYBODY} or {@link #NOBODY}
     */
    int destination(MemorySegment memory, long address, long length, int channel);

    /**
     * A data descriptor cannot be read or written.
     *
     * @param sending libknet read from it; else it wrote to it
     * @param result what the call returned: 0 = the other end is closed, or an empty message; -1 = {@code errno}
     */
    void onSocket(int fd, int channel, boolean sending, int result, int errno);

    /** A host became reachable by at least one link, or by none. */
    void onHost(int hostId, boolean reachable);

    /** The bytes of a message that fit one packet on all links changed. */
    void onMtu(int dataMtu);
}
