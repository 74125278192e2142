package org.gatun.ipc;

import java.util.ArrayList;
import java.util.List;
import org.gatun.natives.linux.Epoll;

/**
 * Which object an event of the owner's epoll set belongs to. The registered value holds a generation, so that an event that was
 * fetched before its descriptor closed does not reach the next user of the place. One thread.
 * <pre>
 *  bits    meaning
 *  48..63  group: tells the server's descriptors from the owner's others
 *  24..47  generation of the place
 *   0..23  place in the table
 * </pre>
 */
final class PollTable {
    private static final int PLACE_BITS = 24;
    private static final int GROUP_SHIFT = 48;
    private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;

    private final int epollFd;
    private final long group;
    private final List<Pollable> places = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();
    private int[] generations = new int[64];

    PollTable(final int epollFd, final int group) {
        this.epollFd = epollFd;
        this.group = (long)group << GROUP_SHIFT;
    }

    boolean owns(final long data) {
        return data >>> GROUP_SHIFT == group >>> GROUP_SHIFT;
    }

    /** Takes a place; the value to register with. */
    long enter(final Pollable pollable) {
        final int place;
        if (free.isEmpty()) {
            place = places.size();
            places.add(pollable);
            if (place == generations.length) {
                generations = java.util.Arrays.copyOf(generations, 2 * place);
            }
        } else {
            place = free.removeLast();
            places.set(place, pollable);
        }
        return group | (long)(generations[place] & PLACE_MASK) << PLACE_BITS | place;
    }

    /** Gives the place back; events registered with {@code data} are of nobody from now on. */
    void leave(final long data) {
        final int place = (int)data & PLACE_MASK;
        if (find(data) != null) {
            places.set(place, null);
            generations[place]++;
            free.add(place);
        }
    }

    Pollable find(final long data) {
        final int place = (int)data & PLACE_MASK;
        return place < places.size() && (data >>> PLACE_BITS & PLACE_MASK) == (generations[place] & PLACE_MASK)
            ? places.get(place) : null;
    }

    int add(final int fd, final int events, final long data) {
        return Epoll.epollCtl(epollFd, Epoll.EPOLL_CTL_ADD, fd, events, data);
    }

    int change(final int fd, final int events, final long data) {
        return Epoll.epollCtl(epollFd, Epoll.EPOLL_CTL_MOD, fd, events, data);
    }

    void remove(final int fd) {
        Epoll.epollCtl(epollFd, Epoll.EPOLL_CTL_DEL, fd, 0, 0);
    }
}
