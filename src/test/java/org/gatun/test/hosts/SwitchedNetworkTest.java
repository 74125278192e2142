package org.gatun.test.hosts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Datagrams between the hosts of a switched network, seen by the counters of the links. */
@Tag("interop")
class SwitchedNetworkTest {
    private static final int COUNT = 400;
    private static SwitchedNetwork network;

    @BeforeAll
    static void makeHosts() {
        Requirement.require(Requirement.ROOT, Requirement.NAMESPACES, Requirement.TAP);
        network = new SwitchedNetwork(3, 7);
    }

    @AfterAll
    static void removeHosts() {
        if (network != null) {
            network.check();
            network.close();
        }
    }

    @BeforeEach
    void heal() {
        network.heal();
    }

    /** Sends datagrams of {@code bytes} to port 9, where nobody listens. */
    private static void send(final int from, final String address, final int count, final int bytes) {
        network.host(from).run("bash", "-c", "p=$(printf '%*s' " + bytes + " x); for ((i = 0; i < " + count
            + "; i++)); do printf %s \"$p\" >/dev/udp/" + address + "/9; done");
    }

    /** A host also sends a few frames of its own: solicitations of routers, reports of multicast groups. */
    private static void assertAbout(final long expected, final long actual) {
        assertTrue(actual >= expected && actual <= expected + 20, "expected about " + expected + ", was " + actual);
    }

    private static long grows(final int from, final int to, final ToLongFunction<LinkCounters> counter, final Runnable action,
        final LongPredicate enough) {
        final long before = counter.applyAsLong(network.counters(from, to));
        action.run();
        final long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        long grown = counter.applyAsLong(network.counters(from, to)) - before;
        while (!enough.test(grown) && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
            grown = counter.applyAsLong(network.counters(from, to)) - before;
        }
        return grown;
    }

    @Test
    void shouldPassUnicastToItsHostOnlyWhenAddressIsKnown() {
        final long others = network.counters(1, 3).passed();
        final long passed = grows(1, 2, LinkCounters::passed, () -> send(1, "10.77.0.2", COUNT, 10), n -> n >= COUNT);
        assertAbout(COUNT, passed);
        assertTrue(network.counters(1, 3).passed() - others < COUNT / 4, "flooded: " + network.counters(1, 3));
    }

    @Test
    void shouldPassIpv6WhenAddressIsUnicast() {
        assertTrue(grows(2, 3, LinkCounters::passed, () -> send(2, "fd77::3", COUNT, 10), n -> n >= COUNT) >= COUNT);
    }

    @Test
    void shouldReachAllOtherHostsWhenDestinationIsMulticast() {
        assertTrue(grows(1, 2, LinkCounters::passed, () -> send(1, "239.255.77.1", COUNT, 10), n -> n >= COUNT) >= COUNT);
        assertTrue(grows(1, 3, LinkCounters::passed, () -> send(1, "239.255.77.1", COUNT, 10), n -> n >= COUNT) >= COUNT);
    }

    @Test
    void shouldLoseItsShareWhenLinkHasLoss() {
        network.setFaults(1, 2, faults -> faults.withLoss(0.25));
        final long lost = grows(1, 2, LinkCounters::lost, () -> send(1, "10.77.0.2", COUNT, 10), n -> n > COUNT / 6);
        assertTrue(lost > COUNT / 6 && lost < COUNT / 3, "lost " + lost + " of " + COUNT);
    }

    @Test
    void shouldPassTwiceWhenLinkDuplicates() {
        network.setFaults(1, 2, faults -> faults.withDuplicate(1));
        assertAbout(2 * COUNT, grows(1, 2, LinkCounters::passed, () -> send(1, "10.77.0.2", COUNT, 10), n -> n >= 2 * COUNT));
    }

    @Test
    void shouldPassAllWhenLinkReordersAndDelays() {
        network.setFaults(1, 2, faults -> faults.withReorder(0.3, 2_000_000).withDelay(1_000_000, 500_000));
        final long reordered = network.counters(1, 2).reordered();
        assertAbout(COUNT, grows(1, 2, LinkCounters::passed, () -> send(1, "10.77.0.2", COUNT, 10), n -> n >= COUNT));
        assertTrue(network.counters(1, 2).reordered() - reordered > COUNT / 6);
    }

    @Test
    void shouldCorruptWhenLinkCorrupts() {
        network.setFaults(1, 2, faults -> faults.withCorrupt(1));
        assertAbout(COUNT, grows(1, 2, LinkCounters::corrupted, () -> send(1, "10.77.0.2", COUNT, 10), n -> n >= COUNT));
    }

    @Test
    void shouldPassOneWayOnlyWhenOtherWayIsCut() {
        network.setFaults(1, 2, faults -> faults.withCut(true));
        assertAbout(COUNT, grows(1, 2, LinkCounters::cut, () -> send(1, "10.77.0.2", COUNT, 10), n -> n >= COUNT));
        assertTrue(grows(2, 1, LinkCounters::passed, () -> send(2, "10.77.0.1", COUNT, 10), n -> n >= COUNT) >= COUNT);
    }

    @Test
    void shouldSeparateGroupsWhenPartitioned() {
        network.partition(List.of(List.of(1, 2), List.of(3)));
        assertTrue(grows(1, 2, LinkCounters::passed, () -> send(1, "10.77.0.2", COUNT, 10), n -> n >= COUNT) >= COUNT);
        assertTrue(grows(3, 1, LinkCounters::cut, () -> send(3, "10.77.0.1", COUNT, 10), n -> n >= COUNT) >= COUNT);
    }

    @Test
    void shouldDropLongerFramesWhenLinkHasSmallMtu() {
        network.setFaults(1, 2, faults -> faults.withMtu(600));
        assertAbout(COUNT, grows(1, 2, LinkCounters::oversized, () -> send(1, "10.77.0.2", COUNT, 1000), n -> n >= COUNT));
        assertTrue(grows(1, 2, LinkCounters::passed, () -> send(1, "10.77.0.2", COUNT, 500), n -> n >= COUNT) >= COUNT);
    }
}
