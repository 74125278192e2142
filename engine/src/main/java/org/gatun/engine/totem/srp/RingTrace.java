package org.gatun.engine.totem.srp;

import org.gatun.engine.totem.RingId;

/** What happens on the ring, for the log. Called on the ring's thread; must not call back. */
public interface RingTrace {
    /** The ring id was loaded at the first interface report. */
    void ringIdLoaded(RingId ringId);

    /** The protocol changed its state; {@code reason} is {@code null} unless the new state is gather. */
    void stateEntered(RingState state, GatherReason reason, RingId ringId);

    /** A regular configuration was installed. Lists are space-separated node ids, empty ones empty. */
    void membershipFormed(RingId ringId, String joined, String left, String failedToAnnounce);

    /** No token for the share of the token timeout that {@code token_warning} names; times in milliseconds. */
    void tokenWarning(long sinceLastTokenMs, int tokenTimeoutMs);

    /** The token timeout ran out in a state. */
    void tokenLost(RingState state);

    /** The process stood still for longer than half the token timeout, and a join met that: what waited is thrown away. */
    void pauseDetected(long pauseMs);

    /** This node misses messages that the others have, for too many token visits. */
    void failedToReceive();

    /** Messages to be sent again, asked for in a token that is processed; the array is valid during the call only. */
    void retransmitList(int[] sequences, int count);

    /** Recovery starts with this many messages of this node's old ring to send again. */
    void recoveryOriginates(int messages);

    /** A frame could not be understood. Anybody may send such frames at any rate: the receiver must limit what it logs. */
    void badFrame(int length);

    /** Says nothing. */
    RingTrace NONE = new RingTrace() {
        @Override
        public void ringIdLoaded(final RingId ringId) {
        }

        @Override
        public void stateEntered(final RingState state, final GatherReason reason, final RingId ringId) {
        }

        @Override
        public void membershipFormed(final RingId ringId, final String joined, final String left, final String failedToAnnounce) {
        }

        @Override
        public void tokenWarning(final long sinceLastTokenMs, final int tokenTimeoutMs) {
        }

        @Override
        public void tokenLost(final RingState state) {
        }

        @Override
        public void pauseDetected(final long pauseMs) {
        }

        @Override
        public void failedToReceive() {
        }

        @Override
        public void retransmitList(final int[] sequences, final int count) {
        }

        @Override
        public void recoveryOriginates(final int messages) {
        }

        @Override
        public void badFrame(final int length) {
        }
    };
}
