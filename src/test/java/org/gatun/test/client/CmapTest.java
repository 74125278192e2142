package org.gatun.test.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.gatun.client.Cmap;
import org.gatun.client.CmapMap;
import org.gatun.client.CsException;
import org.gatun.test.engines.EngineKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes whose keys name processes, which scripts of calls cannot compare. */
class CmapTest extends MixedRing {
    private Cmap open(final EngineKind kind, final CmapMap map) {
        return open(node(kind), () -> Cmap.open(ENDPOINT, map));
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
