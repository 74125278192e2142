package org.gatun.test.sim;

import java.util.Locale;

/** What a simulated cluster is made to suffer. */
public enum Fault {
    FRAME_LOST, FRAME_CUT, FRAME_DOUBLED, FRAME_DELAYED, FRAME_OVERTAKEN, FRAME_CORRUPTED,
    PARTITION, ONE_WAY_CUT, MULTICAST_CUT, LINKS_DISTURBED, INTERFACE_CHANGE, HEALING,
    CRASH, LEAVE, RESTART, RESTART_WITHOUT_RING_ID, PAUSE, RESUME, SLOW_NODE, CLOCK_JUMP, DISK_FULL, CLIENT_DEATH;

    /** Befalls one frame on a link that was cut or disturbed before. */
    boolean isOfFrames() {
        return ordinal() <= FRAME_CORRUPTED.ordinal();
    }

    /** Follows from others. */
    boolean isConsequence() {
        return this == FRAME_CUT || this == FRAME_OVERTAKEN;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
