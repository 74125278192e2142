package org.gatun.engine.service.quorum;

import org.gatun.engine.service.ClientSession;

/** What the quorum service keeps of a client. */
final class QuorumTracker {
    final ClientSession session;
    int model;

    QuorumTracker(final ClientSession session) {
        this.session = session;
    }
}
