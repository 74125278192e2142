package org.gatun.test.evs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Small traces, told event by event, in which exactly one thing is wrong, or nothing. */
final class ToldTraceTest {
    private final Trace trace = new Trace();
    private final ProcessTrace a = trace.process(1);
    private final ProcessTrace b = trace.process(2);
    private final ProcessTrace c = trace.process(3);

    private void all(final int rep, final long seq) {
        for (final ProcessTrace process : trace.processes()) {
            process.regular(rep, seq, 1, 2, 3);
        }
    }

    private static void send(final ProcessTrace process, final int seq) {
        process.send(0, seq, seq, false, seq);
    }

    private static void deliver(final ProcessTrace process, final int origin, final int seq) {
        process.deliver(origin, 0, seq, seq, seq);
    }

    private Report require(final Property... broken) {
        final Report report = Checker.check(trace);
        final Set<Property> expected = EnumSet.noneOf(Property.class);
        expected.addAll(Set.of(broken));
        assertEquals(expected, report.violated(), report::toString);
        return report;
    }

    /** Each saw two configurations, in different orders; no message tells. */
    @Test
    void shouldFindChangesThatAreNoMoment() {
        a.regular(1, 4, 1, 2);
        a.regular(1, 8, 1, 2);
        b.regular(1, 8, 1, 2);
        b.regular(1, 4, 1, 2);
        require(Property.ONE_MOMENT, Property.RINGS_GROW);
    }

    @Test
    void shouldFindAnOrderWithoutStartOfThree() {
        all(1, 4);
        send(a, 1);
        send(b, 2);
        send(c, 3);
        a.gather();
        b.gather();
        c.gather();
        a.transitional(1, 8, 1, 4, 1);
        b.transitional(2, 8, 1, 4, 2);
        c.transitional(3, 8, 1, 4, 3);
        deliver(a, 1, 1);
        deliver(a, 2, 2);
        deliver(b, 2, 2);
        deliver(b, 3, 3);
        deliver(c, 3, 3);
        deliver(c, 1, 1);
        final Report report = require(Property.TOTAL_ORDER, Property.RING_ORDER);
        assertEquals("a cycle of 3", report.witness(Property.TOTAL_ORDER).get(0).substring(0, 12));
    }

    /** Only one delivers the two, so there is still one order for all. */
    @Test
    void shouldFindASendersMessagesInAnotherOrder() {
        all(1, 4);
        send(a, 1);
        send(a, 2);
        deliver(c, 1, 2);
        deliver(c, 1, 1);
        require(Property.CAUSAL_ORDER, Property.RING_ORDER);
    }

    @Test
    void shouldFindAReplyBeforeWhatItAnswers() {
        all(1, 4);
        send(a, 1);
        deliver(b, 1, 1);
        send(b, 2);
        deliver(c, 2, 2);
        deliver(c, 1, 1);
        require(Property.CAUSAL_ORDER, Property.RING_ORDER, Property.TOTAL_ORDER);
    }

    @Test
    void shouldFindAPrimaryComponentThatComesFromNowhere() {
        twoPrimariesInOrder(false);
        require(Property.PRIMARY_CONTINUOUS);
    }

    @Test
    void shouldTakeAnOperatorsWord() {
        twoPrimariesInOrder(true);
        final Report report = require();
        assertEquals(Verdict.NOT_EXERCISED, report.verdict(Property.PRIMARY_CONTINUOUS));
    }

    private void twoPrimariesInOrder(final boolean override) {
        a.regular(1, 4, 1);
        a.quorum(1, 4, true, false);
        a.regular(1, 8, 1, 2);
        b.regular(1, 8, 1, 2);
        b.regular(2, 12, 2);
        b.quorum(2, 12, true, override);
    }

    @Test
    void shouldFindAMissingIndex() {
        all(1, 4);
        final TraceEditor editor = new TraceEditor(trace);
        editor.processes.get(1).get(0).set("i", "1");
        assertEquals(Set.of(Property.SEQUENTIAL), Checker.check(editor.asItIs()).violated());
    }

    @Test
    void shouldFindVerdictsThatHangOnTheStart() {
        all(1, 4);
        final Report report = Checker.check(trace);
        send(a, 1);
        report.compareStart(Checker.check(trace));
        assertEquals(Set.of(Property.ANY_START), report.violated());
    }

    @Test
    void shouldLeaveOpenWhatHasNotSettled() {
        all(1, 4);
        a.send(0, 1, 1, true, 1);
        deliver(a, 1, 1);
        assertEquals(Verdict.OPEN, require().verdict(Property.SAFE));
        a.settled();
        b.settled();
        c.settled();
        require(Property.SAFE, Property.RELIABLE);
    }

    @Test
    void shouldSayWhatWasNotExercised() {
        all(1, 4);
        final Report report = require();
        assertEquals(Verdict.NOT_EXERCISED, report.verdict(Property.FAILURE_ATOMICITY));
        assertEquals(Verdict.HELD, report.verdict(Property.ONE_MOMENT));
        assertEquals(1, report.exercisedCount(Property.ONE_MOMENT));
        assertTrue(report.toString().contains("2.3/2.4     HELD "), report.toString());
    }
}
