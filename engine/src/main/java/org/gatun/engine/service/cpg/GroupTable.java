package org.gatun.engine.service.cpg;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.gatun.ipc.message.Marshal;

/**
 * The groups by name, found from the bytes of a message without allocation. A group lives as long as something refers
 * to it. One thread.
 */
final class GroupTable {
    private static final int INITIAL_SLOTS = 64;

    /** Open addressing with linear probing; the length is a power of two and at least twice {@link #size}. */
    private Group[] slots = new Group[INITIAL_SLOTS];
    private int size;

    /** The group of a {@code mar_cpg_name_t}, {@code null} if there is none or the name is too long. */
    Group find(final MemorySegment segment, final long offset) {
        final int length = Marshal.getInt(segment, offset);
        if (length < 0 || length > Marshal.CPG_NAME_TEXT_MAX) {
            return null;
        }
        final long text = offset + Marshal.NAME_TEXT;
        final int hash = hash(segment, text, length);
        for (int i = hash & slots.length - 1; slots[i] != null; i = i + 1 & slots.length - 1) {
            final Group group = slots[i];
            if (group.hash() == hash && group.name().length == length && isEqual(group, segment, text, length)) {
                return group;
            }
        }
        return null;
    }

    /** The group of a {@code mar_cpg_name_t} whose length the caller has checked, made if it is new. */
    Group intern(final MemorySegment segment, final long offset) {
        final Group found = find(segment, offset);
        if (found != null) {
            return found;
        }
        final byte[] name = Marshal.getCpgName(segment, offset);
        final Group group = new Group(name, hash(segment, offset + Marshal.NAME_TEXT, name.length));
        if (2 * (size + 1) > slots.length) {
            rebuild(2 * slots.length);
        }
        put(slots, group);
        size++;
        return group;
    }

    /** Forgets a group that nobody uses any more. */
    void releaseIfUnused(final Group group) {
        if (group.isUnused()) {
            for (int i = 0; i < slots.length; i++) {
                if (slots[i] == group) {
                    slots[i] = null;
                    size--;
                    rebuild(slots.length);
                    return;
                }
            }
        }
    }

    /** The groups in the order of a synchronisation's events. */
    Group[] sorted() {
        final Group[] all = new Group[size];
        int n = 0;
        for (final Group group : slots) {
            if (group != null) {
                all[n++] = group;
            }
        }
        Arrays.sort(all, Group::compareNames);
        return all;
    }

    private void rebuild(final int newLength) {
        final Group[] next = new Group[newLength];
        for (final Group group : slots) {
            if (group != null) {
                put(next, group);
            }
        }
        slots = next;
    }

    private static void put(final Group[] into, final Group group) {
        int i = group.hash() & into.length - 1;
        while (into[i] != null) {
            i = i + 1 & into.length - 1;
        }
        into[i] = group;
    }

    private static int hash(final MemorySegment segment, final long text, final int length) {
        int hash = 0x811c9dc5;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ segment.get(ValueLayout.JAVA_BYTE, text + i)) * 0x01000193;
        }
        return hash ^ hash >>> 15;
    }

    private static boolean isEqual(final Group group, final MemorySegment segment, final long text, final int length) {
        final byte[] name = group.name();
        for (int i = 0; i < length; i++) {
            if (name[i] != segment.get(ValueLayout.JAVA_BYTE, text + i)) {
                return false;
            }
        }
        return true;
    }
}
