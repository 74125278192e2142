package org.gatun.engine.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.stats.SchedulingMisses;
import org.gatun.engine.service.stats.StatisticsMap;
import org.gatun.ipc.message.CsError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PauseWatchTest {
    private static final long MS = 1_000_000;

    private final StatisticsMap statistics = new StatisticsMap();
    private int tokenMs = 3000;
    private final PauseWatch watch = new PauseWatch(() -> tokenMs, new SchedulingMisses(statistics));

    @BeforeEach
    void begin() {
        watch.doWork(0);
    }

    private void assertDelay(final int n, final Float expected) {
        assertEquals(expected == null ? null : Value.ofFloat(expected), statistics.get("stats.schedmiss." + n + ".delay"));
    }

    @Test
    void shouldTellPausesOfMostOfATokenTimeout() {
        assertEquals(1000 * MS, watch.nextDeadlineNs(0));
        watch.doWork(999 * MS);
        watch.doWork(2400 * MS);
        assertDelay(0, null);
        watch.doWork(4801 * MS);
        assertDelay(0, 2401f);
        assertNotNull(statistics.get("stats.schedmiss.0.timestamp"));
        watch.doWork(8000 * MS);
        assertDelay(0, 3199f);
        assertDelay(1, 2401f);
    }

    @Test
    void shouldFollowTheTokenTimeout() {
        tokenMs = 300;
        watch.doWork(1000 * MS);
        assertEquals(1100 * MS, watch.nextDeadlineNs(0));
        watch.doWork(1241 * MS);
        assertDelay(0, 241f);
    }

    @Test
    void shouldKeepTenUntilTheyAreClearedAndTellNoTrackers() {
        final List<String> told = new ArrayList<>();
        statistics.track("stats.", ConfigMap.TRACK_ADD | ConfigMap.TRACK_DELETE | ConfigMap.TRACK_PREFIX,
            (key, event, now, before) -> told.add(key));
        for (int i = 1; i <= 12; i++) {
            watch.doWork(i * 4000 * MS);
        }
        assertDelay(9, 4000f);
        assertDelay(10, null);
        assertEquals(CsError.OK, statistics.set("stats.clear.schedmiss"));
        assertNull(statistics.iterate("stats.schedmiss.").get());
        watch.doWork(60_000 * MS);
        assertDelay(0, 12_000f);
        assertDelay(1, null);
        assertEquals(List.of(), told);
    }
}
