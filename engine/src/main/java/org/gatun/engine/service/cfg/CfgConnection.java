package org.gatun.engine.service.cfg;

import org.gatun.engine.service.ClientSession;

/** What the service keeps of one client. One thread. */
final class CfgConnection {
    enum Vote { NONE, YES, NO }

    private final ClientSession session;
    private final long number;
    private Vote vote = Vote.NONE;
    private boolean tracking;
    private boolean hasAsked;

    /** @param number tells connections apart, for ever */
    CfgConnection(final ClientSession session, final long number) {
        this.session = session;
        this.number = number;
    }

    ClientSession session() {
        return session;
    }

    long number() {
        return number;
    }

    /** Its answer to the shutdown that is pending. */
    Vote vote() {
        return vote;
    }

    void vote(final Vote newVote) {
        vote = newVote;
    }

    /** Whether it is asked before a shutdown. */
    boolean isTracking() {
        return tracking;
    }

    void tracking(final boolean isTracking) {
        tracking = isTracking;
    }

    /** Whether it has ever asked for a shutdown on which others were to vote. */
    boolean hasAsked() {
        return hasAsked;
    }

    void asked() {
        hasAsked = true;
    }
}
