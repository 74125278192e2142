package org.gatun.engine.totem.srp;

import java.util.Arrays;

/** A set of node ids in the order of insertion, at most {@link #MAX}. */
final class NodeSet {
    /** The most processors a ring can have. */
    static final int MAX = 384;

    private final int[] ids = new int[MAX];
    private int size;

    int size() {
        return size;
    }

    int get(final int index) {
        return ids[index];
    }

    boolean contains(final int id) {
        for (int i = 0; i < size; i++) {
            if (ids[i] == id) {
                return true;
            }
        }
        return false;
    }

    /** Adds an id that is missing; {@code false} if it was there or the set is full. */
    boolean add(final int id) {
        if (size == MAX || contains(id)) {
            return false;
        }
        ids[size++] = id;
        return true;
    }

    boolean isFull() {
        return size == MAX;
    }

    /** Whether each element is in one of the two others at least. */
    boolean isSubsetOfUnion(final NodeSet one, final NodeSet other) {
        for (int i = 0; i < size; i++) {
            if (!one.contains(ids[i]) && !other.contains(ids[i])) {
                return false;
            }
        }
        return true;
    }

    void clear() {
        size = 0;
    }

    void set(final NodeSet other) {
        System.arraycopy(other.ids, 0, ids, 0, other.size);
        size = other.size;
    }

    /** Becomes {@code full} without the elements of {@code less}. */
    void setDifference(final NodeSet full, final NodeSet less) {
        size = 0;
        for (int i = 0; i < full.size; i++) {
            if (!less.contains(full.ids[i])) {
                ids[size++] = full.ids[i];
            }
        }
    }

    /** Adds the elements of {@code other} that are missing; whether there were any. */
    boolean merge(final NodeSet other) {
        final int before = size;
        for (int i = 0; i < other.size; i++) {
            add(other.ids[i]);
        }
        return size != before;
    }

    /** Drops the elements that are not in {@code other}. */
    void retain(final NodeSet other) {
        final int before = size;
        size = 0;
        for (int i = 0; i < before; i++) {
            if (other.contains(ids[i])) {
                ids[size++] = ids[i];
            }
        }
    }

    boolean isSubsetOf(final NodeSet other) {
        if (size > other.size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (!other.contains(ids[i])) {
                return false;
            }
        }
        return true;
    }

    boolean isEqualTo(final NodeSet other) {
        return size == other.size && isSubsetOf(other);
    }

    /** Sorts by unsigned value, as the members of a ring are. */
    void sort() {
        for (int i = 0; i < size; i++) {
            ids[i] ^= Integer.MIN_VALUE;
        }
        Arrays.sort(ids, 0, size);
        for (int i = 0; i < size; i++) {
            ids[i] ^= Integer.MIN_VALUE;
        }
    }

    int indexOf(final int id) {
        for (int i = 0; i < size; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        return -1;
    }

    int[] toArray() {
        return Arrays.copyOf(ids, size);
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : " ").append(Integer.toUnsignedString(ids[i]));
        }
        return text.toString();
    }
}
