package org.gatun.engine.runtime;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.stats.StatisticsMap;
import org.gatun.engine.totem.pg.GroupCounters;
import org.gatun.engine.totem.srp.RingCounters;

/** Shows the counters of the ring under {@code stats.srp.} and {@code stats.pg.}. The values are read where they are asked for. */
public final class TotemStatistics {
    private static final int GATHERS_OF_A_FAULT = 3;

    private final StatisticsMap map;

    private TotemStatistics(final StatisticsMap map) {
        this.map = map;
    }

    /**
     * Adds the keys, and what clears them.
     *
     * @param clockNs the clock that the ring is driven with
     */
    public static void register(final StatisticsMap map, final RingCounters ring, final GroupCounters groups,
        final LongSupplier clockNs) {
        final TotemStatistics statistics = new TotemStatistics(map);
        statistics.addCounters(ring);
        statistics.addAverages(ring, clockNs);
        statistics.u32("stats.pg.msg_reserved", () -> groups.msgReserved);
        statistics.u32("stats.pg.msg_queue_avail", () -> groups.msgQueueAvail);
        map.onClear("totem", ring::clear);
    }

    private void addCounters(final RingCounters ring) {
        srp("orf_token_tx", () -> ring.orfTokenTx);
        srp("orf_token_rx", () -> ring.orfTokenRx);
        srp("memb_merge_detect_tx", () -> ring.membMergeDetectTx);
        srp("memb_merge_detect_rx", () -> ring.membMergeDetectRx);
        srp("memb_join_tx", () -> ring.membJoinTx);
        srp("memb_join_rx", () -> ring.membJoinRx);
        srp("mcast_tx", () -> ring.mcastTx);
        srp("mcast_retx", () -> ring.mcastRetx);
        srp("mcast_rx", () -> ring.mcastRx);
        srp("memb_commit_token_tx", () -> ring.membCommitTokenTx);
        srp("memb_commit_token_rx", () -> ring.membCommitTokenRx);
        srp("token_hold_cancel_tx", () -> ring.tokenHoldCancelTx);
        srp("token_hold_cancel_rx", () -> ring.tokenHoldCancelRx);
        srp("operational_entered", () -> ring.operationalEntered);
        srp("operational_token_lost", () -> ring.operationalTokenLost);
        srp("gather_entered", () -> ring.gatherEntered);
        srp("gather_token_lost", () -> ring.gatherTokenLost);
        srp("commit_entered", () -> ring.commitEntered);
        srp("commit_token_lost", () -> ring.commitTokenLost);
        srp("recovery_entered", () -> ring.recoveryEntered);
        srp("recovery_token_lost", () -> ring.recoveryTokenLost);
        srp("consensus_timeouts", () -> ring.consensusTimeouts);
        srp("rx_msg_dropped", () -> ring.rxMsgDropped);
    }

    private void addAverages(final RingCounters ring, final LongSupplier clockNs) {
        srp("time_since_token_last_received",
            () -> ring.lastTokenRxNs == 0 ? 0 : (clockNs.getAsLong() - ring.lastTokenRxNs) / 1_000_000);
        u32("stats.srp.continuous_gather", () -> ring.continuousGather);
        u32("stats.srp.continuous_sendmsg_failures", () -> 0);
        u32("stats.srp.mtt_rx_token", ring::meanTokenIntervalMs);
        u32("stats.srp.avg_token_workload", ring::meanTokenWorkloadMs);
        u32("stats.srp.avg_backlog_calc", ring::meanBacklog);
        map.add("stats.srp.firewall_enabled_or_nic_failure", () -> Value.ofU8(ring.continuousGather > GATHERS_OF_A_FAULT ? 1 : 0));
    }

    private void srp(final String name, final LongSupplier figure) {
        map.add("stats.srp." + name, () -> Value.ofU64(figure.getAsLong()));
    }

    private void u32(final String key, final IntSupplier figure) {
        map.add(key, () -> Value.ofU32(figure.getAsInt()));
    }
}
