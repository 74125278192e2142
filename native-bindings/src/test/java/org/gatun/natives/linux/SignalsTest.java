package org.gatun.natives.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SignalsTest {
    /** Ignored by default. */
    private static final int SIGWINCH = 28;

    @Test
    void shouldCallTheHandlerOnASignal() throws InterruptedException {
        final BlockingQueue<Integer> seen = new ArrayBlockingQueue<>(4);
        Signals.handle("USR2", seen::add);
        assertEquals(0, Processes.kill(Processes.getpid(), Signals.SIGUSR2));
        assertEquals(Signals.SIGUSR2, seen.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void shouldGiveASignalBack() throws InterruptedException {
        final BlockingQueue<Integer> seen = new ArrayBlockingQueue<>(4);
        Signals.handle("WINCH", seen::add);
        Signals.restoreDefault("WINCH");
        assertEquals(0, Processes.kill(Processes.getpid(), SIGWINCH));
        Signals.handle("USR2", seen::add);
        assertEquals(0, Processes.kill(Processes.getpid(), Signals.SIGUSR2));
        assertEquals(Signals.SIGUSR2, seen.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void shouldRefuseSignalsThatTheVmKeeps() {
        assertThrows(IllegalArgumentException.class, () -> Signals.handle("SEGV", n -> { }));
        assertThrows(IllegalArgumentException.class, () -> Signals.handle("NONE", n -> { }));
    }
}
