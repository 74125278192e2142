package org.gatun.engine.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.FuzzInput;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.cfg.CfgService;
import org.gatun.engine.service.cmap.CmapService;
import org.gatun.engine.service.cpg.CpgService;
import org.gatun.engine.service.quorum.QuorumService;
import org.gatun.engine.service.votequorum.VoteQuorumService;
import org.gatun.engine.totem.GroupName;
import org.gatun.ipc.message.CpgMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;

/**
 * Messages of members and requests of clients to all services of two nodes, with changes of the ring and time between them. Nothing
 * may be thrown, no request is answered twice, the ring comes to rest, and a new client is served afterwards.
 */
final class ServiceFuzzTest {
    private static final int[] SERVICES = {CmapService.ID, CfgService.ID, CpgService.ID, QuorumService.ID, VoteQuorumService.ID};
    private static final int STEPS_MAX = 100;
    private static final int ROUNDS_MAX = 1000;
    private static final int NODES = 2;
    private static final int BIG = 128;
    private static final long UNIT_NS = 100_000_000L;

    private static final Path STATE = temporaryDirectory();

    private final TestRing ring = new TestRing();
    private final List<TestNode> nodes = new ArrayList<>();
    private final TestSession[] sessions = new TestSession[SERVICES.length];
    private int pid;
    private long nowNs;

    @FuzzTest
    void shouldSurviveMessages(final byte[] bytes) throws IOException {
        Files.deleteIfExists(STATE.resolve("ev_tracking"));
        final FuzzInput input = new FuzzInput(bytes);
        final int options = input.u8();
        nodes.clear();
        nowNs = 0;
        pid = 0;
        for (int id = 1; id <= NODES; id++) {
            nodes.add(node(id, options));
        }
        ring.install(1, NODES);
        rest();
        for (int i = 0; i < SERVICES.length; i++) {
            connect(i);
        }
        for (int i = 0; i < STEPS_MAX && input.hasRemaining(); i++) {
            step(input);
        }
        ring.install(1, NODES);
        rest();
        assertEquals(0, nodes.get(0).ring().reserved());
        final TestSession late = nodes.get(0).connect(CpgService.ID, 1);
        final MemorySegment join = MemorySegment.ofArray(new byte[CpgMessages.JOIN_LENGTH]);
        CpgMessages.putJoin(join, 0, new byte[] {'l', 'a', 't', 'e'}, 1, 0);
        assertEquals(CsError.OK.code(), ResponseHeader.error(nodes.get(0).call(CpgService.ID, late, join), 0));
    }

    private static Path temporaryDirectory() {
        try {
            final Path directory = Files.createTempDirectory("gatun-fuzz");
            // Deleted in reverse order.
            directory.toFile().deleteOnExit();
            directory.resolve("ev_tracking").toFile().deleteOnExit();
            return directory;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TestNode node(final int id, final int options) {
        final TestNode node = new TestNode(ring, id);
        node.config().put("system.state_dir", Value.ofString(STATE.toString()));
        node.config().readOnlyKey("system.state_dir");
        if ((options & 1) == 0) {
            node.config().put("quorum.provider", Value.ofString("corosync_votequorum"));
            node.config().put("quorum.expected_votes", Value.ofU32(3));
            node.config().put("quorum.wait_for_all", Value.ofU8(1));
            if ((options & 2) != 0) {
                node.config().put("quorum.device.model", Value.ofString("net"));
                node.config().put("quorum.device.votes", Value.ofU32(1));
            } else {
                node.config().put("quorum.last_man_standing", Value.ofU8(options >> 2 & 1));
                node.config().put("quorum.auto_tie_breaker", Value.ofU8(options >> 3 & 1));
                node.config().put("quorum.allow_downscale", Value.ofU8(options >> 4 & 1));
            }
        }
        node.manager().load(new CmapService(node.statistics()));
        node.manager().load(new CfgService());
        node.manager().load(new CpgService());
        node.manager().load(new QuorumService());
        return node;
    }

    private void connect(final int index) {
        if (nodes.get(0).manager().gateway().accept(SERVICES[index], 0, 0) == LibraryGateway.ACCEPTED) {
            sessions[index] = nodes.get(0).connect(SERVICES[index], ++pid);
            sessions[index].discardEvents();
        } else {
            sessions[index] = null;
        }
    }

    private void step(final FuzzInput input) {
        final int what = input.u8();
        final int index = (what >> 3 & 15) % SERVICES.length;
        switch (what & 7) {
            case 0 -> deliver(what, GroupName.SERVICES, input.u8(), ExecHeader.id(SERVICES[index], input.u8()), input.block());
            case 1 -> deliver(what, GroupName.SYNC, input.u8(), input.u8(), input.block());
            case 2 -> request(index, input.u8(), input.block());
            case 3 -> deliver(what, GroupName.SERVICES, input.u8(), input.i32(), input.block());
            case 4 -> ring.round();
            case 5 -> {
                if (index == 0) {
                    ring.install(1);
                } else {
                    ring.install(1, NODES);
                }
            }
            case 6 -> {
                advance(UNIT_NS * input.u8());
            }
            default -> {
                if (sessions[index] != null) {
                    nodes.get(0).manager().gateway().disconnected(SERVICES[index], sessions[index]);
                }
                connect(index);
            }
        }
    }

    private void advance(final long ns) {
        nowNs += ns;
        nodes.forEach(node -> node.manager().doWork(nowNs));
    }

    /** Lets the token go round and time pass until no node has anything to send: a quorum device may have to be waited for. */
    private void rest() {
        int rounds = 0;
        while (ring.round()) {
            advance(UNIT_NS);
            rounds++;
            assertTrue(rounds < ROUNDS_MAX, "the ring does not come to rest");
        }
    }

    private void deliver(final int what, final GroupName group, final int from, final int id, final byte[] body) {
        final byte[] message = new byte[RequestHeader.LENGTH + body.length];
        System.arraycopy(body, 0, message, RequestHeader.LENGTH, body.length);
        final MemorySegment segment = MemorySegment.ofArray(message);
        RequestHeader.put(segment, 0, id, message.length);
        nodes.get(0).manager().onDeliver(group, from, segment, 0, message.length, (what & BIG) != 0);
    }

    private void request(final int index, final int id, final byte[] body) {
        final TestSession session = sessions[index];
        if (session == null || SERVICES[index] == CpgService.ID && id == CpgMessages.ZERO_COPY_ALLOC) {
            // That one maps a file, and removes it: whichever of this machine has the name.
            return;
        }
        final byte[] message = new byte[RequestHeader.LENGTH + body.length];
        System.arraycopy(body, 0, message, RequestHeader.LENGTH, body.length);
        final MemorySegment segment = MemorySegment.ofArray(message);
        RequestHeader.put(segment, 0, id, message.length);
        final int before = session.responses().size();
        nodes.get(0).manager().gateway().request(SERVICES[index], session, segment, 0, message.length);
        assertTrue(session.responses().size() <= before + 1, "answered twice");
    }
}
