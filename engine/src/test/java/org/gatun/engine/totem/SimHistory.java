package org.gatun.engine.totem;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one life of a node has seen, configuration by configuration, and what extended virtual synchrony says about it. */
final class SimHistory {
    /** The time a regular configuration is installed. */
    static final class Epoch {
        final RingId ring;
        final int[] members;
        /** Delivered in the regular configuration. */
        final List<Long> regular = new ArrayList<>();
        /** Delivered in the transitional configuration that follows. */
        final List<Long> transitional = new ArrayList<>();
        /** The ring that follows and who goes there together, {@code null} as long as the configuration stands. */
        RingId nextRing;
        int[] together;

        Epoch(final RingId ring, final int[] members) {
            this.ring = ring;
            this.members = members;
        }
    }

    final int id;
    final int incarnation;
    final List<Epoch> epochs = new ArrayList<>();
    private final Map<Integer, Long> last = new HashMap<>();

    SimHistory(final int id, final int incarnation) {
        this.id = id;
        this.incarnation = incarnation;
    }

    Epoch current() {
        return epochs.get(epochs.size() - 1);
    }

    /** All messages in the order of delivery, each as one number. */
    List<Long> messages() {
        final List<Long> all = new ArrayList<>();
        for (final Epoch epoch : epochs) {
            all.addAll(epoch.regular);
            all.addAll(epoch.transitional);
        }
        return all;
    }

    void onMessage(final int from, final int life, final int index) {
        final long message = (long)from << 48 | (long)life << 32 | index;
        final Long before = last.put(from, message);
        if (before != null && before >= message) {
            throw new AssertionError(this + ": " + name(message) + " delivered after " + name(before));
        }
        if (epochs.isEmpty()) {
            throw new AssertionError(this + ": " + name(message) + " delivered before the first configuration");
        }
        (current().nextRing == null ? current().regular : current().transitional).add(message);
    }

    void onTransitional(final RingId ring, final int[] together) {
        if (epochs.isEmpty()) {
            check(together.length == 0, "the first transitional configuration has members");
            return;
        }
        check(current().nextRing == null, "two transitional configurations in a row");
        check(contains(together, id), "this node is not in the transitional configuration");
        for (final int member : together) {
            check(contains(current().members, member), "a transitional member does not come from the old ring");
        }
        current().nextRing = ring;
        current().together = together;
    }

    void onRegular(final RingId ring, final int[] members, final int[] joined) {
        check(contains(members, id), "this node is not in the regular configuration");
        final int[] sorted = members.clone();
        Arrays.sort(sorted);
        check(Arrays.equals(sorted, members), "members are not ascending");
        if (!epochs.isEmpty()) {
            check(ring.equals(current().nextRing), "the regular configuration is not that of the transitional one");
            check(Long.compareUnsigned(ring.sequence(), current().ring.sequence()) > 0, "ring sequence does not grow");
            check(current().together.length + joined.length == members.length, "joined and transitional are not the members");
        }
        epochs.add(new Epoch(ring, members));
    }

    private void check(final boolean holds, final String wrong) {
        if (!holds) {
            throw new AssertionError(this + ": " + wrong);
        }
    }

    /**
     * What holds whatever happens: nodes agree on the members of a ring, common messages come in one order, and nodes that go from one
     * ring to the next together have delivered the same in the old one. The last is only checked when {@code whole} says that no
     * message spans several packets: a message that was cut by a change is left out where its beginning was not seen.
     */
    static void checkAll(final List<SimHistory> histories, final boolean whole) {
        for (int i = 0; i < histories.size(); i++) {
            for (int k = i + 1; k < histories.size(); k++) {
                final SimHistory a = histories.get(i);
                final SimHistory b = histories.get(k);
                if (a.id != b.id) {
                    checkOrder(a, b);
                    checkEpochs(a, b, whole);
                }
            }
        }
    }

    private static void checkOrder(final SimHistory a, final SimHistory b) {
        final Map<Long, Integer> places = new HashMap<>();
        final List<Long> other = b.messages();
        for (int i = 0; i < other.size(); i++) {
            places.put(other.get(i), i);
        }
        int place = -1;
        for (final Long message : a.messages()) {
            final Integer there = places.get(message);
            if (there != null) {
                a.check(there > place, name(message) + " comes in another order than at " + b);
                place = there;
            }
        }
    }

    private static void checkEpochs(final SimHistory a, final SimHistory b, final boolean whole) {
        for (final Epoch mine : a.epochs) {
            for (final Epoch theirs : b.epochs) {
                if (!mine.ring.equals(theirs.ring)) {
                    continue;
                }
                a.check(Arrays.equals(mine.members, theirs.members), "members of " + mine.ring + " differ from those at " + b);
                if (!whole) {
                    continue;
                }
                final int common = Math.min(mine.regular.size(), theirs.regular.size());
                compare(a, b, "in " + mine.ring, mine.regular.subList(0, common), theirs.regular.subList(0, common));
                if (mine.nextRing != null && mine.nextRing.equals(theirs.nextRing) && contains(mine.together, b.id)) {
                    a.check(Arrays.equals(mine.together, theirs.together), "transitional members differ from those at " + b);
                    compare(a, b, "in " + mine.ring, mine.regular, theirs.regular);
                    compare(a, b, "in the transition to " + mine.nextRing, mine.transitional, theirs.transitional);
                }
            }
        }
    }

    private static void compare(final SimHistory a, final SimHistory b, final String where, final List<Long> mine,
        final List<Long> theirs) {
        for (int i = 0; i < Math.min(mine.size(), theirs.size()); i++) {
            a.check(mine.get(i).equals(theirs.get(i)), where + ", message " + i + " is " + name(mine.get(i)) + ", at " + b + " "
                + name(theirs.get(i)));
        }
        a.check(mine.size() == theirs.size(), where + ": " + mine.size() + " messages, at " + b + " " + theirs.size());
    }

    private static boolean contains(final int[] ids, final int id) {
        return Arrays.stream(ids).anyMatch(candidate -> candidate == id);
    }

    private static String name(final long message) {
        return "message " + (int)message + " of node " + (message >> 48) + " (life " + (message >> 32 & 0xffff) + ")";
    }

    @Override
    public String toString() {
        return "node " + id + " (life " + incarnation + ")";
    }
}
