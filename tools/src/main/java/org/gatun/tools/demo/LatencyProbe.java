package org.gatun.tools.demo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.gatun.client.Cpg;
import org.gatun.client.CpgListener;
import org.gatun.client.CsException;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.message.CsError;

/**
 * Messages of 64 bytes, one at a time, from the call to their delivery: to the sender itself, and by way of a reply from another node. The
 * sender runs on the caller's thread, the replier on one of its own.
 */
final class LatencyProbe {
    private static final String GROUP = "gatun-demo-latency";
    private static final int BYTES = 64;
    private static final int PLAIN = 1;
    private static final int REQUEST = 2;
    private static final int REPLY = 3;
    private static final int TIMEOUT_MS = 5000;
    private static final long HIGHEST_NS = 60_000_000_000L;

    private LatencyProbe() {
    }

    /** Measures for so long each, after as long a warm-up, and returns a table. */
    static String measure(final DemoNode from, final DemoNode replying, final double seconds)
        throws CsException, Story.FailedException, InterruptedException {
        try (Arena arena = Arena.ofShared();
            Party replier = new Party(arena, replying);
            Party sender = new Party(arena, from)) {
            final Thread thread = new Thread(replier::reply, "latency-reply");
            thread.setDaemon(true);
            thread.start();
            try {
                sender.run(REQUEST, seconds);
                final StringBuilder table = new StringBuilder(String.format(Locale.ROOT, "%-38s %8s %8s %8s %8s %8s %8s %9s%n",
                    "latency of 64-byte messages, us", "count", "min", "p50", "p90", "p99", "p99.9", "max"));
                table.append(row("to own delivery on node " + from.id(), sender.run(PLAIN, seconds)));
                table.append(row("node " + from.id() + " to node " + replying.id() + " and back", sender.run(REQUEST, seconds)));
                return table.toString();
            } finally {
                replier.stop();
                thread.join();
            }
        }
    }

    private static String row(final String name, final Histogram h) {
        return String.format(Locale.ROOT, "%-38s %8d %8.1f %8.1f %8.1f %8.1f %8.1f %9.1f%n", name, h.getTotalCount(),
            h.getMinValue() / 1e3, h.getValueAtPercentile(50) / 1e3, h.getValueAtPercentile(90) / 1e3,
            h.getValueAtPercentile(99) / 1e3, h.getValueAtPercentile(99.9) / 1e3, h.getMaxValue() / 1e3);
    }

    /** One end: a connection and the kind and number of the last message that concerns it. */
    private static final class Party implements CpgListener, AutoCloseable {
        private final Cpg cpg;
        private final MemorySegment message;
        private final int nodeId;
        private volatile boolean stopped;
        private boolean replies;
        private int lastKind;
        private long lastNumber;

        Party(final Arena arena, final DemoNode node) throws CsException, Story.FailedException {
            message = arena.allocate(BYTES, 8);
            cpg = Cpg.open(IpcEndpoint.standard().withNames("", node.serviceSuffix()), this, false);
            nodeId = cpg.localNodeId();
            final CsError error = cpg.join(GROUP);
            if (error != CsError.OK) {
                cpg.close();
                throw new Story.FailedException("node " + node.id() + " refuses the join: " + error);
            }
        }

        void reply() {
            replies = true;
            while (!stopped && cpg.dispatch(Integer.MAX_VALUE, 100) >= 0) {
                // The replies are sent by deliver().
            }
        }

        void stop() {
            stopped = true;
        }

        @Override
        public void deliver(final int fromNode, final int pid, final MemorySegment delivered, final long offset, final int length) {
            final int kind = delivered.get(ValueLayout.JAVA_INT_UNALIGNED, offset);
            final long number = delivered.get(ValueLayout.JAVA_LONG_UNALIGNED, offset + 8);
            if (replies) {
                if (kind == REQUEST) {
                    multicast(REPLY, number);
                }
            } else if (kind == PLAIN && fromNode == nodeId || kind == REPLY) {
                lastKind = kind;
                lastNumber = number;
            }
        }

        private void multicast(final int kind, final long number) {
            message.set(ValueLayout.JAVA_INT, 0, kind);
            message.set(ValueLayout.JAVA_LONG, 8, number);
            while (cpg.multicast(message, 0, BYTES) == CsError.TRY_AGAIN) {
                Thread.yield();
            }
        }

        Histogram run(final int kind, final double seconds) throws Story.FailedException {
            final Histogram histogram = new Histogram(HIGHEST_NS, 3);
            final int awaited = kind == PLAIN ? PLAIN : REPLY;
            final long endNs = System.nanoTime() + (long)(seconds * 1e9);
            long number = 0;
            long now = System.nanoTime();
            while (now - endNs < 0) {
                number++;
                final long sent = now;
                multicast(kind, number);
                while (lastKind != awaited || lastNumber != number) {
                    if (cpg.dispatch(Integer.MAX_VALUE, TIMEOUT_MS) <= 0) {
                        throw new Story.FailedException("a message was not delivered within " + TIMEOUT_MS + " ms");
                    }
                }
                now = System.nanoTime();
                histogram.recordValue(now - sent);
            }
            return histogram;
        }

        @Override
        public void close() {
            cpg.close();
        }
    }
}
