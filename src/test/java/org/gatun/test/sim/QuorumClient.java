package org.gatun.test.sim;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;
import org.gatun.engine.service.ClientSession;
import org.gatun.engine.service.LibraryGateway;
import org.gatun.engine.service.quorum.QuorumService;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.QuorumMessages;
import org.gatun.ipc.message.RequestHeader;

/** A client of the quorum service, of model 1. */
final class QuorumClient implements ClientSession {
    /** One notification. */
    record Notice(boolean quorate, RingId ring, int[] members) {
    }

    private final LibraryGateway gateway;
    private final Consumer<Notice> listener;
    private final int pid;
    private Object attachment;

    QuorumClient(final int pid, final LibraryGateway gateway, final Consumer<Notice> listener) {
        this.pid = pid;
        this.gateway = gateway;
        this.listener = listener;
    }

    /** Connects and asks to be told of changes; {@code false} if the engine does not want it yet. */
    boolean track() {
        if (gateway.accept(QuorumService.ID, 0, 0) != LibraryGateway.ACCEPTED) {
            return false;
        }
        gateway.connected(QuorumService.ID, this);
        ask(QuorumMessages.MODEL_GET_TYPE, 1);
        ask(QuorumMessages.TRACK_START, QuorumMessages.TRACK_CURRENT | QuorumMessages.TRACK_CHANGES);
        return true;
    }

    private void ask(final int id, final int argument) {
        final MemorySegment request = Arena.ofAuto().allocate(QuorumMessages.ARGUMENT_REQUEST_LENGTH, 8);
        RequestHeader.put(request, 0, id, QuorumMessages.ARGUMENT_REQUEST_LENGTH);
        Marshal.putInt(request, QuorumMessages.ARGUMENT, argument);
        gateway.request(QuorumService.ID, this, request, 0, QuorumMessages.ARGUMENT_REQUEST_LENGTH);
    }

    @Override
    public void event(final MemorySegment head, final long headOffset, final int headLength, final MemorySegment body,
        final long bodyOffset, final int bodyLength) {
        if (Marshal.getInt(head, headOffset) == QuorumMessages.QUORUM_EVENT) {
            final int[] members = new int[Marshal.getInt(head, headOffset + QuorumMessages.QUORUM_COUNT)];
            for (int i = 0; i < members.length; i++) {
                members[i] = Marshal.getInt(head, headOffset + QuorumMessages.QUORUM_NODES + 4L * i);
            }
            final RingId ring = new RingId(Marshal.getInt(head, headOffset + QuorumMessages.QUORUM_RING),
                head.get(ValueLayout.JAVA_LONG_UNALIGNED, headOffset + QuorumMessages.QUORUM_RING + 8));
            listener.accept(new Notice(Marshal.getInt(head, headOffset + QuorumMessages.QUORUM_QUORATE) != 0, ring, members));
        }
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public int uid() {
        return 0;
    }

    @Override
    public int gid() {
        return 0;
    }

    @Override
    public Object attachment() {
        return attachment;
    }

    @Override
    public void attach(final Object state) {
        attachment = state;
    }

    @Override
    public void respond(final MemorySegment message, final long offset, final int length) {
        // Accepted: it is told the rest by events.
    }

    @Override
    public void close() {
        // The engine ends connections only when it ends itself.
    }
}
