package org.gatun.engine.service.votequorum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.TestNode;
import org.gatun.engine.service.TestRing;
import org.gatun.engine.service.TestSession;
import org.gatun.engine.service.quorum.QuorumService;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;
import org.gatun.ipc.message.VoteQuorumMessages;

/** Nodes with the quorum services on a ring in memory, all of one nodelist and one quorum section; node ids count from 1. */
final class VoteRing {
    private static final long MS = 1_000_000L;

    private final TestRing ring = new TestRing();
    private final TreeMap<Integer, TestNode> nodes = new TreeMap<>();
    private final TreeMap<Integer, TestSession> clients = new TreeMap<>();
    private final int[] votes;
    private final Map<String, Value> options;
    private long nowMs;

    private VoteRing(final int[] votes, final Map<String, Value> options) {
        this.votes = votes;
        this.options = options;
    }

    /** Nodes with one vote each; none is started. */
    static VoteRing of(final int size, final Map<String, Value> options) {
        final int[] votes = new int[size];
        Arrays.fill(votes, 1);
        return new VoteRing(votes, options);
    }

    /** Nodes with these votes; none is started. */
    static VoteRing weighted(final Map<String, Value> options, final int... votes) {
        return new VoteRing(votes, options);
    }

    static Value on() {
        return Value.ofU8(1);
    }

    static Value u32(final long value) {
        return Value.ofU32(value);
    }

    static Value text(final String value) {
        return Value.ofString(value);
    }

    /** Starts nodes, as after a boot: what they knew is gone. They are in no ring. */
    VoteRing start(final int... ids) {
        for (final int id : ids) {
            final TestNode node = new TestNode(ring, id);
            final ConfigMap config = node.config();
            config.put("quorum.provider", text("corosync_votequorum"));
            options.forEach((key, value) -> config.put("quorum." + key, value));
            if (options.containsKey("state_dir")) {
                config.put("system.state_dir", options.get("state_dir"));
            }
            for (int i = 0; i < votes.length; i++) {
                config.put("nodelist.node." + i + ".nodeid", u32(i + 1));
                config.put("nodelist.node." + i + ".quorum_votes", u32(votes[i]));
            }
            config.put("nodelist.local_node_pos", u32(id - 1));
            node.manager().load(new QuorumService());
            nodes.put(id, node);
            clients.remove(id);
        }
        return this;
    }

    /** Makes these nodes one ring and lets it come to rest. */
    VoteRing ring(final int... ids) {
        ring.install(ids);
        ring.run();
        return this;
    }

    /** Lets a time pass on all nodes. */
    VoteRing pass(final long milliseconds) {
        nowMs += milliseconds;
        nodes.values().forEach(node -> node.manager().doWork(nowMs * MS));
        ring.run();
        return this;
    }

    /** Nodes leave in order: their services are told to stop, the rest of the ring goes on. */
    VoteRing leave(final int id, final int... rest) {
        nodes.get(id).manager().stop(() -> { });
        ring.run();
        return ring(rest);
    }

    TestNode node(final int id) {
        return nodes.get(id);
    }

    TestRing wire() {
        return ring;
    }

    TestSession client(final int id) {
        return clients.computeIfAbsent(id, missing -> node(id).connect(VoteQuorumService.ID, 100 + id));
    }

    /** A request with two numbers behind the header, as the short ones of votequorum have them. */
    MemorySegment call(final int id, final int request, final int first, final int second) {
        final MemorySegment message = MemorySegment.ofArray(new byte[VoteQuorumMessages.ARGUMENT_REQUEST_LENGTH]);
        RequestHeader.put(message, 0, request, (int)message.byteSize());
        Marshal.putInt(message, VoteQuorumMessages.ARGUMENT, first);
        Marshal.putInt(message, VoteQuorumMessages.SET_VOTES_NODE, second);
        return send(id, message);
    }

    /** Hands a request in, lets the ring come to rest and takes the answer. */
    MemorySegment send(final int id, final MemorySegment message) {
        node(id).request(VoteQuorumService.ID, client(id), message);
        ring.run();
        return client(id).response();
    }

    CsError setExpected(final int id, final int expected) {
        return error(call(id, VoteQuorumMessages.SET_EXPECTED, expected, 0));
    }

    CsError setVotes(final int id, final int of, final int newVotes) {
        return error(call(id, VoteQuorumMessages.SET_VOTES, newVotes, of));
    }

    static CsError error(final MemorySegment answer) {
        return CsError.of(ResponseHeader.error(answer, 0));
    }

    /** What a node tells of itself. */
    MemorySegment info(final int id) {
        return call(id, VoteQuorumMessages.GET_INFO, 0, 0);
    }

    boolean isQuorate(final int id) {
        return (flags(id) & VoteQuorumMessages.INFO_FLAG_QUORATE) != 0;
    }

    int flags(final int id) {
        return Marshal.getInt(info(id), VoteQuorumMessages.INFO_FLAGS);
    }

    /** A node's view: "yes" or "no" for quorate, expected votes, highest expected, total votes, quorum. */
    String view(final int id) {
        final MemorySegment info = info(id);
        return (isQuorate(id) ? "yes " : "no ") + Marshal.getInt(info, VoteQuorumMessages.INFO_EXPECTED) + ' '
            + Marshal.getInt(info, VoteQuorumMessages.INFO_HIGHEST) + ' ' + Marshal.getInt(info, VoteQuorumMessages.INFO_TOTAL) + ' '
            + Marshal.getInt(info, VoteQuorumMessages.INFO_QUORUM);
    }

    /** Every one of the nodes has this view. */
    VoteRing expect(final String view, final int... ids) {
        for (final int id : ids) {
            assertEquals(view, view(id), "quorate expected highest total quorum, of node " + id);
        }
        return this;
    }
}
