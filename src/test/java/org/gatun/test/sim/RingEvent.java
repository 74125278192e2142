package org.gatun.test.sim;

import static org.gatun.engine.totem.srp.RingState.COMMIT;
import static org.gatun.engine.totem.srp.RingState.GATHER;
import static org.gatun.engine.totem.srp.RingState.OPERATIONAL;
import static org.gatun.engine.totem.srp.RingState.RECOVERY;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.gatun.engine.totem.srp.RingState;

/** What meets a node of the ring, and in which states it can. From commit on, the own ring is the one that is being formed. */
enum RingEvent {
    TOKEN_ACCEPTED(OPERATIONAL, RECOVERY),
    /** Its number is not above the last one's; in commit, a doubled commit token made the representative begin early. */
    TOKEN_AGAIN(OPERATIONAL, COMMIT, RECOVERY),
    /** It is dropped: this node has left that ring. */
    TOKEN_OF_RING_LEFT(GATHER),
    TOKEN_FOREIGN,
    MCAST_OWN_RING(OPERATIONAL, GATHER),
    /** It carries a message of an older ring. */
    MCAST_RECOVERED,
    MCAST_FOREIGN,
    MERGE_DETECT_OWN_RING(OPERATIONAL, GATHER, RECOVERY),
    MERGE_DETECT_FOREIGN,
    JOIN_THAT_FAILS_THIS_NODE,
    /** Of a ring sequence below the own. */
    JOIN_STALE,
    JOIN,
    LEAVE,
    COMMIT_TOKEN_OWN_RING,
    COMMIT_TOKEN_FOREIGN,
    HOLD_CANCEL_OWN_RING,
    HOLD_CANCEL_FOREIGN,
    /** In gather it runs when all agree and the representative's commit token does not come. */
    TOKEN_TIMEOUT,
    TOKEN_WARNING,
    /** By the timer of retransmission or of holding, or for a hold cancel. */
    TOKEN_SENT_AGAIN(OPERATIONAL, COMMIT, RECOVERY),
    MERGE_TIMER(OPERATIONAL),
    /** A join finds that the process stood still. */
    PAUSE_FOUND,
    MESSAGE_SUBMITTED,
    SHUTDOWN;

    final Set<RingState> states;

    RingEvent(final RingState... states) {
        this.states = states.length == 0 ? EnumSet.allOf(RingState.class) : EnumSet.of(states[0], states);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
