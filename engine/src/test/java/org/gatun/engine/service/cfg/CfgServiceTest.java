package org.gatun.engine.service.cfg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.EngineControl;
import org.gatun.engine.service.TestNode;
import org.gatun.engine.service.TestRing;
import org.gatun.engine.service.TestSession;
import org.gatun.engine.service.Timers;
import org.gatun.ipc.message.CfgMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CfgServiceTest {
    private final TestRing ring = new TestRing();
    private final TestNode one = new TestNode(ring, 1, new CfgService());
    private final TestNode two = new TestNode(ring, 2, new CfgService());
    private final List<String> steps = new ArrayList<>();
    private final Timers cryptoTimers = new Timers();
    private final CryptoChange change = new CryptoChange((EngineControl)Proxy.newProxyInstance(EngineControl.class.getClassLoader(),
        new Class<?>[] {EngineControl.class}, (proxy, method, arguments) -> {
            steps.add(String.valueOf(arguments[0]));
            return null;
        }), cryptoTimers, () -> List.of(1, 2), () -> steps.add("told"));
    private TestSession session;

    @BeforeEach
    void connect() {
        ring.install(1, 2);
        ring.run();
        one.control().clear();
        two.control().clear();
        session = one.connect(CfgService.ID, 100);
    }

    private static MemorySegment request(final int id, final int length, final int argument) {
        final MemorySegment request = MemorySegment.ofArray(new byte[length]);
        RequestHeader.put(request, 0, id, length);
        if (length >= CfgMessages.ARGUMENT_REQUEST_LENGTH) {
            Marshal.putInt(request, CfgMessages.ARGUMENT, argument);
        }
        return request;
    }

    private MemorySegment call(final TestSession client, final int id, final int length, final int argument) {
        return one.call(CfgService.ID, client, request(id, length, argument));
    }

    private static CsError error(final MemorySegment answer) {
        return CsError.of(ResponseHeader.error(answer, 0));
    }

    private static String hex(final MemorySegment segment, final int from, final int length) {
        return HexFormat.of().formatHex(segment.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE));
    }

    private TestSession tracker(final int pid) {
        final TestSession client = one.connect(CfgService.ID, pid);
        assertEquals(CsError.OK, error(call(client, CfgMessages.TRACK_START, 24, 0)));
        return client;
    }

    private CsError reply(final TestSession client, final int agreed) {
        return error(call(client, CfgMessages.REPLY_TO_SHUTDOWN, 24, agreed));
    }

    private void tryShutdown(final int flags) {
        one.request(CfgService.ID, session, request(CfgMessages.TRY_SHUTDOWN, 24, flags));
    }

    private static List<String> events(final TestSession client) {
        final List<String> texts = new ArrayList<>();
        for (final MemorySegment event : client.takeEvents()) {
            assertEquals(CfgMessages.TEST_SHUTDOWN_EVENT, ResponseHeader.id(event, 0));
            assertEquals(CfgMessages.TEST_SHUTDOWN_LENGTH, event.byteSize());
            texts.add(error(event) + " " + Marshal.getInt(event, CfgMessages.TEST_SHUTDOWN_FLAGS));
        }
        return texts;
    }

    @Test
    void shouldAnswerAsCaptured() {
        assertEquals("0c000000000000002000000000000000010000000000000001000000" + "00000000",
            hex(call(session, CfgMessages.LOCAL_GET, 16, 0), 0, 32));
        assertEquals("0b0000000000000030000000000000000100000000000000" + "02000000010000000a4d0002000000000000000000000000",
            hex(call(session, CfgMessages.GET_NODE_ADDRESSES, 24, 2), 0, 48));
        assertEquals("0a4d0001", hex(call(session, CfgMessages.GET_NODE_ADDRESSES, 24, 0), 32, 4));
        final MemorySegment unknown = call(session, CfgMessages.GET_NODE_ADDRESSES, 24, 99);
        assertEquals(32, unknown.byteSize());
        assertEquals(CsError.NOT_EXIST, error(unknown));
        assertEquals("01000000000000001800000000000000" + "1300000000000000",
            hex(call(session, CfgMessages.RING_REENABLE, 16, 0), 0, 24));
        assertEquals("0d000000000000001800000000000000" + "0b00000000000000",
            hex(call(session, CfgMessages.REPLY_TO_SHUTDOWN, 24, 1), 0, 24));
    }

    @Test
    void shouldReportRingAndNodeStatus() {
        final MemorySegment rings = call(session, CfgMessages.RING_STATUS_GET, 16, 0);
        assertEquals(10272, rings.byteSize());
        assertEquals(1, Marshal.getInt(rings, CfgMessages.RING_COUNT));
        assertEquals("0 10.77.0.1", Marshal.getText(rings, 0x20, 128));
        assertEquals("OK", Marshal.getText(rings, 0x820, 512));

        final MemorySegment request = request(CfgMessages.NODE_STATUS_GET, 32, 2);
        Marshal.putInt(request, CfgMessages.NODE_STATUS_VERSION, 1);
        final MemorySegment status = one.call(CfgService.ID, session, request);
        assertEquals(4200, status.byteSize());
        assertEquals("100000000000000068100000000000000100000000000000" + "01000000020000000100000000000000" + "0101000082050000"
            + "31302e37372e302e3200", hex(status, 0, 58));
        Marshal.putInt(request, CfgMessages.ARGUMENT, 99);
        assertEquals(CsError.FAILED_OPERATION, error(one.call(CfgService.ID, session, request)));
        Marshal.putInt(request, CfgMessages.NODE_STATUS_VERSION, 7);
        final MemorySegment refused = one.call(CfgService.ID, session, request);
        assertEquals(CsError.NOT_SUPPORTED, error(refused));
        assertEquals(32, refused.byteSize());
    }

    @Test
    void shouldKillMemberAndOnlyMember() {
        final MemorySegment request = request(CfgMessages.KILL_NODE, 288, 2);
        Marshal.putU16(request, CfgMessages.KILL_REASON_LENGTH, 27);
        Marshal.putText(request, CfgMessages.KILL_REASON, 256, "Killed by corosync-cfgtool");
        assertEquals(CsError.OK, error(one.call(CfgService.ID, session, request)));
        ring.run();
        assertEquals(List.of(), one.control());
        assertEquals(List.of("exit now 255"), two.control());
        Marshal.putInt(request, CfgMessages.ARGUMENT, 3);
        assertEquals(CsError.NOT_EXIST, error(one.call(CfgService.ID, session, request)));
        ring.install(1);
        ring.run();
        Marshal.putInt(request, CfgMessages.ARGUMENT, 2);
        assertEquals(CsError.NOT_EXIST, error(one.call(CfgService.ID, session, request)));
    }

    @Test
    void shouldShutDownAtOnceWhenNobodyElseTracks() {
        call(session, CfgMessages.TRACK_START, 24, 0);
        tryShutdown(CfgMessages.SHUTDOWN_REQUEST);
        assertEquals(CsError.OK, error(session.response()));
        ring.run();
        assertEquals(List.of("shut down 0"), one.control());
        assertEquals(List.of(), two.control());
    }

    @Test
    void shouldShutDownAtOnceWhenImmediate() {
        final TestSession a = tracker(1);
        tryShutdown(CfgMessages.SHUTDOWN_IMMEDIATE);
        assertEquals(CsError.OK, error(session.response()));
        assertTrue(events(a).isEmpty());
    }

    @Test
    void shouldAskTrackersAndRefuseWhenOneSaysNo() {
        final TestSession a = tracker(1);
        final TestSession b = tracker(2);
        tryShutdown(CfgMessages.SHUTDOWN_REQUEST);
        assertTrue(session.responses().isEmpty());
        assertEquals(List.of("OK 0"), events(a));
        assertEquals(List.of("OK 0"), events(b));
        final TestSession other = one.connect(CfgService.ID, 3);
        assertEquals(CsError.EXIST, error(call(other, CfgMessages.TRY_SHUTDOWN, 24, 0)));
        assertEquals(CsError.OK, reply(a, 1));
        assertEquals(CsError.OK, reply(a, 1));
        assertTrue(session.responses().isEmpty());
        assertEquals(CsError.OK, reply(b, 0));
        assertEquals(CsError.BUSY, error(session.response()));
        assertEquals(CsError.ACCESS, reply(a, 1));
        tryShutdown(CfgMessages.SHUTDOWN_REQUEST);
        reply(a, 1);
        reply(b, 1);
        assertEquals(CsError.OK, error(session.response()));
    }

    @Test
    void shouldShutDownRegardlessWhenAllHaveVoted() {
        final TestSession a = tracker(1);
        tryShutdown(CfgMessages.SHUTDOWN_REGARDLESS);
        assertEquals(List.of("OK 1"), events(a));
        reply(a, 0);
        assertEquals(CsError.OK, error(session.response()));
    }

    @Test
    void shouldCountLeavingTrackerAsYesAndNewcomerAsAsked() {
        final TestSession a = tracker(1);
        tryShutdown(CfgMessages.SHUTDOWN_REQUEST);
        final TestSession late = tracker(2);
        assertEquals(List.of("OK 0"), events(late));
        reply(a, 0);
        one.manager().gateway().disconnected(CfgService.ID, a);
        assertTrue(session.responses().isEmpty());
        call(late, CfgMessages.TRACK_STOP, 16, 0);
        assertEquals(CsError.OK, error(session.response()));
    }

    @Test
    void shouldForgetShutdownWhenRequesterIsGone() {
        final TestSession a = tracker(1);
        tryShutdown(CfgMessages.SHUTDOWN_REQUEST);
        one.manager().gateway().disconnected(CfgService.ID, session);
        assertEquals(CsError.ACCESS, reply(a, 1));
        assertEquals(Long.MAX_VALUE, one.manager().nextDeadlineNs());
    }

    @Test
    void shouldCountSilenceAsNo() {
        final TestSession a = tracker(1);
        events(a);
        one.config().put("cfg.shutdown_timeout", Value.ofU32(200));
        tryShutdown(CfgMessages.SHUTDOWN_REQUEST);
        events(a);
        one.manager().doWork(199_000_000L);
        assertTrue(session.responses().isEmpty());
        one.manager().doWork(200_000_000L);
        assertEquals(CsError.BUSY, error(session.response()));
        assertEquals(List.of(), events(a));
        tryShutdown(CfgMessages.SHUTDOWN_REGARDLESS);
        one.manager().doWork(400_000_000L);
        assertEquals(CsError.OK, error(session.response()));
    }

    @Test
    void shouldTellTrackersThatAskedForAShutdownOfSilence() {
        final TestSession a = tracker(1);
        final TestSession b = tracker(2);
        one.config().put("cfg.shutdown_timeout", Value.ofU32(200));
        one.request(CfgService.ID, a, request(CfgMessages.TRY_SHUTDOWN, 24, CfgMessages.SHUTDOWN_REQUEST));
        one.manager().doWork(200_000_000L);
        assertEquals(List.of("TIMEOUT 0"), events(a));
        assertEquals(List.of("OK 0"), events(b));
        tryShutdown(CfgMessages.SHUTDOWN_REQUEST);
        one.manager().doWork(400_000_000L);
        assertEquals(List.of("OK 0", "TIMEOUT 0"), events(a));
        assertEquals(List.of("OK 0"), events(b));
    }

    @Test
    void shouldReloadEverywhereAndAnswerAfterwards() {
        one.reloadResult(new EngineControl.Reload(CsError.INVALID_PARAM, false));
        one.request(CfgService.ID, session, request(CfgMessages.RELOAD, 16, 0));
        assertTrue(session.responses().isEmpty());
        ring.run();
        final MemorySegment answer = session.response();
        assertEquals(CfgMessages.RELOAD_RESPONSE, ResponseHeader.id(answer, 0));
        assertEquals(CsError.INVALID_PARAM, error(answer));
        assertEquals(List.of("reload"), one.control());
        assertEquals(List.of("reload"), two.control());
    }

    @Test
    void shouldSwitchCryptoInTwoPhasesWhenReloadChangesIt() {
        one.reloadResult(new EngineControl.Reload(CsError.OK, true));
        two.reloadResult(new EngineControl.Reload(CsError.OK, true));
        one.request(CfgService.ID, session, request(CfgMessages.RELOAD, 16, 0));
        one.manager().gateway().disconnected(CfgService.ID, session);
        ring.run();
        assertTrue(session.responses().isEmpty());
        assertEquals(List.of("reload", "crypto ACTIVATE", "crypto CLEAN_UP"), one.control());
        assertEquals(List.of("reload", "crypto ACTIVATE", "crypto CLEAN_UP"), two.control());
    }

    @Test
    void shouldUseNewCryptoSettingsWhenAllMembersHaveThem() {
        change.loaded(1);
        change.loaded(2);
        assertEquals(List.of(), steps);
        change.begin();
        change.loaded(1);
        assertEquals(List.of(), steps);
        change.loaded(2);
        assertEquals(List.of("ACTIVATE", "told"), steps);
        change.changed(2);
        assertEquals(2, steps.size());
        change.changed(1);
        assertEquals(List.of("ACTIVATE", "told", "CLEAN_UP"), steps);
        change.changed(1);
        assertEquals(3, steps.size());
    }

    /** A C node that says so knows the old settings no more. */
    @Test
    void shouldUseNewCryptoSettingsWhenAMemberDoes() {
        change.begin();
        change.loaded(1);
        change.changed(2);
        assertEquals(List.of("ACTIVATE", "told"), steps);
        change.loaded(2);
        change.changed(1);
        assertEquals(List.of("ACTIVATE", "told", "CLEAN_UP"), steps);
    }

    @Test
    void shouldNotWaitForAMemberThatSaysNothingOfCryptoSettings() {
        change.begin();
        change.loaded(1);
        cryptoTimers.advance(9_000_000_000L);
        assertEquals(List.of(), steps);
        cryptoTimers.advance(10_000_000_000L);
        assertEquals(List.of("ACTIVATE", "told"), steps);
        change.changed(1);
        cryptoTimers.advance(19_000_000_000L);
        assertEquals(2, steps.size());
        cryptoTimers.advance(20_000_000_000L);
        assertEquals(List.of("ACTIVATE", "told", "CLEAN_UP"), steps);
    }

    @Test
    void shouldReopenLogs() {
        assertEquals(CsError.OK, error(call(session, CfgMessages.REOPEN_LOG_FILES, 16, 0)));
        assertEquals(List.of("reopen logs"), one.control());
    }
}
