package org.gatun.test.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.gatun.client.Cmap;
import org.gatun.client.CmapListener;
import org.gatun.client.CmapMap;
import org.gatun.client.CmapTrack;
import org.gatun.client.CmapType;
import org.gatun.client.CmapValue;
import org.gatun.client.CsException;
import org.gatun.ipc.message.CsError;
import org.gatun.test.engines.EngineKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The configuration map and the map of statistics. */
class CmapTest extends MixedRing {
    private static final EnumSet<Cmap.Event> ALL = EnumSet.allOf(Cmap.Event.class);

    private Cmap open(final EngineKind kind, final CmapMap map) {
        return open(node(kind), () -> Cmap.open(ENDPOINT, map));
    }

    private static List<CmapValue> values() {
        final List<CmapValue> values = new ArrayList<>();
        for (final CmapType type : CmapType.values()) {
            if (type.isInteger()) {
                values.add(CmapValue.ofInteger(type, 0));
                values.add(CmapValue.ofInteger(type, -1));
                values.add(CmapValue.ofInteger(type, 1L << 8 * type.length() - 1));
            }
        }
        values.addAll(List.of(CmapValue.ofFloat(1.5f), CmapValue.ofDouble(-1e300), CmapValue.ofString(""),
            CmapValue.ofString("gr\u00fc\u00df"), CmapValue.ofString("x".repeat(16_383)), CmapValue.ofBinary(new byte[1]),
            CmapValue.ofBinary(new byte[16_384])));
        return values;
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepValuesOfEveryType(final EngineKind kind) throws CsException {
        try (Cmap cmap = open(kind, CmapMap.ICMAP)) {
            for (final CmapValue value : values()) {
                assertEquals(CsError.OK, cmap.set("test.value", value), value.toString());
                assertEquals(value, cmap.get("test.value"));
            }
            assertEquals(CsError.OK, cmap.delete("test.value"));
            assertEquals(Optional.empty(), cmap.find("test.value"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldAnswerErrorsAsTheLibraryDoes(final EngineKind kind) {
        try (Cmap cmap = open(kind, CmapMap.ICMAP)) {
            final CmapValue value = CmapValue.ofU8(1);
            assertError(CsError.NOT_EXIST, () -> cmap.get("test.missing"));
            assertError(CsError.NAME_TOO_LONG, () -> cmap.get("k".repeat(256)));
            assertEquals(CsError.OK, cmap.set("k".repeat(255), value));
            assertEquals(CsError.OK, cmap.delete("k".repeat(255)));
            assertEquals(CsError.NAME_TOO_LONG, cmap.set("k".repeat(256), value));
            assertEquals(CsError.NAME_TOO_LONG, cmap.delete("k".repeat(256)));
            assertEquals(CsError.NAME_TOO_LONG, cmap.adjust("k".repeat(256), 1));
            assertEquals(CsError.NAME_TOO_LONG, cmap.set("ab", value));
            assertEquals(CsError.NAME_TOO_LONG, cmap.set("a key", value));
            assertEquals(CsError.ACCESS, cmap.set("totem.version", value));
            assertEquals(CsError.ACCESS, cmap.delete("totem.version"));
            assertEquals(CsError.ACCESS, cmap.adjust("totem.version", 1));
            assertEquals(CsError.NOT_EXIST, cmap.delete("test.missing"));
            assertEquals(CsError.NOT_EXIST, cmap.adjust("test.missing", 1));
            assertEquals(CsError.INVALID_PARAM, cmap.set("test.large", CmapValue.ofBinary(new byte[16_385])));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldAdjustIntegersWithinTheirWidth(final EngineKind kind) throws CsException {
        try (Cmap cmap = open(kind, CmapMap.ICMAP)) {
            for (final CmapType type : CmapType.values()) {
                if (type.isInteger()) {
                    assertEquals(CsError.OK, cmap.set("test.counter", CmapValue.ofInteger(type, -1)));
                    assertEquals(CsError.OK, cmap.adjust("test.counter", 3));
                    assertEquals(CmapValue.ofInteger(type, 2), cmap.get("test.counter"));
                    assertEquals(CsError.OK, cmap.adjust("test.counter", -4));
                    assertEquals(CmapValue.ofInteger(type, -2), cmap.get("test.counter"));
                }
            }
            assertEquals(CsError.OK, cmap.set("test.counter", CmapValue.ofString("1")));
            assertEquals(CsError.INVALID_PARAM, cmap.adjust("test.counter", 1));
            assertEquals(CsError.OK, cmap.delete("test.counter"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldListKeysInTheOrderOfTheirBytes(final EngineKind kind) throws CsException {
        try (Cmap cmap = open(kind, CmapMap.ICMAP)) {
            final List<String> keys = List.of("list.-", "list..", "list./", "list.1", "list.:", "list.A", "list.AA", "list._", "list.a");
            for (final String key : keys.reversed()) {
                assertEquals(CsError.OK, cmap.set(key, CmapValue.ofU8(1)));
            }
            assertEquals(keys, cmap.keys("list."));
            assertEquals(List.of("list.A", "list.AA"), cmap.keys("list.A"));
            assertEquals(List.of(), cmap.keys("list.none"));
            assertTrue(cmap.keys("").containsAll(keys));
            for (final String key : keys) {
                assertEquals(CsError.OK, cmap.delete(key));
            }
        }
    }

    private static CmapListener recorder(final String name, final List<String> changes) {
        return (change, key, newValue, oldValue) -> changes.add(name + " " + change + " " + key + " " + newValue + " " + oldValue);
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellTrackersOldAndNewValues(final EngineKind kind) throws CsException {
        final List<String> changes = new ArrayList<>();
        try (Cmap cmap = open(kind, CmapMap.ICMAP); Cmap other = open(kind, CmapMap.ICMAP)) {
            cmap.trackPrefix("track.", ALL, recorder("prefix", changes));
            final CmapTrack one = cmap.track("track.one", EnumSet.of(Cmap.Event.MODIFY), recorder("one", changes));
            assertEquals(CsError.OK, other.set("track.one", CmapValue.ofU8(1)));
            assertEquals(CsError.OK, other.set("track.one", CmapValue.ofU8(1)));
            assertEquals(CsError.OK, cmap.adjust("track.one", 1));
            assertEquals(CsError.OK, other.set("elsewhere.one", CmapValue.ofU8(1)));
            assertEquals(CsError.OK, other.delete("elsewhere.one"));
            await("three changes", cmap::dispatch, () -> changes.size() == 3);
            assertEquals(CsError.OK, one.delete());
            assertEquals(CsError.BAD_HANDLE, one.delete());
            assertEquals(CsError.OK, other.set("track.one", CmapValue.ofString("text")));
            assertEquals(CsError.OK, other.delete("track.one"));
            await("all changes", cmap::dispatch, () -> changes.size() == 5);
        }
        // Trackers of one change are told in an order of the engine's.
        assertEquals(List.of("one MODIFIED track.one 2 1", "prefix ADDED track.one 1 null", "prefix DELETED track.one null text",
            "prefix MODIFIED track.one 2 1", "prefix MODIFIED track.one text 2"), changes.stream().sorted().toList());
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadStatisticsAndClearThem(final EngineKind kind) throws CsException {
        try (Cmap stats = open(kind, CmapMap.STATS)) {
            assertTrue(stats.get("stats.srp.operational_entered").asLong() > 0);
            for (final String key : stats.keys("stats.ipcs.")) {
                // Other tests' connections may end meanwhile.
                stats.find(key);
            }
            assertTrue(stats.keys("stats.ipcs.").stream().anyMatch(key -> key.endsWith(".procname")));
            assertEquals(CsError.ACCESS, stats.set("stats.srp.mcast_tx", CmapValue.ofU64(0)));
            assertEquals(CsError.ACCESS, stats.delete("stats.srp.mcast_tx"));
            assertError(CsError.NOT_SUPPORTED, () -> stats.trackPrefix("stats.ipcs.", EnumSet.of(Cmap.Event.ADD), recorder("", List.of())));
            assertEquals(CsError.NOT_SUPPORTED, stats.set("stats.clear.nothing", CmapValue.ofU8(1)));
            assertEquals(CsError.OK, stats.set("stats.clear.totem", CmapValue.ofU8(1)));
            assertEquals(0, stats.get("stats.srp.operational_entered").asLong());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellTrackersOfStatisticsThatConnectionsComeAndGo(final EngineKind kind) throws CsException {
        final List<String> changes = new ArrayList<>();
        try (Cmap stats = open(kind, CmapMap.STATS)) {
            stats.trackPrefix("stats.ipcs.", EnumSet.of(Cmap.Event.ADD, Cmap.Event.DELETE), (change, key, newValue, oldValue) -> {
                if (key.endsWith(".procname")) {
                    changes.add(change + " " + newValue);
                }
            });
            open(kind, CmapMap.ICMAP).close();
            await("came and went", stats::dispatch, () -> changes.size() == 2);
            assertEquals(List.of("ADDED java", "DELETED java"), changes);
        }
    }
}
