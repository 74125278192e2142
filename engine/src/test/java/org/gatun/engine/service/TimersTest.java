package org.gatun.engine.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TimersTest {
    private final Timers timers = new Timers();
    private final List<String> fired = new ArrayList<>();

    @Test
    void shouldFireWhatIsDueOnce() {
        final Timers.Timer one = timers.create(() -> fired.add("one"));
        timers.create(() -> fired.add("two")).start(20);
        one.start(10);
        assertEquals(10, timers.nextDeadlineNs());
        assertEquals(1, timers.advance(10));
        assertEquals(20, timers.nextDeadlineNs());
        assertEquals(1, timers.advance(30));
        assertEquals(0, timers.advance(40));
        assertEquals(List.of("one", "two"), fired);
        assertEquals(Long.MAX_VALUE, timers.nextDeadlineNs());
    }

    @Test
    void shouldLetActionsMakeAndRemoveTimers() {
        final Timers.Timer[] first = new Timers.Timer[1];
        first[0] = timers.create(() -> {
            first[0].remove();
            timers.create(() -> fired.add("made")).start(5);
        });
        timers.create(() -> fired.add("behind")).start(10);
        first[0].start(10);
        for (int ns = 10; ns <= 15; ns++) {
            timers.advance(ns);
        }
        assertEquals(List.of("behind", "made"), fired);
    }
}
