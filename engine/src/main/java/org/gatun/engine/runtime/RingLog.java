package org.gatun.engine.runtime;

import org.gatun.engine.config.LogMarkers;
import org.gatun.engine.config.TotemParameters;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.srp.GatherReason;
import org.gatun.engine.totem.srp.RingState;
import org.gatun.engine.totem.srp.RingTrace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what happens on the ring to the log, in the words that administrators know from the C engine. On the ring's thread. */
final class RingLog implements RingTrace {
    private static final Logger LOG = LoggerFactory.getLogger("TOTEM");

    private TotemParameters parameters;
    private long badFrames;

    RingLog(final TotemParameters parameters) {
        this.parameters = parameters;
    }

    /** Takes the timers that lines tell. */
    void updateParameters(final TotemParameters newParameters) {
        parameters = newParameters;
    }

    @Override
    public void ringIdLoaded(final RingId ringId) {
        LOG.debug("Created or loaded sequence id {} for this ring.", ringId);
    }

    @Override
    public void stateEntered(final RingState state, final GatherReason reason, final RingId ringId) {
        if (!LOG.isDebugEnabled()) {
            return;
        }
        if (reason != null) {
            LOG.debug("entering GATHER state from {}({}).", reason.ordinal(), reason.text());
        } else {
            LOG.debug("entering {} state.", state);
        }
    }

    @Override
    public void membershipFormed(final RingId ringId, final String joined, final String left, final String failedToAnnounce) {
        LOG.info(LogMarkers.NOTICE, "A new membership ({}) was formed. Members{}{}", ringId, joined.isEmpty() ? "" : " joined: " + joined,
            left.isEmpty() ? "" : " left: " + left);
        if (!failedToAnnounce.isEmpty()) {
            LOG.info(LogMarkers.NOTICE, "Failed to receive the leave message. failed: {}", failedToAnnounce);
        }
    }

    @Override
    public void tokenWarning(final long sinceLastTokenMs, final int tokenTimeoutMs) {
        LOG.warn("Token has not been received in {} ms", sinceLastTokenMs);
    }

    @Override
    public void tokenLost(final RingState state) {
        if (state == RingState.OPERATIONAL) {
            LOG.info(LogMarkers.NOTICE,
                "A processor failed, forming new configuration: token timed out ({}ms), waiting {}ms for consensus.",
                parameters.token(), parameters.consensus());
        } else {
            LOG.debug("The token was lost in the {} state.", state);
        }
    }

    @Override
    public void pauseDetected(final long pauseMs) {
        LOG.warn("Process pause detected for {} ms, flushing membership messages.", pauseMs);
    }

    @Override
    public void failedToReceive() {
        LOG.error("FAILED TO RECEIVE");
    }

    @Override
    public void retransmitList(final int[] seqs, final int count) {
        if (LOG.isInfoEnabled()) {
            final StringBuilder text = new StringBuilder();
            for (int i = 0; i < count; i++) {
                text.append(Integer.toHexString(seqs[i])).append(' ');
            }
            LOG.info(LogMarkers.NOTICE, "Retransmit List: {}", text);
        }
    }

    @Override
    public void recoveryOriginates(final int messages) {
        LOG.debug("Originated {} messages in RECOVERY.", messages);
    }

    @Override
    public void badFrame(final int length) {
        badFrames++;
        // One line for each doubling: a flood of garbage must not become a flood of lines.
        if (Long.bitCount(badFrames) == 1) {
            LOG.warn("Message received has bad magic number, version or type... ignoring. length={}, so far={}", length, badFrames);
        }
    }
}
