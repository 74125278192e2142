package org.gatun.tools.sam;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.gatun.client.Cmap;
import org.gatun.client.CmapMap;
import org.gatun.client.CmapValue;
import org.gatun.client.CsException;
import org.gatun.client.SamPolicy;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.message.CsError;
import org.gatun.natives.linux.Clock;
import org.gatun.natives.linux.Errno;

/**
 * The keys that show a supervised program's state, {@code resources.process.PID.} with the supervisor's pid; the watchdog of C corosync
 * looks at them. One thread.
 */
final class SamKeys implements AutoCloseable {
    /** What the key {@code state} says. */
    enum State {
        STOPPED("stopped"),
        RUNNING("running"),
        WAITING("waiting for quorum"),
        FAILED("failed");

        private final String text;

        State(final String text) {
            this.text = text;
        }
    }

    private static final List<String> ALL = List.of("recovery", "poll_period", "last_updated", "state");

    private final Cmap cmap;
    private final String prefix = "resources.process." + ProcessHandle.current().pid() + ".";

    private SamKeys(final Cmap cmap) {
        this.cmap = cmap;
    }

    /** Connects and makes the keys of a program that is registered. */
    static SamKeys create(final IpcEndpoint endpoint, final SamPolicy policy, final int intervalMs) throws CsException {
        final SamKeys keys = new SamKeys(Cmap.open(endpoint, CmapMap.ICMAP));
        CsError error = keys.set("recovery", CmapValue.ofString(policy.isRestart() ? "restart" : "quit"));
        if (error == CsError.OK) {
            error = keys.set("poll_period", CmapValue.ofU64(intervalMs));
        }
        if (error == CsError.OK) {
            error = keys.state(State.STOPPED);
        }
        if (error != CsError.OK) {
            keys.close();
            throw new CsException(keys.prefix + "*", error);
        }
        return keys;
    }

    private CsError set(final String key, final CmapValue value) {
        return cmap.set(prefix + key, value);
    }

    CsError state(final State state) {
        return set("state", CmapValue.ofString(state.text));
    }

    /** The program was heard of now. Where the engine is gone, only starting and stopping tell the program so. */
    void touch() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment now = arena.allocate(Clock.TIMESPEC_SIZE, 8);
            Errno.check("clock_gettime", Clock.clockGettime(Clock.CLOCK_MONOTONIC, now));
            set("last_updated", CmapValue.ofU64(Clock.nanos(now, 0)));
        }
    }

    void delete() {
        ALL.forEach(key -> cmap.delete(prefix + key));
    }

    @Override
    public void close() {
        cmap.close();
    }
}
