package org.gatun.test.evs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What it costs to record. */
final class RecordingTest {
    private static final int EVENTS = 20_000;

    private final Trace trace = new Trace();

    private void record() {
        final ProcessTrace process = trace.process(1);
        process.regular(1, 4, 1, 2);
        for (int i = 0; i < EVENTS; i += 4) {
            process.token(1, 4, i, i, i);
            process.send(1, i, i, false, i);
            process.passToken(1, 4, i + 1, i, i);
            process.deliver(1, 1, i, i, i);
        }
    }

    /** Once there is room for a run, the events of the next one take no memory; what is left are the names of its configurations. */
    @Test
    void shouldTakeNoMemoryForAnEvent() {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE;
        for (int run = 0; run < 20; run++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            record();
            best = Math.min(best, threads.getCurrentThreadAllocatedBytes() - before);
            assertEquals(EVENTS + 1, trace.eventCount());
            trace.clear();
        }
        assertTrue(best < EVENTS, "allocated for " + EVENTS + " events: " + best);
    }

    @Test
    void shouldCheckTheNextRunAfterAnother() {
        trace.process(7).regular(7, 4, 7);
        record();
        trace.clear();
        final ProcessTrace process = trace.process(1);
        process.regular(1, 8, 1);
        process.settled();
        final Report report = Checker.check(trace);
        report.requireHeld();
        assertEquals(1, report.exercisedCount(Property.LAST_CONFIGURATION));
        assertEquals("p=1 inc=0 i=0 ev=conf id=R:1.8 prev=- members=1", process.line(0));
    }
}
