package org.gatun.engine.runtime;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.stats.StatisticsMap;
import org.gatun.engine.totem.pg.GroupCounters;
import org.gatun.engine.totem.srp.RingCounters;

/** Shows the counters of ring and groups under {@code stats.}. The figures are read when a client asks. */
final class EngineStatistics {
    /** Gathers without a ring after which a firewall is suspected. */
    private static final int GATHERS_LIMIT = 3;
    /** Failed sends in a row after which a firewall is suspected. */
    private static final int SENDS_LIMIT = 30;

    private final StatisticsMap map;

    private EngineStatistics(final StatisticsMap map) {
        this.map = map;
    }

    static void register(final StatisticsMap map, final RingCounters ring, final GroupCounters groups,
        final IntSupplier sendFailures) {
        final EngineStatistics statistics = new EngineStatistics(map);
        statistics.addRing(ring);
        statistics.u32("stats.srp.continuous_sendmsg_failures", sendFailures);
        map.add("stats.srp.firewall_enabled_or_nic_failure", () -> Value.ofU8(ring.continuousGather > GATHERS_LIMIT
            || sendFailures.getAsInt() > SENDS_LIMIT ? 1 : 0));
        statistics.u32("stats.pg.msg_reserved", () -> groups.msgReserved);
        statistics.u32("stats.pg.msg_queue_avail", () -> groups.msgQueueAvail);
        map.onClear("totem", ring::clear);
    }

    private void addRing(final RingCounters c) {
        u64("stats.srp.orf_token_tx", () -> c.orfTokenTx);
        u64("stats.srp.orf_token_rx", () -> c.orfTokenRx);
        u64("stats.srp.memb_merge_detect_tx", () -> c.membMergeDetectTx);
        u64("stats.srp.memb_merge_detect_rx", () -> c.membMergeDetectRx);
        u64("stats.srp.memb_join_tx", () -> c.membJoinTx);
        u64("stats.srp.memb_join_rx", () -> c.membJoinRx);
        u64("stats.srp.mcast_tx", () -> c.mcastTx);
        u64("stats.srp.mcast_retx", () -> c.mcastRetx);
        u64("stats.srp.mcast_rx", () -> c.mcastRx);
        u64("stats.srp.memb_commit_token_tx", () -> c.membCommitTokenTx);
        u64("stats.srp.memb_commit_token_rx", () -> c.membCommitTokenRx);
        u64("stats.srp.token_hold_cancel_tx", () -> c.tokenHoldCancelTx);
        u64("stats.srp.token_hold_cancel_rx", () -> c.tokenHoldCancelRx);
        u64("stats.srp.operational_entered", () -> c.operationalEntered);
        u64("stats.srp.operational_token_lost", () -> c.operationalTokenLost);
        u64("stats.srp.gather_entered", () -> c.gatherEntered);
        u64("stats.srp.gather_token_lost", () -> c.gatherTokenLost);
        u64("stats.srp.commit_entered", () -> c.commitEntered);
        u64("stats.srp.commit_token_lost", () -> c.commitTokenLost);
        u64("stats.srp.recovery_entered", () -> c.recoveryEntered);
        u64("stats.srp.recovery_token_lost", () -> c.recoveryTokenLost);
        u64("stats.srp.consensus_timeouts", () -> c.consensusTimeouts);
        u64("stats.srp.rx_msg_dropped", () -> c.rxMsgDropped);
        u64("stats.srp.time_since_token_last_received",
            () -> c.lastTokenRxNs == 0 ? 0 : (System.nanoTime() - c.lastTokenRxNs) / 1_000_000);
        u32("stats.srp.continuous_gather", () -> c.continuousGather);
        u32("stats.srp.mtt_rx_token", c::meanTokenIntervalMs);
        u32("stats.srp.avg_token_workload", c::meanTokenWorkloadMs);
        u32("stats.srp.avg_backlog_calc", c::meanBacklog);
    }

    private void u64(final String key, final LongSupplier figure) {
        map.add(key, () -> Value.ofU64(figure.getAsLong()));
    }

    private void u32(final String key, final IntSupplier figure) {
        map.add(key, () -> Value.ofU32(Integer.toUnsignedLong(figure.getAsInt())));
    }
}
