package org.gatun.engine.service.cmap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.Value;
import org.gatun.engine.config.ValueType;
import org.gatun.engine.service.TestNode;
import org.gatun.engine.service.TestRing;
import org.gatun.engine.service.TestSession;
import org.gatun.engine.service.stats.StatisticsMap;
import org.gatun.engine.totem.GroupListener;
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.CmapMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CmapServiceTest {
    private static final int ALL = ConfigMap.TRACK_ADD | ConfigMap.TRACK_DELETE | ConfigMap.TRACK_MODIFY;

    private final TestRing ring = new TestRing();
    private final StatisticsMap statistics = new StatisticsMap();
    private final TestNode node = new TestNode(ring, 1, new CmapService(statistics));
    private TestSession session;

    @BeforeEach
    void connect() {
        ring.install(1);
        ring.run();
        session = node.connect(CmapService.ID, 100);
    }

    private static MemorySegment request(final int id, final int length, final String key) {
        final MemorySegment request = MemorySegment.ofArray(new byte[length]);
        RequestHeader.put(request, 0, id, length);
        if (key != null) {
            Marshal.putName(request, CmapMessages.KEY, key);
        }
        return request;
    }

    private MemorySegment call(final MemorySegment request) {
        return node.call(CmapService.ID, session, request);
    }

    private static CsError error(final MemorySegment answer) {
        return CsError.of(ResponseHeader.error(answer, 0));
    }

    private CsError set(final String key, final ValueType type, final byte[] value) {
        final MemorySegment request = request(CmapMessages.SET, CmapMessages.SET_VALUE + value.length, key);
        Marshal.putLong(request, CmapMessages.SET_VALUE_LENGTH, value.length);
        Marshal.putU8(request, CmapMessages.SET_TYPE, type.code());
        MemorySegment.copy(value, 0, request, ValueLayout.JAVA_BYTE, CmapMessages.SET_VALUE, value.length);
        return error(call(request));
    }

    private CsError set(final String key, final Value value) {
        return set(key, value.type(), value.toBytes());
    }

    private MemorySegment get(final String key, final long room) {
        final MemorySegment request = request(CmapMessages.GET, CmapMessages.GET_LENGTH, key);
        Marshal.putLong(request, CmapMessages.GET_VALUE_LENGTH, room);
        return call(request);
    }

    private MemorySegment handleCall(final int id, final long handle) {
        final MemorySegment request = request(id, CmapMessages.HANDLE_REQUEST_LENGTH, null);
        Marshal.putLong(request, CmapMessages.HANDLE, handle);
        return call(request);
    }

    private CsError delete(final String key) {
        return error(call(request(CmapMessages.DELETE, CmapMessages.KEY_REQUEST_LENGTH, key)));
    }

    private CsError adjust(final String key, final int step) {
        final MemorySegment request = request(CmapMessages.ADJUST, CmapMessages.ADJUST_LENGTH, key);
        Marshal.putInt(request, CmapMessages.ADJUST_STEP, step);
        return error(call(request));
    }

    private MemorySegment track(final String key, final int flags, final long instance) {
        final MemorySegment request = request(CmapMessages.TRACK_ADD, CmapMessages.TRACK_ADD_LENGTH, key);
        Marshal.putInt(request, CmapMessages.TRACK_FLAGS, flags);
        Marshal.putLong(request, CmapMessages.TRACK_INSTANCE, instance);
        return call(request);
    }

    private List<String> iterate(final String prefix) {
        final MemorySegment init = call(request(CmapMessages.ITERATION_INITIALISE, CmapMessages.KEY_REQUEST_LENGTH, prefix));
        assertEquals(32, init.byteSize());
        final long handle = Marshal.getLong(init, CmapMessages.RESPONSE_HANDLE);
        final List<String> keys = new ArrayList<>();
        MemorySegment next = handleCall(CmapMessages.ITERATION_NEXT, handle);
        while (error(next) == CsError.OK) {
            assertEquals(304, next.byteSize());
            keys.add(Marshal.getName(next, CmapMessages.NEXT_KEY) + ' ' + Marshal.getU8(next, CmapMessages.NEXT_TYPE) + '/'
                + Marshal.getLong(next, CmapMessages.NEXT_VALUE_LENGTH));
            next = handleCall(CmapMessages.ITERATION_NEXT, handle);
        }
        assertEquals(CsError.NO_SECTIONS, error(next));
        assertEquals(CsError.OK, error(handleCall(CmapMessages.ITERATION_FINALISE, handle)));
        assertEquals(CsError.BAD_HANDLE, error(handleCall(CmapMessages.ITERATION_FINALISE, handle)));
        assertEquals(CsError.BAD_HANDLE, error(handleCall(CmapMessages.ITERATION_NEXT, handle)));
        return keys;
    }

    private List<String> events() {
        final List<String> texts = new ArrayList<>();
        for (final MemorySegment event : session.takeEvents()) {
            assertEquals(CmapMessages.TRACK_EVENT, ResponseHeader.id(event, 0));
            final int newLength = (int)Marshal.getLong(event, CmapMessages.EVENT_NEW_LENGTH);
            final int oldLength = (int)Marshal.getLong(event, CmapMessages.EVENT_OLD_LENGTH);
            assertEquals(CmapMessages.EVENT_VALUES + newLength + oldLength, event.byteSize());
            texts.add(Marshal.getLong(event, CmapMessages.EVENT_INSTANCE) + " " + Marshal.getName(event, CmapMessages.EVENT_KEY) + ' '
                + Marshal.getInt(event, CmapMessages.EVENT_KIND) + ' '
                + value(event, CmapMessages.EVENT_NEW_TYPE, CmapMessages.EVENT_VALUES, newLength) + " <- "
                + value(event, CmapMessages.EVENT_OLD_TYPE, CmapMessages.EVENT_VALUES + newLength, oldLength));
        }
        return texts;
    }

    private static String value(final MemorySegment event, final int typeOffset, final int offset, final int length) {
        final ValueType type = ValueType.of(Marshal.getU8(event, typeOffset));
        return type == null ? "none/" + length
            : Value.fromBytes(type, event.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE)).toString();
    }

    @Test
    void shouldAnswerGetAsCapturedWhenTokenIs1000() {
        node.config().put("totem.token", Value.ofU32(1000));
        final byte[] request = new byte[288];
        System.arraycopy(HexFormat.of().parseHex("02000000000000002001000000000000" + "0b00000000000000746f74656d2e746f" + "6b656e"), 0,
            request, 0, 35);
        request[0x118] = 0x10;
        final MemorySegment answer = call(MemorySegment.ofArray(request));
        assertEquals("0200000000000000" + "3800000000000000" + "0100000000000000" + "0400000000000000" + "0600000000000000"
            + "e8030000000000000000000000000000", HexFormat.of().formatHex(answer.toArray(ValueLayout.JAVA_BYTE)));
    }

    @Test
    void shouldAnswerGetWithExactlyTheRoomAskedFor() {
        node.config().put("test.text", Value.ofString("abc"));
        assertEquals(40, get("test.text", 0).byteSize());
        assertEquals(4, Marshal.getLong(get("test.text", 0), CmapMessages.GET_RESPONSE_VALUE_LENGTH));
        assertEquals(11, Marshal.getU8(get("test.text", 0), CmapMessages.GET_RESPONSE_TYPE));
        assertEquals(44, get("test.text", 4).byteSize());
        assertEquals(CsError.INVALID_PARAM, error(get("test.text", 3)));
        assertEquals(40, get("test.text", 3).byteSize());
        assertEquals(CsError.NOT_EXIST, error(get("test.none", 10)));
        assertEquals(40, get("test.none", 10).byteSize());
        assertEquals(CsError.NO_MEMORY, error(get("test.text", Long.MAX_VALUE)));
        assertEquals(CsError.NO_MEMORY, error(get("test.text", -1)));
    }

    @Test
    void shouldSetAllTypesAndRefuseWrongOnes() {
        for (final Value value : List.of(Value.ofI8(-1), Value.ofU8(255), Value.ofI16(-2), Value.ofU16(65535), Value.ofI32(-3),
            Value.ofU32(7), Value.ofI64(-4), Value.ofU64(-1), Value.ofFloat(1.5f), Value.ofDouble(-2.5), Value.ofString("x"),
            Value.ofBinary(new byte[] {1, 2, 0}))) {
            assertEquals(CsError.OK, set("test.value", value));
            assertEquals(value, node.config().get("test.value"));
        }
        assertEquals(CsError.INVALID_PARAM, set("test.value", ValueType.U32, new byte[3]));
        assertEquals(CsError.NAME_TOO_LONG, set("a", Value.ofU8(1)));
        assertEquals(CsError.NAME_TOO_LONG, set("test.*", Value.ofU8(1)));
        assertEquals(CsError.INVALID_PARAM, set("test.value", ValueType.BIN, new byte[16385]));
        assertEquals(CsError.ACCESS, set("totem.nodeid", Value.ofU32(3)));
        assertEquals(CsError.ACCESS, set("nodelist.node.0.nodeid", ValueType.U32, new byte[3]));
        final MemorySegment wrong = request(CmapMessages.SET, CmapMessages.SET_VALUE + 4, "test.value");
        Marshal.putU8(wrong, CmapMessages.SET_TYPE, 6);
        for (final long length : new long[] {5, -1, Long.MIN_VALUE, 1L << 32}) {
            Marshal.putLong(wrong, CmapMessages.SET_VALUE_LENGTH, length);
            assertEquals(CsError.INVALID_PARAM, error(call(wrong)));
        }
        Marshal.putLong(wrong, CmapMessages.SET_VALUE_LENGTH, 4);
        Marshal.putU8(wrong, CmapMessages.SET_TYPE, 13);
        assertEquals(CsError.INVALID_PARAM, error(call(wrong)));
    }

    @Test
    void shouldDeleteAndAdjust() {
        node.config().put("test.number", Value.ofU8(255));
        assertEquals(CsError.OK, adjust("test.number", 2));
        assertEquals(1, node.config().getU8("test.number", 0));
        assertEquals(CsError.NOT_EXIST, adjust("test.none", 1));
        assertEquals(CsError.OK, delete("test.number"));
        assertEquals(CsError.NOT_EXIST, delete("test.number"));
        assertEquals(CsError.ACCESS, delete("runtime.services.cmap.service_id"));
        assertEquals(CsError.ACCESS, adjust("runtime.services.cmap.0.tx", 1));
    }

    @Test
    void shouldIterateInOrderOfBytes() {
        node.config().put("nodes.2", Value.ofU32(2));
        node.config().put("nodes.10", Value.ofString("ten"));
        assertEquals(List.of("nodes.10 11/4", "nodes.2 6/4"), iterate("nodes."));
        assertEquals(List.of(), iterate("none"));
        assertTrue(iterate("").size() > 5);
    }

    @Test
    void shouldReportChangesBeforeTheAnswer() {
        final long handle = Marshal.getLong(track("test.", ALL | ConfigMap.TRACK_PREFIX, 77), CmapMessages.RESPONSE_HANDLE);
        track("test.b", ConfigMap.TRACK_MODIFY, 78);
        session.order().clear();
        set("test.b", Value.ofU8(1));
        assertEquals(List.of("event 9", "response"), session.order());
        set("test.b", Value.ofU8(1));
        set("test.b", Value.ofString("x"));
        delete("test.b");
        assertEquals(List.of("77 test.b 4 1 (u8) <- none/0", "78 test.b 2 x (str) <- 1 (u8)", "77 test.b 2 x (str) <- 1 (u8)",
            "77 test.b 1 none/0 <- x (str)"), events());
        final MemorySegment deleted = handleCall(CmapMessages.TRACK_DELETE, handle);
        assertEquals(77, Marshal.getLong(deleted, CmapMessages.RESPONSE_HANDLE));
        assertEquals(CsError.BAD_HANDLE, error(handleCall(CmapMessages.TRACK_DELETE, handle)));
        set("test.c", Value.ofU8(1));
        assertEquals(List.of(), events());
        assertEquals(CsError.INVALID_PARAM, error(track("test.", 16, 1)));
    }

    @Test
    void shouldReportCountersWithoutOldValue() {
        track("runtime.services.cmap.0.tx", ALL, 5);
        node.config().put("totem.config_version", Value.ofU64(3));
        assertEquals(List.of("5 runtime.services.cmap.0.tx 2 2 (u64) <- none/0"), events());
    }

    @Test
    void shouldStopReportingWhenClientIsGone() {
        track("test.", ALL | ConfigMap.TRACK_PREFIX, 77);
        node.manager().gateway().disconnected(CmapService.ID, session);
        node.config().put("test.x", Value.ofU8(1));
        assertEquals(List.of(), events());
    }

    @Test
    void shouldChooseMapOnlyWhileNothingIsOpen() {
        final MemorySegment answer = handleCall(CmapMessages.SET_CURRENT_MAP, CmapMessages.MAP_ICMAP);
        assertEquals(CmapMessages.SET_CURRENT_MAP_RESPONSE, ResponseHeader.id(answer, 0));
        assertEquals(CsError.OK, error(answer));
        assertEquals(CsError.NOT_EXIST, error(handleCall(CmapMessages.SET_CURRENT_MAP, 2)));
        assertEquals(CsError.NOT_EXIST, error(handleCall(CmapMessages.SET_CURRENT_MAP, 0xffff_ffffL)));
        track("test.", ALL, 1);
        assertEquals(CsError.BUSY, error(handleCall(CmapMessages.SET_CURRENT_MAP, CmapMessages.MAP_STATS)));
    }

    @Test
    void shouldServeStatistics() {
        final long[] figure = {5};
        final List<String> cleared = new ArrayList<>();
        statistics.add("stats.srp.mcast_tx", () -> Value.ofU64(figure[0]));
        statistics.onClear("totem", () -> cleared.add("totem"));
        handleCall(CmapMessages.SET_CURRENT_MAP, CmapMessages.MAP_STATS);
        assertEquals(List.of("stats.srp.mcast_tx 8/8"), iterate("stats."));
        assertEquals(5, Marshal.getLong(get("stats.srp.mcast_tx", 8), CmapMessages.GET_RESPONSE_VALUE));
        assertEquals(CsError.NOT_EXIST, error(get("stats.none", 8)));
        assertEquals(CsError.ACCESS, set("stats.srp.mcast_tx", Value.ofU64(1)));
        assertEquals(CsError.OK, set("stats.clear.totem", Value.ofU32(1)));
        assertEquals(CsError.OK, set("stats.clear.all", Value.ofU32(1)));
        assertEquals(CsError.NOT_SUPPORTED, set("stats.clear.moon", Value.ofU32(1)));
        assertEquals(List.of("totem", "totem"), cleared);
        assertEquals(CsError.ACCESS, delete("stats.srp.mcast_tx"));
        assertEquals(CsError.NOT_SUPPORTED, adjust("stats.clear.totem", 1));

        assertEquals(CsError.NOT_SUPPORTED, error(track("stats.", ConfigMap.TRACK_PREFIX | ConfigMap.TRACK_ADD, 1)));
        track("stats.", ConfigMap.TRACK_PREFIX | ConfigMap.TRACK_ADD | ConfigMap.TRACK_DELETE, 1);
        track("stats.srp.mcast_tx", ConfigMap.TRACK_MODIFY, 2);
        statistics.add("stats.x", () -> Value.ofString("y"));
        statistics.remove("stats.x");
        node.manager().doWork(1_500_000_000L);
        figure[0] = 6;
        node.manager().doWork(3_000_000_000L);
        node.manager().doWork(4_500_000_000L);
        assertEquals(List.of("1 stats.x 4 y (str) <- y (str)", "1 stats.x 1 y (str) <- y (str)",
            "2 stats.srp.mcast_tx 2 6 (u64) <- 6 (u64)"), events());
    }

    @Test
    void shouldExchangeVersionsAndShutDownOlderNewcomer() {
        node.config().put("totem.config_version", Value.ofU64(3));
        final TestNode older = new TestNode(ring, 2, new CmapService(new StatisticsMap()));
        older.config().put("totem.config_version", Value.ofU64(2));
        ring.install(2);
        ring.run();
        assertEquals(List.of("synchronised"), older.control());
        ring.install(1, 2);
        ring.run();
        assertEquals(3, older.config().getU64("runtime.members.1.config_version", 0));
        assertEquals(2, node.config().getU64("runtime.members.2.config_version", 0));
        assertEquals(List.of("synchronised", "shut down 0", "synchronised"), older.control());
        assertFalse(node.control().contains("shut down 0"));
        node.config().put("totem.config_version", Value.ofU64(4));
        ring.run();
        assertEquals(4, older.config().getU64("runtime.members.1.config_version", 0));
    }

    @Test
    void shouldEncodeVersionMessageAsCaptured() {
        final List<byte[]> sent = new ArrayList<>();
        final TestNode listener = new TestNode(ring, 3);
        listener.ring().listener(new GroupListener() {
            @Override
            public void onDeliver(final GroupName group, final int nodeId, final MemorySegment message, final long offset,
                final int length, final boolean foreignOrder) {
                if (group == GroupName.SERVICES) {
                    sent.add(message.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
                }
            }

            @Override
            public void onConfigurationChange(final boolean transitional, final RingId ringId,
                final int[] members, final int[] left, final int[] joined) {
                assertEquals(0, left.length);
            }

            @Override
            public void onTokenSent() {
                throw new AssertionError("not asked for");
            }
        });
        ring.install(1, 3);
        node.config().put("totem.config_version", Value.ofU64(9));
        node.config().delete("totem.config_version");
        ring.run();
        assertEquals(336, sent.get(0).length);
        assertEquals(328, sent.get(1).length);
        assertEquals("0000000000000000" + "4801000000000000" + "0100000000000000" + "0100000000000000" + "0000000000000000"
            + "0000000000000000" + "1400000000000000", HexFormat.of().formatHex(Arrays.copyOf(sent.get(1), 56)));
        assertArrayEquals("totem.config_version".getBytes(StandardCharsets.US_ASCII),
            Arrays.copyOfRange(sent.get(1), 56, 76));
    }

    @Test
    void shouldDropGarbageFromTheRing() {
        final Random random = new Random(3);
        final byte[] bytes = new byte[700];
        final MemorySegment message = MemorySegment.ofArray(bytes);
        for (int i = 0; i < 10_000; i++) {
            random.nextBytes(bytes);
            RequestHeader.put(message, 0, 0, random.nextInt());
            Marshal.putName(message, 48, "totem.config_version");
            Marshal.putLong(message, 48 + 272, random.nextInt(40) - 20 + (random.nextBoolean() ? Long.MAX_VALUE - 300 : 0));
            node.manager().onDeliver(GroupName.SERVICES, 4, message, 0, random.nextInt(700), false);
        }
        assertEquals(CsError.OK, set("test.alive", Value.ofU8(1)));
    }

    @Test
    void shouldForceGatherWhenKeyIsSet() {
        assertEquals(CsError.OK, set("runtime.force_gather", Value.ofString("yes")));
        assertEquals(1, node.ring().gathers());
        assertEquals("no", node.config().getString("runtime.force_gather"));
    }
}
