package org.gatun.engine.totem.pg;

import java.util.Arrays;

/**
 * The reassemblies of each originator, one for each phase. Found without allocation; made on first use. Originators that leave give
 * their place back. One thread.
 */
final class AssemblyTable {
    private static final int PHASES = 2;
    /** Twice the most processors, as a power of two: probing stays short. */
    private static final int PLACES = 1024;
    private static final int MASK = PLACES - 1;
    private static final int MOST = 512;

    private final int[] ids = new int[PLACES];
    private final Reassembly[][] places = new Reassembly[PLACES][];
    private int size;

    /** The unfinished message of a node in a phase, {@code null} if there is none. */
    Reassembly unfinished(final int nodeId, final int phase) {
        final Reassembly[] both = places[place(nodeId)];
        final Reassembly assembly = both == null ? null : both[phase];
        return assembly != null && assembly.isInUse() ? assembly : null;
    }

    /** The reassembly of a node in a phase. */
    Reassembly use(final int nodeId, final int phase) {
        int place = place(nodeId);
        if (places[place] == null) {
            if (size == MOST) {
                // More originators than a ring can have: what strangers left behind goes.
                clear();
                place = place(nodeId);
            }
            ids[place] = nodeId;
            places[place] = new Reassembly[PHASES];
            size++;
        }
        if (places[place][phase] == null) {
            places[place][phase] = new Reassembly();
        }
        return places[place][phase];
    }

    /** Gives up the unfinished messages of a node, in both phases. */
    void discard(final int nodeId) {
        final Reassembly[] both = places[place(nodeId)];
        if (both != null) {
            for (final Reassembly assembly : both) {
                if (assembly != null) {
                    assembly.forget();
                }
            }
        }
    }

    private void clear() {
        Arrays.fill(places, null);
        size = 0;
    }

    private int place(final int nodeId) {
        int place = nodeId * 0x9E3779B9 >>> 22;
        while (places[place] != null && ids[place] != nodeId) {
            place = place + 1 & MASK;
        }
        return place;
    }
}
