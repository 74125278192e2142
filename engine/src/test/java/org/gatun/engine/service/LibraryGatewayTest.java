package org.gatun.engine.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.ClientSessions.Rate;
import org.gatun.engine.service.cpg.CpgService;
import org.gatun.engine.totem.QueueLevel;
import org.gatun.ipc.message.CpgMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;
import org.junit.jupiter.api.Test;

final class LibraryGatewayTest {
    private static final int CPG = CpgService.ID;

    private final TestRing ring = new TestRing();
    private final TestNode node = new TestNode(ring, 1, new CpgService());
    private final LibraryGateway gateway = node.manager().gateway();

    private void form() {
        ring.install(1);
        ring.run();
    }

    private static MemorySegment request(final int id, final int length) {
        final MemorySegment request = MemorySegment.ofArray(new byte[length]);
        RequestHeader.put(request, 0, id, length);
        return request;
    }

    private static void assertRefused(final CsError error, final MemorySegment answer) {
        assertEquals(ResponseHeader.LENGTH, answer.byteSize());
        assertEquals(0, ResponseHeader.id(answer, 0));
        assertEquals(24, ResponseHeader.size(answer, 0));
        assertEquals(error.code(), ResponseHeader.error(answer, 0));
    }

    @Test
    void shouldSayTryAgainUntilFirstSynchronisation() {
        assertEquals(LibraryGateway.NOT_READY, gateway.accept(CPG, 0, 0));
        form();
        assertEquals(LibraryGateway.ACCEPTED, gateway.accept(CPG, 0, 0));
        ring.install(1);
        assertEquals(LibraryGateway.ACCEPTED, gateway.accept(CPG, 0, 0));
        assertEquals(LibraryGateway.NO_SERVICE, gateway.accept(3, 0, 0));
        assertEquals(LibraryGateway.NO_SERVICE, gateway.accept(64, 0, 0));
    }

    @Test
    void shouldCheckUserAndGroupWhenClientConnects() {
        form();
        assertEquals(LibraryGateway.DENIED, gateway.accept(CPG, 500, 600));
        assertEquals(LibraryGateway.ACCEPTED, gateway.accept(CPG, 500, 0));
        node.config().put("uidgid.uid.500", Value.ofU8(1));
        assertEquals(LibraryGateway.ACCEPTED, gateway.accept(CPG, 500, 600));
        node.config().put("uidgid.uid.500", Value.ofU8(0));
        assertEquals(LibraryGateway.DENIED, gateway.accept(CPG, 500, 600));
        node.config().put("uidgid.uid.500", Value.ofString("1"));
        assertEquals(LibraryGateway.DENIED, gateway.accept(CPG, 500, 600));
        node.config().put("uidgid.config.gid.600", Value.ofU8(1));
        assertEquals(LibraryGateway.ACCEPTED, gateway.accept(CPG, 500, 600));
    }

    @Test
    void shouldRefuseWhatIsInvalid() {
        form();
        final TestSession session = node.connect(CPG, 100);
        assertRefused(CsError.INVALID_PARAM, node.call(CPG, session, request(13, 16)));
        assertRefused(CsError.INVALID_PARAM, node.call(CPG, session, request(-7, 16)));
        assertRefused(CsError.INVALID_PARAM, node.call(CPG, session, request(CpgMessages.JOIN, 160)));
        assertRefused(CsError.INVALID_PARAM, node.call(CPG, session, MemorySegment.ofArray(new byte[8])));
        assertEquals(4, node.statistics().get("stats.ipcs.service2.100.0x1.invalid_request").asLong());
        assertEquals(0, node.ring().reserved());
    }

    @Test
    void shouldSayTryAgainWhenQueueIsFullOnlyToFlowControlledRequests() {
        form();
        final TestSession session = node.connect(CPG, 100);
        node.ring().capacity(0);
        assertRefused(CsError.TRY_AGAIN, node.call(CPG, session, request(CpgMessages.JOIN, 168)));
        assertEquals(CpgMessages.LOCAL_GET_RESPONSE,
            ResponseHeader.id(node.call(CPG, session, request(CpgMessages.LOCAL_GET, 16)), 0));
        assertEquals(1, node.statistics().get("stats.ipcs.service2.100.0x1.overload").asLong());
    }

    @Test
    void shouldSayTryAgainWhenSynchronisationIsUnderWay() {
        form();
        final TestSession session = node.connect(CPG, 100);
        ring.install(1);
        assertRefused(CsError.TRY_AGAIN, node.call(CPG, session, request(CpgMessages.JOIN, 168)));
        assertEquals(0, node.ring().reserved());
    }

    @Test
    void shouldNeverAnswerMulticast() {
        form();
        final TestSession session = node.connect(CPG, 100);
        node.request(CPG, session, request(CpgMessages.MULTICAST, 45));
        node.request(CPG, session, request(CpgMessages.MULTICAST, 20));
        ring.install(1);
        node.request(CPG, session, request(CpgMessages.MULTICAST, 45));
        assertTrue(session.responses().isEmpty());
    }

    @Test
    void shouldHoldClientsWhileSynchronisingOrQueueIsCritical() {
        ring.install(1);
        assertEquals(Rate.OFF_2, node.sessions().rate(CPG));
        ring.run();
        assertEquals(Rate.FAST, node.sessions().rate(CPG));
        node.ring().level(QueueLevel.CRITICAL);
        final TestSession session = node.connect(CPG, 100);
        node.request(CPG, session, request(CpgMessages.LOCAL_GET, 16));
        assertEquals(Rate.OFF_2, node.sessions().rate(CPG));
        node.ring().level(QueueLevel.GOOD);
        assertTrue(node.manager().nextDeadlineNs() <= 1_000_000L);
        node.manager().doWork(2_000_000L);
        assertEquals(Rate.NORMAL, node.sessions().rate(CPG));
        assertEquals(Long.MAX_VALUE, node.manager().nextDeadlineNs());
    }

    @Test
    void shouldMakeKeysAndStopInOrder() {
        assertEquals("corosync_cpg", node.config().getString("internal_configuration.service.2.name"));
        assertEquals(2, node.config().getU16("runtime.services.cpg.service_id", -1));
        form();
        assertEquals(1, node.config().getU64("runtime.services.cpg.5.tx", -1));
        assertEquals(1, node.config().getU64("runtime.services.cpg.5.rx", -1));
        assertEquals("joined", node.config().getString("runtime.members.1.status"));
        assertEquals("r(0) ip(10.77.0.1) ", node.config().getString("runtime.members.1.ip"));
        assertEquals(1, node.config().getU32("runtime.members.1.join_count", 0));

        node.manager().stop(() -> node.control().add("stopped"));
        assertEquals(List.of("open 2 cpg", "close 2"), node.sessions().calls());
        assertEquals(LibraryGateway.NO_SERVICE, gateway.accept(CPG, 0, 0));
        // The visit in which it was told to stop may have sent its messages before.
        node.ring().visit();
        assertEquals(List.of("synchronised"), node.control());
        node.ring().visit();
        assertEquals(List.of("synchronised", "stopped"), node.control());
    }
}
