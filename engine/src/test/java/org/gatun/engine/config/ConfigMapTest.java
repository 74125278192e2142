package org.gatun.engine.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.gatun.ipc.message.CsError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigMapTest {
    private static final int CHANGES = ConfigMap.TRACK_ADD | ConfigMap.TRACK_MODIFY | ConfigMap.TRACK_DELETE;

    private final ConfigMap map = new ConfigMap();
    private final List<String> events = new ArrayList<>();

    private void record(final String key, final int event, final Value newValue, final Value oldValue) {
        events.add(event + " " + key + " " + newValue + " " + oldValue);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "totem.token", "A-Z/0:9_.x", "abc"})
    void shouldAcceptKeyWhenItsCharactersAreAllowed(final String key) {
        assertEquals(CsError.OK, map.set(key, Value.ofU8(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "a b", "k\u00e4y", "key!", "a{b", "a,b"})
    void shouldRefuseKeyWhenShortOrOfOtherCharacters(final String key) {
        assertEquals(CsError.NAME_TOO_LONG, map.set(key, Value.ofU8(1)));
        assertEquals(0, map.size());
    }

    @Test
    void shouldTakeKeyOf255AndRefuseOneOf256Characters() {
        assertEquals(CsError.OK, map.set("k".repeat(255), Value.ofU8(1)));
        assertEquals(CsError.NAME_TOO_LONG, map.set("k".repeat(256), Value.ofU8(1)));
    }

    @Test
    void shouldTakeValueOf16384AndRefuseOneMore() {
        assertEquals(CsError.OK, map.set("big", Value.ofBinary(new byte[16384])));
        assertEquals(CsError.INVALID_PARAM, map.set("bigger", Value.ofBinary(new byte[16385])));
    }

    @Test
    void shouldReportEventsInOrderWhenTracked() {
        map.track("a.key", CHANGES, this::record);
        map.set("a.key", Value.ofU32(1));
        map.set("a.key", Value.ofU32(1));
        map.set("a.key", Value.ofString("x"));
        map.set("a.keys", Value.ofU32(1));
        map.delete("a.key");
        assertEquals(List.of("4 a.key 1 (u32) null", "2 a.key x (str) 1 (u32)", "1 a.key null x (str)"), events);
    }

    @Test
    void shouldReportOnlyAskedKindsWhenTrackingPrefix() {
        map.track("nodelist.", ConfigMap.TRACK_PREFIX | ConfigMap.TRACK_DELETE, this::record);
        map.track("", ConfigMap.TRACK_PREFIX | ConfigMap.TRACK_ADD, this::record);
        map.set("nodelist.x", Value.ofU8(1));
        map.set("nodelist.x", Value.ofU8(2));
        map.set("other.x", Value.ofU8(2));
        map.delete("other.x");
        map.delete("nodelist.x");
        assertEquals(List.of("4 nodelist.x 1 (u8) null", "4 other.x 2 (u8) null", "1 nodelist.x null 2 (u8)"), events);
    }

    @Test
    void shouldReportNothingWhenTrackIsClosed() {
        final Track track = map.track("", CHANGES | ConfigMap.TRACK_PREFIX, this::record);
        track.close();
        track.close();
        map.set("some.key", Value.ofU8(1));
        assertTrue(events.isEmpty());
    }

    @Test
    void shouldTellTracksInTheOrderOfTheCEngine() {
        final StringBuilder told = new StringBuilder();
        for (final String track : List.of("A:", "b:s", "C:some.", "d:some.key", "E:some.", "F:", "g:some.key", "H:some.key", "I:some.key")) {
            final int prefix = Character.isUpperCase(track.charAt(0)) ? ConfigMap.TRACK_PREFIX : 0;
            map.track(track.substring(2), CHANGES | prefix, (key, event, newValue, oldValue) -> told.append(track.charAt(0)));
        }
        map.set("some.key", Value.ofU8(1));
        assertEquals("gdHICEFA", told.toString());
    }

    @Test
    void shouldSkipTrackWhenEarlierTrackerClosesIt() {
        final Track second = map.track("some.key", CHANGES, this::record);
        map.track("some.key", CHANGES, (key, event, newValue, oldValue) -> second.close());
        map.set("some.key", Value.ofU8(1));
        assertTrue(events.isEmpty());
    }

    @Test
    void shouldRefuseTrackWhenFlagsAreUnknown() {
        assertNull(map.track("some.key", 16, this::record));
    }

    @Test
    void shouldIterateInByteOrderWhenKeysComeAndGo() {
        for (final String key : List.of("b.10", "b.2", "B.1", "b_1", "b-1", "c.1", "b.1")) {
            map.set(key, Value.ofU8(1));
        }
        final List<String> keys = new ArrayList<>();
        final KeyCursor cursor = map.iterate("b");
        for (String key = cursor.next(); key != null; key = cursor.next()) {
            keys.add(key);
            map.delete(key);
        }
        assertEquals(List.of("b-1", "b.1", "b.10", "b.2", "b_1"), keys);
        assertEquals("B.1", map.iterate("").next());
    }

    @ParameterizedTest
    @CsvSource({"U8,255,1,0", "U8,0,-1,255", "I8,127,1,-128", "U16,65535,2,1", "I32,-1,-1,-2", "U32,4294967295,1,0", "I64,-1,1,0",
        "U64,-1,1,0", "I16,5,0,5"})
    void shouldWrapInItsWidthWhenAdjusted(final ValueType type, final long start, final int step, final long expected) {
        map.set("n.n", Value.ofInteger(type, start));
        assertEquals(CsError.OK, map.adjust("n.n", step));
        assertEquals(Value.ofInteger(type, expected), map.get("n.n"));
        assertEquals(expected, map.get("n.n").asLong());
    }

    @Test
    void shouldRefuseToAdjustWhenMissingOrNotAnInteger() {
        map.set("s.s", Value.ofString("1"));
        map.set("d.d", Value.ofDouble(1));
        assertEquals(CsError.INVALID_PARAM, map.adjust("s.s", 1));
        assertEquals(CsError.INVALID_PARAM, map.adjust("d.d", 1));
        assertEquals(CsError.NOT_EXIST, map.adjust("x.x", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"runtime.services.cpg.0.rx", "system.x", "nodelist.node.0.nodeid", "totem.transport", "quorum.wait_for_all"})
    void shouldKeepClientsOutWhenKeyIsReadOnly(final String key) {
        map.readOnlyKey("quorum.wait_for_all");
        map.put(key, Value.ofU32(1));
        assertEquals(CsError.ACCESS, map.setByClient(key, Value.ofU32(2)));
        assertEquals(CsError.ACCESS, map.adjustByClient(key, 1));
        assertEquals(CsError.ACCESS, map.deleteByClient(key));
        assertEquals(CsError.OK, map.delete(key));
    }

    @Test
    void shouldLetClientsWriteWhenKeyIsNotReadOnly() {
        assertEquals(CsError.OK, map.setByClient("totem.token", Value.ofU32(1)));
        assertEquals(CsError.OK, map.adjustByClient("totem.token", 1));
        assertEquals(2, map.getU32("totem.token", 0));
        assertEquals(7, map.getU16("totem.token", 7));
        assertEquals(CsError.OK, map.deleteByClient("totem.token"));
        assertEquals(CsError.NOT_EXIST, map.deleteByClient("totem.token"));
    }

    @Test
    void shouldShowCounterAsU64WhenRead() {
        final Counter counter = map.counter("runtime.services.cpg.0.rx");
        counter.increment();
        counter.add(41);
        assertEquals(Value.ofU64(42), map.get("runtime.services.cpg.0.rx"));
        assertEquals(counter, map.counter("runtime.services.cpg.0.rx"));
    }

    @Test
    void shouldReportCounterWithoutOldValueWhenTracked() {
        final Counter early = map.counter("runtime.services.a");
        final Track track = map.track("runtime.", ConfigMap.TRACK_PREFIX | ConfigMap.TRACK_MODIFY, this::record);
        final Counter late = map.counter("runtime.services.b");
        early.increment();
        late.increment();
        track.close();
        early.increment();
        assertEquals(List.of("2 runtime.services.a 1 (u64) null", "2 runtime.services.b 1 (u64) null"), events);
    }

    @Test
    void shouldAllocateNothingWhenUntrackedCounterIsBumped() {
        map.track("other.", ConfigMap.TRACK_PREFIX | CHANGES, this::record);
        final Counter counter = map.counter("runtime.services.cpg.0.rx");
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 20_000; i++) {
            counter.increment();
        }
        threads.getCurrentThreadAllocatedBytes();
        final long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1_000_000; i++) {
            counter.increment();
        }
        assertEquals(0, threads.getCurrentThreadAllocatedBytes() - before);
        assertEquals(1_020_000, counter.get());
    }

    @ParameterizedTest
    @EnumSource(ValueType.class)
    void shouldFindTypeByItsNumber(final ValueType type) {
        assertEquals(type, ValueType.of(type.code()));
        assertNull(ValueType.of(0));
        assertNull(ValueType.of(13));
        assertNull(ValueType.of(-1));
    }

    @Test
    void shouldTakeClientTextWithOrWithoutZeroByteButNothingBehindIt() {
        assertEquals(Value.ofString("abc"), Value.fromBytes(ValueType.STR, "abc".getBytes(StandardCharsets.US_ASCII)));
        assertEquals(Value.ofString("abc"), Value.fromBytes(ValueType.STR, "abc\0".getBytes(StandardCharsets.US_ASCII)));
        assertNull(Value.fromBytes(ValueType.STR, "abc\0d".getBytes(StandardCharsets.US_ASCII)));
        assertEquals(4, Value.ofString("abc").length());
        assertNull(Value.fromBytes(ValueType.U32, new byte[3]));
        assertEquals(ValueType.BIN, Value.fromBytes(ValueType.BIN, new byte[0]).type());
    }

    @Property
    void shouldGiveBackIntegerOfAnyType(@ForAll final ValueType type, @ForAll final long number) {
        if (type.isInteger()) {
            final Value value = Value.ofInteger(type, number);
            assertEquals(value, Value.ofInteger(type, value.asLong()));
            assertEquals(value, Value.fromBytes(type, value.toBytes()));
            if (type.length() < 8) {
                assertTrue(value.asLong() >= type.min() && value.asLong() <= type.max());
            }
        }
    }

    @Property
    void shouldGiveBackFloatingPoint(@ForAll final float single, @ForAll final double twice) {
        assertEquals(single, Value.ofFloat(single).asFloat());
        assertEquals(twice, Value.ofDouble(twice).asDouble());
    }
}
