package org.gatun.test.sim;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.gatun.engine.service.ClientSession;
import org.gatun.engine.service.LibraryGateway;
import org.gatun.engine.service.cpg.CpgService;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.CpgMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.ResponseHeader;
import org.gatun.test.evs.ClientEvent;
import org.gatun.test.evs.ClientTrace;
import org.gatun.test.evs.ConfigurationId;

/** A process that is a member of one group: it sends numbered messages, a few at a time, and writes down what it sees. */
final class SimClient implements ClientSession {
    private static final int HEAD = 12;

    private final ClientTrace trace;
    private final LibraryGateway gateway;
    private final Supplier<ConfigurationId> configuration;
    private final byte[] group;
    private final boolean changedFrames;
    private final MemorySegment request = Arena.ofAuto().allocate(CpgMessages.MULTICAST_DATA + 2000, 8);
    private Object attachment;
    private int answer;
    private boolean member;
    private int sent;
    private int returned;

    SimClient(final ClientTrace trace, final LibraryGateway gateway, final Supplier<ConfigurationId> configuration, final boolean changedFrames) {
        this.trace = trace;
        this.gateway = gateway;
        this.configuration = configuration;
        this.changedFrames = changedFrames;
        this.group = trace.group().getBytes(StandardCharsets.US_ASCII);
    }

    ClientTrace trace() {
        return trace;
    }

    /** Connects and asks to join; {@code false} if the engine does not want it yet. */
    boolean join() {
        if (gateway.accept(CpgService.ID, 0, 0) != LibraryGateway.ACCEPTED) {
            return false;
        }
        gateway.connected(CpgService.ID, this);
        CpgMessages.putJoin(request, 0, group, trace.self().pid(), CpgMessages.FLAG_INITIAL_TOTEM_CONFIGURATION);
        return ask(CpgMessages.JOIN_LENGTH) == CsError.OK.code();
    }

    boolean isMember() {
        return member;
    }

    /** Messages on their way back to it. */
    int underWay() {
        return sent - returned;
    }

    void send(final int length, final boolean synchronising) {
        final int size = Math.max(HEAD, length);
        CpgMessages.putMulticastHead(request, 0, size);
        final long at = CpgMessages.MULTICAST_DATA;
        request.asSlice(at, size).fill((byte)sent);
        request.set(ValueLayout.JAVA_INT_UNALIGNED, at, trace.self().nodeId());
        request.set(ValueLayout.JAVA_INT_UNALIGNED, at + 4, trace.self().pid());
        request.set(ValueLayout.JAVA_INT_UNALIGNED, at + 8, sent);
        trace.add(new ClientEvent.Sent(sent, synchronising));
        sent++;
        gateway.request(CpgService.ID, this, request, 0, CpgMessages.MULTICAST_DATA + size);
    }

    void refused(final boolean synchronising) {
        trace.add(new ClientEvent.Refused(synchronising));
    }

    /** Leaves the group by a call, or is killed. */
    void end(final boolean byCall) {
        trace.add(new ClientEvent.Ended());
        if (byCall) {
            CpgMessages.putLeave(request, 0, group, trace.self().pid());
            ask(CpgMessages.LEAVE_LENGTH);
        }
        gateway.disconnected(CpgService.ID, this);
    }

    private int ask(final int length) {
        answer = 0;
        gateway.request(CpgService.ID, this, request, 0, length);
        return answer;
    }

    @Override
    public int pid() {
        return trace.self().pid();
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
        answer = ResponseHeader.error(message, offset);
    }

    @Override
    public void event(final MemorySegment head, final long headOffset, final int headLength, final MemorySegment body,
        final long bodyOffset, final int bodyLength) {
        if (trace.hasEnded()) {
            return;
        }
        switch (Marshal.getInt(head, headOffset)) {
            case CpgMessages.CONFIGURATION_EVENT -> view(head, headOffset);
            case CpgMessages.DELIVER_EVENT -> got(head, headOffset, body, bodyOffset);
            case CpgMessages.TOTEM_CONFIGURATION_EVENT -> ringChanged(head, headOffset);
            default -> throw new AssertionError("unexpected event: id=" + Marshal.getInt(head, headOffset));
        }
    }

    private void view(final MemorySegment s, final long o) {
        final int members = Marshal.getInt(s, o + CpgMessages.CONFIGURATION_MEMBERS);
        final int joined = Marshal.getInt(s, o + CpgMessages.CONFIGURATION_JOINED);
        final int left = Marshal.getInt(s, o + CpgMessages.CONFIGURATION_LEFT);
        final List<ClientEvent.Member> all = new ArrayList<>();
        long at = o + CpgMessages.CONFIGURATION_RECORDS;
        for (int i = 0; i < members; i++) {
            all.add(record(s, at));
            at += CpgMessages.RECORD_LENGTH;
        }
        // The wire has those that left before those that joined.
        final List<ClientEvent.Change> gone = changes(s, at, left);
        final List<ClientEvent.Change> come = changes(s, at + (long)left * CpgMessages.RECORD_LENGTH, joined);
        member |= come.stream().anyMatch(change -> change.member().equals(trace.self()));
        trace.add(new ClientEvent.View(configuration.get(), all, come, gone));
    }

    private static List<ClientEvent.Change> changes(final MemorySegment s, final long offset, final int count) {
        final List<ClientEvent.Change> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final long at = offset + (long)i * CpgMessages.RECORD_LENGTH;
            changes.add(new ClientEvent.Change(record(s, at), CpgMessages.recordReason(s, at)));
        }
        return changes;
    }

    private static ClientEvent.Member record(final MemorySegment s, final long at) {
        return new ClientEvent.Member(CpgMessages.recordNodeId(s, at), CpgMessages.recordPid(s, at));
    }

    private void got(final MemorySegment head, final long headOffset, final MemorySegment body, final long bodyOffset) {
        final int nodeId = body.get(ValueLayout.JAVA_INT_UNALIGNED, bodyOffset);
        final int pid = body.get(ValueLayout.JAVA_INT_UNALIGNED, bodyOffset + 4);
        final ClientEvent.Member from = new ClientEvent.Member(Marshal.getInt(head, headOffset + CpgMessages.DELIVER_NODE_ID),
            Marshal.getInt(head, headOffset + CpgMessages.DELIVER_PID));
        // Frames may have been changed on their way, if the plan says so.
        if (!changedFrames && (from.nodeId() != nodeId || from.pid() != pid)) {
            throw new AssertionError("message of " + nodeId + ":" + pid + " is said to come from " + from);
        }
        if (from.equals(trace.self())) {
            returned++;
        }
        trace.add(new ClientEvent.Got(from, body.get(ValueLayout.JAVA_INT_UNALIGNED, bodyOffset + 8)));
    }

    private void ringChanged(final MemorySegment s, final long o) {
        final int[] nodes = new int[Marshal.getInt(s, o + CpgMessages.TOTEM_COUNT)];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = Marshal.getInt(s, o + CpgMessages.TOTEM_NODE_IDS + 4L * i);
        }
        trace.add(new ClientEvent.RingChanged(new RingId(Marshal.getInt(s, o + CpgMessages.TOTEM_RING_NODE_ID),
            s.get(ValueLayout.JAVA_LONG_UNALIGNED, o + CpgMessages.TOTEM_RING_SEQUENCE)), nodes));
    }

    @Override
    public void close() {
        // The engine ends connections only when it ends itself.
    }
}
