package org.gatun.test.sim;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.gatun.engine.service.ClientSession;
import org.gatun.engine.service.LibraryGateway;
import org.gatun.engine.service.cpg.CpgService;
import org.gatun.ipc.message.CpgMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.ResponseHeader;
import org.gatun.test.evs.ConfigurationId;
import org.gatun.test.evs.Member;
import org.gatun.test.evs.ProcessTrace;
import org.gatun.test.evs.Trace;

/** A process that is a member of one group: it sends numbered messages, a few at a time, and writes down what it sees. */
final class SimClient implements ClientSession {
    private static final int HEAD = 12;

    private final ProcessTrace trace;
    private final int nodeId;
    private final int pid;
    private final int groupNumber;
    private final LibraryGateway gateway;
    private final Supplier<ConfigurationId> configuration;
    private final byte[] group;
    private final boolean changedFrames;
    private final MemorySegment request = Arena.ofAuto().allocate(CpgMessages.MULTICAST_DATA + 2000, 8);
    private Object attachment;
    private int answer;
    private boolean member;
    private boolean ended;
    private int sent;
    private int returned;

    SimClient(final Trace cluster, final int nodeId, final int pid, final String group, final LibraryGateway gateway,
        final Supplier<ConfigurationId> configuration, final boolean changedFrames) {
        trace = cluster.client(nodeId, pid);
        groupNumber = cluster.group(group);
        this.nodeId = nodeId;
        this.pid = pid;
        this.gateway = gateway;
        this.configuration = configuration;
        this.changedFrames = changedFrames;
        this.group = group.getBytes(StandardCharsets.US_ASCII);
    }

    ProcessTrace trace() {
        return trace;
    }

    /** Connects and asks to join; {@code false} if the engine does not want it yet. */
    boolean join() {
        if (gateway.accept(CpgService.ID, 0, 0) != LibraryGateway.ACCEPTED) {
            return false;
        }
        gateway.connected(CpgService.ID, this);
        CpgMessages.putJoin(request, 0, group, pid, CpgMessages.FLAG_INITIAL_TOTEM_CONFIGURATION);
        if (ask(CpgMessages.JOIN_LENGTH) != CsError.OK.code()) {
            return false;
        }
        trace.join(groupNumber);
        return true;
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
        request.set(ValueLayout.JAVA_INT_UNALIGNED, at, nodeId);
        request.set(ValueLayout.JAVA_INT_UNALIGNED, at + 4, pid);
        request.set(ValueLayout.JAVA_INT_UNALIGNED, at + 8, sent);
        trace.accepted(groupNumber, sent, hash(request, at, size), synchronising);
        sent++;
        gateway.request(CpgService.ID, this, request, 0, CpgMessages.MULTICAST_DATA + size);
    }

    void refused(final boolean synchronising) {
        trace.refused(groupNumber, synchronising);
    }

    /** Leaves the group by a call, or is killed. */
    void end(final boolean byCall) {
        ended = true;
        if (byCall) {
            trace.leave(groupNumber);
            CpgMessages.putLeave(request, 0, group, pid);
            ask(CpgMessages.LEAVE_LENGTH);
        } else {
            trace.end();
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
        answer = ResponseHeader.error(message, offset);
    }

    @Override
    public void event(final MemorySegment head, final long headOffset, final int headLength, final MemorySegment body,
        final long bodyOffset, final int bodyLength) {
        if (ended) {
            return;
        }
        switch (Marshal.getInt(head, headOffset)) {
            case CpgMessages.CONFIGURATION_EVENT -> view(head, headOffset);
            case CpgMessages.DELIVER_EVENT -> got(head, headOffset, body, bodyOffset, bodyLength);
            case CpgMessages.TOTEM_CONFIGURATION_EVENT -> ringChanged(head, headOffset);
            default -> throw new AssertionError("unexpected event: id=" + Marshal.getInt(head, headOffset));
        }
    }

    private void view(final MemorySegment s, final long o) {
        final int members = Marshal.getInt(s, o + CpgMessages.CONFIGURATION_MEMBERS);
        final int joined = Marshal.getInt(s, o + CpgMessages.CONFIGURATION_JOINED);
        final int left = Marshal.getInt(s, o + CpgMessages.CONFIGURATION_LEFT);
        final long records = o + CpgMessages.CONFIGURATION_RECORDS;
        // The wire has those that left before those that joined.
        final long[] gone = changes(s, records + (long)members * CpgMessages.RECORD_LENGTH, left);
        final long[] come = changes(s, records + (long)(members + left) * CpgMessages.RECORD_LENGTH, joined);
        member |= Arrays.stream(come).anyMatch(change -> Member.withoutReason(change) == trace.id());
        final long[] all = Arrays.stream(changes(s, records, members)).map(Member::withoutReason).toArray();
        final ConfigurationId in = configuration.get();
        trace.view(groupNumber, in.rep(), in.seq(), all, gone, come);
    }

    private static long[] changes(final MemorySegment s, final long offset, final int count) {
        final long[] changes = new long[count];
        for (int i = 0; i < count; i++) {
            final long at = offset + (long)i * CpgMessages.RECORD_LENGTH;
            final long id = Member.id(CpgMessages.recordNodeId(s, at), CpgMessages.recordPid(s, at));
            changes[i] = Member.because(id, CpgMessages.recordReason(s, at));
        }
        return changes;
    }

    private static int hash(final MemorySegment s, final long offset, final int length) {
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = hash * 31 + s.get(ValueLayout.JAVA_BYTE, offset + i);
        }
        return hash;
    }

    private void got(final MemorySegment head, final long headOffset, final MemorySegment body, final long bodyOffset, final int length) {
        final int namedNode = body.get(ValueLayout.JAVA_INT_UNALIGNED, bodyOffset);
        final int namedPid = body.get(ValueLayout.JAVA_INT_UNALIGNED, bodyOffset + 4);
        final int fromNode = Marshal.getInt(head, headOffset + CpgMessages.DELIVER_NODE_ID);
        final int fromPid = Marshal.getInt(head, headOffset + CpgMessages.DELIVER_PID);
        // Frames may have been changed on their way, if the plan says so.
        if (!changedFrames && (fromNode != namedNode || fromPid != namedPid)) {
            throw new AssertionError("message of " + namedNode + ":" + namedPid + " is said to come from " + fromNode + ":" + fromPid);
        }
        if (fromNode == nodeId && fromPid == pid) {
            returned++;
        }
        trace.got(groupNumber, fromNode, fromPid, Integer.toUnsignedLong(body.get(ValueLayout.JAVA_INT_UNALIGNED, bodyOffset + 8)),
            hash(body, bodyOffset, length));
    }

    private void ringChanged(final MemorySegment s, final long o) {
        final int[] nodes = new int[Marshal.getInt(s, o + CpgMessages.TOTEM_COUNT)];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = Marshal.getInt(s, o + CpgMessages.TOTEM_NODE_IDS + 4L * i);
        }
        trace.ringChange(Marshal.getInt(s, o + CpgMessages.TOTEM_RING_NODE_ID),
            s.get(ValueLayout.JAVA_LONG_UNALIGNED, o + CpgMessages.TOTEM_RING_SEQUENCE), nodes);
    }

    @Override
    public void close() {
        // The engine ends connections only when it ends itself.
    }
}
