package org.gatun.engine.service.sync;

import org.gatun.engine.totem.RingId;

/** A service that only other members have: this node takes part in its round and does nothing in it. */
record ForeignService(int id) implements SyncService {
    @Override
    public String fullName() {
        return "Unknown External Service (id = " + Integer.toUnsignedString(id) + ')';
    }

    @Override
    public void syncInit(final int[] transitional, final int[] members, final RingId ringId) {
        // nothing is kept
    }

    @Override
    public boolean syncProcess() {
        return true;
    }

    @Override
    public void syncActivate() {
        // nothing is kept
    }

    @Override
    public void syncAbort() {
        // nothing is kept
    }
}
