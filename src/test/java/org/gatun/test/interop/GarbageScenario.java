package org.gatun.test.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Garbage;

/** Garbage on the first node's port, from the address of the second: no crash, no hang, no growth. */
abstract class GarbageScenario extends RingScenario {
    private static final int TARGET = 1;
    private static final int SENDER = 2;
    private static final int WARM_UP = 50_000;
    private static final int COUNT = Integer.getInteger("gatun.garbage", 1_000_000);
    /** A virtual machine's heap and code cache still settle; one lost buffer of a datagram each would be a gigabyte. */
    private static final long GROWTH_KIB_MAX = 64 * 1024;

    final Engine target() {
        return cluster().engine(TARGET);
    }

    /** Sends garbage, {@code percent} of a million, and checks that the node has not grown by it; returns how much it was. */
    final int sendWithoutGrowth(final Garbage.Kind kind, final int percent) {
        final int count = COUNT / 100 * percent;
        send(kind, WARM_UP, 1);
        final long before = target().residentKib();
        send(kind, count, 2);
        final long grown = target().residentKib() - before;
        assertTrue(grown < GROWTH_KIB_MAX, () -> target() + " grew by " + grown + " KiB");
        return WARM_UP + count;
    }

    private void send(final Garbage.Kind kind, final int count, final long seed) {
        Garbage.send(cluster().network().host(SENDER), target().host(), kind, count, seed);
        assertTrue(target().isRunning(), () -> target() + " ended\n" + cluster().diagnosis());
    }

    /** All nodes send, and all deliver the same. */
    final void assertMessagesFlow(final String section) {
        group().mark(section);
        group().send(nodes(), 5, "200:1:1400 2:1:100000");
        group().awaitSent(nodes(), 1, Cluster.FORMATION);
        group().mark(section + "-done");
        group().assertSameSection(section, nodes());
    }
}
