package org.gatun.client;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.gatun.ipc.message.CpgMessages;

/** Puts the fragments of long messages together, one message at a time for each sender. One thread. */
final class FragmentAssembly {
    /** A message under construction; its room grows with what has come, never with what a sender announces. */
    private static final class Message {
        private final int length;
        private MemorySegment bytes;
        private int received;

        Message(final int length, final int fragmentLength) {
            this.length = length;
            bytes = Arena.ofAuto().allocate(fragmentLength, 8);
        }

        boolean append(final MemorySegment source, final long offset, final int fragmentLength) {
            if (fragmentLength > length - received) {
                return false;
            }
            final long needed = (long)received + fragmentLength;
            if (needed > bytes.byteSize()) {
                final MemorySegment larger = Arena.ofAuto().allocate(Math.min(length, Math.max(needed, 2 * bytes.byteSize())), 8);
                MemorySegment.copy(bytes, 0, larger, 0, received);
                bytes = larger;
            }
            MemorySegment.copy(source, offset, bytes, received, fragmentLength);
            received += fragmentLength;
            return true;
        }
    }

    private final Map<Long, Message> messages = new HashMap<>();

    private static long key(final int nodeId, final int pid) {
        return (long)nodeId << 32 | pid & 0xffff_ffffL;
    }

    /**
     * Takes one fragment; when it is the last of a whole message, that is delivered. Fragments without a first one, and what does
     * not fit the announced length, are dropped with their message.
     */
    void fragment(final int nodeId, final int pid, final int type, final int messageLength, final MemorySegment source,
        final long offset, final int fragmentLength, final CpgListener listener) {
        final long key = key(nodeId, pid);
        if (type == CpgMessages.PARTIAL_FIRST) {
            messages.put(key, new Message(messageLength, fragmentLength));
        }
        final Message message = messages.get(key);
        if (message == null) {
            return;
        }
        if (message.length != messageLength || !message.append(source, offset, fragmentLength)) {
            messages.remove(key);
        } else if (type == CpgMessages.PARTIAL_LAST) {
            messages.remove(key);
            if (message.received == message.length) {
                listener.deliver(nodeId, pid, message.bytes, 0, message.length);
            }
        }
    }

    /** A process has left: what it began will not be ended. */
    void left(final int nodeId, final int pid) {
        if (!messages.isEmpty()) {
            messages.remove(key(nodeId, pid));
        }
    }
}
