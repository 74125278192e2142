package org.gatun.engine.service.votequorum;

/** A node as the vote count knows it: every node ever seen since the start, or the quorum device (node id 0). */
final class VoteNode {
    static final int MEMBER = 1;
    static final int DEAD = 2;
    static final int LEAVING = 3;

    static final int FLAG_QUORATE = 1;
    static final int FLAG_LEAVING = 2;
    static final int FLAG_WFA_STATUS = 4;
    static final int FLAG_FIRST = 8;
    static final int FLAG_QDEVICE_REGISTERED = 16;
    static final int FLAG_QDEVICE_ALIVE = 32;
    static final int FLAG_QDEVICE_CAST_VOTE = 64;
    static final int FLAG_QDEVICE_MASTER_WINS = 128;

    final int id;
    int state;
    int votes;
    int expectedVotes;
    int flags;

    VoteNode(final int id) {
        this.id = id;
    }

    boolean is(final int flag) {
        return (flags & flag) != 0;
    }

    void set(final int flag, final boolean on) {
        flags = on ? flags | flag : flags & ~flag;
    }
}
