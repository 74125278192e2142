package org.gatun.engine.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.totem.TotemInput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AnswerGateTest {
    private static final byte TOKEN = 0;
    private static final byte MCAST = 1;

    private final Arena arena = Arena.ofConfined();
    private final List<String> done = new ArrayList<>();
    private long requests;
    private long events;
    private boolean clientAnswersInTime = true;
    private final AnswerGate gate = new AnswerGate(new Ring(), this::serveClients, () -> requests, () -> events);

    private final class Ring implements TotemInput {
        @Override
        public void onFrame(final MemorySegment segment, final long offset, final int length, final long nowNs) {
            if (segment.get(ValueLayout.JAVA_BYTE, offset + 3) == TOKEN) {
                done.add("token");
            } else {
                done.add("mcast");
                events++;
            }
        }

        @Override
        public void onInterfaceChange(final int link, final boolean up, final long nowNs) {
            done.add("link " + link + (up ? " up" : " down"));
        }
    }

    /** A client that needs some time for its answer. */
    private int serveClients(final long waitNs) {
        if (waitNs == 0) {
            return 0;
        }
        done.add("wait");
        if (clientAnswersInTime) {
            requests++;
            return 1;
        }
        final long deadlineNs = System.nanoTime() + waitNs;
        while (System.nanoTime() - deadlineNs < 0) {
            Thread.onSpinWait();
        }
        return 0;
    }

    private void receive(final byte type) {
        final MemorySegment frame = arena.allocate(57);
        frame.set(ValueLayout.JAVA_SHORT, 0, (short)0xC070);
        frame.set(ValueLayout.JAVA_BYTE, 2, (byte)3);
        frame.set(ValueLayout.JAVA_BYTE, 3, type);
        gate.onFrame(frame, 0, (int)frame.byteSize(), 0);
    }

    private long waits(final int visits) {
        done.clear();
        for (int i = 0; i < visits; i++) {
            receive(MCAST);
            receive(TOKEN);
        }
        return done.stream().filter("wait"::equals).count();
    }

    @AfterEach
    void free() {
        arena.close();
    }

    @Test
    void shouldKeepTheTokenForTheAnswerToAMessageThatCameWithIt() {
        receive(MCAST);
        receive(TOKEN);
        assertEquals(List.of("mcast", "wait", "token"), done);
    }

    @Test
    void shouldPassTheTokenAtOnceWhenNobodyWasToldAnything() {
        receive(TOKEN);
        receive(TOKEN);
        assertEquals(List.of("token", "token"), done);
    }

    @Test
    void shouldPassTheTokenAtOnceWhenTheClientHasAnsweredAlready() {
        receive(MCAST);
        requests++;
        receive(TOKEN);
        assertEquals(List.of("mcast", "token"), done);
    }

    @Test
    void shouldNotWaitForAnswersToAStream() {
        receive(MCAST);
        receive(MCAST);
        receive(MCAST);
        receive(TOKEN);
        assertEquals(List.of("mcast", "mcast", "mcast", "token"), done);
    }

    @Test
    void shouldStopWaitingForAClientThatDoesNotAnswerAndTryItSeldom() {
        clientAnswersInTime = false;
        assertEquals(1, waits(1));
        assertEquals(0, waits(255));
        assertEquals(1, waits(1));
        clientAnswersInTime = true;
        assertEquals(0, waits(255));
        assertEquals(50, waits(50));
        clientAnswersInTime = false;
        assertEquals(8, waits(100), "the trust that was left");
    }

    @Test
    void shouldHandOnReportsOfLinks() {
        gate.onInterfaceChange(2, true, 0);
        assertEquals(List.of("link 2 up"), done);
    }
}
