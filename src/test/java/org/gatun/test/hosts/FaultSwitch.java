package org.gatun.test.hosts;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.PriorityQueue;
import org.gatun.natives.linux.Epoll;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Events;
import org.gatun.natives.linux.Files;

/**
 * An Ethernet switch in user space: reads the frames of its TAP devices, applies the faults of each directed link, and writes
 * them to the device of their destination, to all others when it is multicast, broadcast or unknown. One thread, its own,
 * owns the devices from {@link #start} to {@link #close}; faults and counters may be used by any thread.
 */
final class FaultSwitch implements Runnable {
    private static final ValueLayout.OfShort NETWORK_SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int ETHER_TYPE_OFFSET = 12;
    private static final int IPV4_FRAGMENT = 14 + 6;
    private static final int IPV4_FRAGMENT_OFFSET = 0x1fff;
    private static final int IPV6_NEXT_HEADER = 14 + 6;
    private static final byte FRAGMENT_HEADER = 44;
    private static final int IPV6_FRAGMENT = 14 + 40 + 2;
    private static final int IPV6_FRAGMENT_OFFSET = 0xfff8;
    private static final int FRAME_MAX = 65_536 + 14;
    private static final int FRAMES_PER_TURN = 32;
    private static final long NS_PER_MS = 1_000_000;
    private static final int STOP = -1;

    private final List<TapDevice> devices;
    private final FaultLink[][] links;
    private final int stopEvent;
    private final Thread thread = new Thread(this, "fault-switch");
    private final PriorityQueue<Delayed> delayed = new PriorityQueue<>();
    private long order;
    private volatile Throwable failure;

