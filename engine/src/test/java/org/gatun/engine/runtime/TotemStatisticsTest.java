package org.gatun.engine.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Supplier;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.stats.StatisticsMap;
import org.gatun.engine.totem.pg.GroupCounters;
import org.gatun.engine.totem.srp.RingCounters;
import org.junit.jupiter.api.Test;

final class TotemStatisticsTest {
    @Test
    void shouldShowLiveValuesAndClearThem() {
        final StatisticsMap map = new StatisticsMap();
        final RingCounters ring = new RingCounters();
        final GroupCounters groups = new GroupCounters();
        TotemStatistics.register(map, ring, groups, () -> 9_000_000L);
        final Supplier<String> keys = map.iterate("stats.srp.");
        int count = 0;
        while (keys.get() != null) {
            count++;
        }
        assertEquals(30, count);
        assertEquals(Value.ofU64(0), map.get("stats.srp.time_since_token_last_received"));

        ring.mcastTx = 17;
        ring.lastTokenRxNs = 2_000_000L;
        ring.continuousGather = 4;
        groups.msgReserved = 3;
        assertEquals(Value.ofU64(17), map.get("stats.srp.mcast_tx"));
        assertEquals(Value.ofU64(7), map.get("stats.srp.time_since_token_last_received"));
        assertEquals(Value.ofU8(1), map.get("stats.srp.firewall_enabled_or_nic_failure"));
        assertEquals(Value.ofU32(3), map.get("stats.pg.msg_reserved"));

        map.set("stats.clear.totem");
        assertEquals(Value.ofU64(0), map.get("stats.srp.mcast_tx"));
        assertEquals(Value.ofU8(0), map.get("stats.srp.firewall_enabled_or_nic_failure"));
    }
}
