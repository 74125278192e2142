package org.gatun.engine.totem.srp;

/** The figures of the keys {@code stats.srp.*}. Written by the ring's thread only; others may read slightly old values. */
public final class RingCounters {
    private static final int TOKENS = 100;

    public long orfTokenTx;
    public long orfTokenRx;
    public long membMergeDetectTx;
    public long membMergeDetectRx;
    public long membJoinTx;
    public long membJoinRx;
    public long mcastTx;
    public long mcastRetx;
    public long mcastRx;
    public long membCommitTokenTx;
    public long membCommitTokenRx;
    public long tokenHoldCancelTx;
    public long tokenHoldCancelRx;
    public long operationalEntered;
    public long operationalTokenLost;
    public long gatherEntered;
    public long gatherTokenLost;
    public long commitEntered;
    public long commitTokenLost;
    public long recoveryEntered;
    public long recoveryTokenLost;
    public long consensusTimeouts;
    public long rxMsgDropped;
    public int continuousGather;
    /** Clock value of the last token received, in nanoseconds; 0 before the first. */
    public long lastTokenRxNs;

    private final long[] rxNs = new long[TOKENS];
    private final long[] txNs = new long[TOKENS];
    private final int[] backlogs = new int[TOKENS];
    private int latest = -1;
    private int recorded;

    /** All zero. */
    public RingCounters() {
    }

    void tokenReceived(final long nowNs, final int backlog) {
        latest = latest + 1 == TOKENS ? 0 : latest + 1;
        rxNs[latest] = nowNs;
        txNs[latest] = nowNs;
        backlogs[latest] = backlog;
        lastTokenRxNs = nowNs;
        recorded = Math.min(recorded + 1, TOKENS);
    }

    void tokenSent(final long nowNs) {
        if (recorded > 0) {
            txNs[latest] = nowNs;
        }
    }

    /** Mean time between token receptions over the last hundred, in milliseconds ({@code mtt_rx_token}). */
    public int meanTokenIntervalMs() {
        if (recorded < 2) {
            return 0;
        }
        final int oldest = (latest - recorded + 1 + TOKENS) % TOKENS;
        return (int)((rxNs[latest] - rxNs[oldest]) / (recorded - 1) / 1_000_000);
    }

    /** Mean time from reception to sending of a token, in milliseconds ({@code avg_token_workload}). */
    public int meanTokenWorkloadMs() {
        long sum = 0;
        for (int i = 0; i < recorded; i++) {
            sum += txNs[i] - rxNs[i];
        }
        return recorded == 0 ? 0 : (int)(sum / recorded / 1_000_000);
    }

    /** Mean backlog over the last hundred tokens, in messages ({@code avg_backlog_calc}). */
    public int meanBacklog() {
        long sum = 0;
        for (int i = 0; i < recorded; i++) {
            sum += backlogs[i];
        }
        return recorded == 0 ? 0 : (int)(sum / recorded);
    }

    /** Sets all counters to zero, as {@code stats.clear.totem} does. */
    public void clear() {
        orfTokenTx = orfTokenRx = membMergeDetectTx = membMergeDetectRx = membJoinTx = membJoinRx = 0;
        mcastTx = mcastRetx = mcastRx = membCommitTokenTx = membCommitTokenRx = tokenHoldCancelTx = tokenHoldCancelRx = 0;
        operationalEntered = operationalTokenLost = gatherEntered = gatherTokenLost = commitEntered = commitTokenLost = 0;
        recoveryEntered = recoveryTokenLost = consensusTimeouts = rxMsgDropped = 0;
        continuousGather = 0;
    }
}