    /** A frame under way: later frames with the same time stay behind earlier ones. */
    private record Delayed(long dueNs, long order, int to, FaultLink link, byte[] frame) implements Comparable<Delayed> {
        @Override
        public int compareTo(final Delayed other) {
            final int byTime = Long.signum(dueNs - other.dueNs);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** @param devices device {@code i} has the hardware address whose last byte is {@code i + 1} */
    FaultSwitch(final List<TapDevice> devices, final long seed) {
        this.devices = List.copyOf(devices);
        final int count = devices.size();
        links = new FaultLink[count][count];
        for (int from = 0; from < count; from++) {
            for (int to = 0; to < count; to++) {
                links[from][to] = new FaultLink(seed * 1_000_003 + from * 251L + to);
            }
        }
        stopEvent = Errno.check("eventfd", Events.eventfd(0, Events.EFD_CLOEXEC | Events.EFD_NONBLOCK));
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    FaultLink link(final int from, final int to) {
        return links[from][to];
    }

    /** Why the switch thread ended early, or null. */
    Throwable failure() {
        return failure;
    }

    /** Ends the thread and closes the devices. */
    void close() {
        Events.eventfdWrite(stopEvent, 1);
        try {
            thread.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        devices.forEach(TapDevice::close);
        Files.close(stopEvent);
    }

    @Override
    public void run() {
        final int epoll = Errno.check("epoll_create1", Epoll.epollCreate1(Epoll.EPOLL_CLOEXEC));
        try (Arena arena = Arena.ofConfined()) {
            for (int i = 0; i < devices.size(); i++) {
                Errno.check("epoll_ctl", Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_ADD, devices.get(i).descriptor(), Epoll.EPOLLIN, i));
            }
            Errno.check("epoll_ctl", Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_ADD, stopEvent, Epoll.EPOLLIN, STOP));
            loop(epoll, Epoll.allocateEvents(arena, devices.size() + 1), arena.allocate(FRAME_MAX, 8));
        } catch (final RuntimeException | Error e) {
            failure = e;
        } finally {
            Files.close(epoll);
        }
    }

    private void loop(final int epoll, final MemorySegment events, final MemorySegment buffer) {
        while (true) {
            final int ready = Epoll.epollWait(epoll, events, timeoutMs());
            if (ready < 0 && ready != -Errno.EINTR) {
                Errno.check("epoll_wait", ready);
            }
            for (int i = 0; i < ready; i++) {
                final int port = (int) Epoll.data(events, i);
                if (port == STOP) {
                    return;
                }
                receive(port, buffer);
            }
            passDue(buffer);
        }
    }

    /** Waits for the next frame under way, rounded down: the last part of a millisecond is polled. */
    private int timeoutMs() {
        final Delayed next = delayed.peek();
        return next == null ? -1 : (int) Math.max(0, (next.dueNs() - System.nanoTime()) / NS_PER_MS);
    }

    private void receive(final int port, final MemorySegment buffer) {
        for (int i = 0; i < FRAMES_PER_TURN; i++) {
            final int length = devices.get(port).read(buffer);
            if (length <= 0) {
                return;
            }
            forward(port, buffer, length);
        }
    }

    private void forward(final int from, final MemorySegment buffer, final int length) {
        final int known = destination(buffer);
        if (known >= 0) {
            if (known != from) {
                pass(from, known, buffer, length);
            }
            return;
        }
        for (int to = 0; to < devices.size(); to++) {
            if (to != from) {
                pass(from, to, buffer, length);
            }
        }
    }

    /** The port of the frame's destination, -1 = all. */
    private int destination(final MemorySegment frame) {
        final boolean group = (frame.get(ValueLayout.JAVA_BYTE, 0) & 1) != 0;
        final int port = (frame.get(ValueLayout.JAVA_BYTE, 5) & 0xff) - 1;
        return group || port < 0 || port >= devices.size() ? -1 : port;
    }

    private void pass(final int from, final int to, final MemorySegment buffer, final int length) {
        final FaultLink link = links[from][to];
        link.decide(length, etherType(buffer), isLaterFragment(buffer));
        if (link.copies() == 0) {
            return;
        }
        turnBit(buffer, link.corruptBit());
        for (int copy = 0; copy < link.copies(); copy++) {
            final long delayNs = link.drawDelayNs();
            if (delayNs == 0) {
                write(to, link, buffer, length);
            } else {
                final byte[] frame = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
                delayed.add(new Delayed(System.nanoTime() + delayNs, order++, to, link, frame));
            }
        }
        turnBit(buffer, link.corruptBit());
    }

    private static int etherType(final MemorySegment frame) {
        return Short.toUnsignedInt(frame.get(NETWORK_SHORT, ETHER_TYPE_OFFSET));
    }

    private static boolean isLaterFragment(final MemorySegment frame) {
        return switch (etherType(frame)) {
            case LinkFaults.IPV4 -> (frame.get(NETWORK_SHORT, IPV4_FRAGMENT) & IPV4_FRAGMENT_OFFSET) != 0;
            case LinkFaults.IPV6 -> frame.get(ValueLayout.JAVA_BYTE, IPV6_NEXT_HEADER) == FRAGMENT_HEADER
                && (frame.get(NETWORK_SHORT, IPV6_FRAGMENT) & IPV6_FRAGMENT_OFFSET) != 0;
            default -> false;
        };
    }

    private static void turnBit(final MemorySegment frame, final int bit) {
        if (bit >= 0) {
            final byte old = frame.get(ValueLayout.JAVA_BYTE, bit / 8);
            frame.set(ValueLayout.JAVA_BYTE, bit / 8, (byte) (old ^ (1 << (bit % 8))));
        }
    }

    private void passDue(final MemorySegment buffer) {
        for (Delayed next = delayed.peek(); next != null && next.dueNs() - System.nanoTime() <= 0; next = delayed.peek()) {
            delayed.remove();
            MemorySegment.copy(next.frame(), 0, buffer, ValueLayout.JAVA_BYTE, 0, next.frame().length);
            write(next.to(), next.link(), buffer, next.frame().length);
        }
    }

    private void write(final int to, final FaultLink link, final MemorySegment buffer, final int length) {
        if (devices.get(to).write(buffer, length)) {
            link.counters().addPassed();
        } else {
            link.counters().addRefused();
        }
    }
}
