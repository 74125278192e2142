package org.gatun.tools.sam;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import org.gatun.ipc.SamChannel;

/** What happens to a supervisor. Immutable; any thread. */
sealed interface SamEvent {
    /**
     * A program asks.
     *
     * @param message a whole one, whatever it holds
     * @param reply   to be completed with the response, or {@code null} for none; the channel waits for it
     */
    record Request(SamChannel channel, MemorySegment message, CompletableFuture<MemorySegment> reply) implements SamEvent {
    }

    /** A channel has ended; all its requests came before. */
    record HangUp(SamChannel channel) implements SamEvent {
    }

    /** A program has ended. */
    record Exit(SamChild child) implements SamEvent {
    }

    /** The engine's verdict on the partition. */
    record Verdict(SamQuorum quorum, SamQuorum.State state) implements SamEvent {
    }

    /** The supervisor got a signal that asks it to end. */
    record Signal(int number) implements SamEvent {
    }
}
