package org.gatun.tools.sam;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.gatun.client.CsException;
import org.gatun.client.SamPolicy;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.SamChannel;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.SamMessages;
import org.gatun.natives.linux.Signals;

/**
 * One run of the supervised program: what it asks for, and how long it may go on unheard. The rules are libsam's.
 * <pre>
 *  state        request or event             what follows
 *  FRESH        initialise                   INITIALISED
 *  INITIALISED  register                     REGISTERED
 *  REGISTERED   start                        STARTED; with a quorum policy WAITING until quorate
 *  WAITING      quorate                      STARTED
 *  STARTED      stop                         REGISTERED
 *  STARTED      interval over, quorum lost   the warning signal; the next time SIGKILL
 *  STARTED      its channel ends             SIGKILL: it is ending
 *  REGISTERED,  mark failed                  SIGKILL
 *  STARTED
 * </pre>
 * One thread.
 */
final class SamInstance {
    /** How a run ended, and what the policy makes of it. */
    enum Outcome {
        /** It was not started: the supervisor ends with it. */
        END,
        /** A failure; the supervisor ends with it. */
        FAILURE,
        /** A failure; the command runs again. */
        RESTART
    }

    private enum State {
        FRESH,
        INITIALISED,
        REGISTERED,
        WAITING,
        STARTED
    }

    private static final int SIGNAL_MAX = 64;

    private final SamChild child;
    private final int number;
    private final IpcEndpoint endpoint;
    private final Consumer<SamEvent> events;
    private final Consumer<String> notes;
    private byte[] data;
    private State state = State.FRESH;
    private SamChannel channel;
    private SamPolicy policy = SamPolicy.QUIT;
    private int intervalMs;
    private int warnSignal;
    private SamKeys keys;
    private SamQuorum quorum;
    private SamQuorum.State verdict = SamQuorum.State.NOT_QUORATE;
    private CompletableFuture<MemorySegment> waiting;
    private boolean isWarned;
    /** Its health checks no longer count: it is to end by the deadline. */
    private boolean isDoomed;
    private boolean isFailed;
    private boolean isEnding;
    private boolean isExited;
    private boolean isHungUp;
    private boolean hasDeadline;
    private long deadlineNs;

    /**
     * @param number of the run, from 1
     * @param legacy what the run before left
     * @param events where what its own threads see is to go
     * @param notes  what to tell the user
     */
    SamInstance(final SamChild child, final int number, final SamLegacy legacy, final IpcEndpoint endpoint,
        final Consumer<SamEvent> events, final Consumer<String> notes) {
        this.child = child;
        this.number = number;
        data = legacy.data();
        warnSignal = legacy.warnSignal();
        keys = legacy.keys();
        this.endpoint = endpoint;
        this.events = events;
        this.notes = notes;
    }

    /** For the next run, after {@link Outcome#RESTART}. */
    SamLegacy legacy() {
        return new SamLegacy(data, warnSignal, keys);
    }

    /** How long to wait for the next event before {@link #expire}, ns; negative = as long as it takes. */
    long patienceNs() {
        return hasDeadline ? Math.max(0, deadlineNs - System.nanoTime()) : -1;
    }

    private void setDeadline() {
        hasDeadline = intervalMs > 0;
        deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(intervalMs);
    }

    /** The time of {@link #patienceNs} is over. */
    void expire() {
        hasDeadline = false;
        if (isEnding) {
            kill("it did not end in " + intervalMs + " ms");
        } else {
            punish("not heard of for " + intervalMs + " ms");
        }
    }

    private void punish(final String reason) {
        if (isWarned) {
            kill(reason);
        } else {
            isWarned = true;
            notes.accept("process " + child.pid() + ": " + reason + ": gets signal " + warnSignal);
            child.signal(warnSignal);
            setDeadline();
        }
    }

    private void kill(final String reason) {
        notes.accept("process " + child.pid() + ": " + reason + ": is killed");
        child.signal(Signals.SIGKILL);
        hasDeadline = false;
    }

    /** The supervisor is to end: the program gets the signal, and may take one interval. */
    void end(final int signal) {
        isEnding = true;
        isDoomed = true;
        child.signal(signal);
        setDeadline();
    }

    /** The engine's verdict. */
    void verdict(final SamEvent.Verdict event) {
        if (event.quorum() != quorum) {
            return;
        }
        verdict = event.state();
        final boolean isQuorate = verdict == SamQuorum.State.QUORATE;
        if (state == State.STARTED && !isQuorate) {
            isDoomed = true;
            punish("no quorum");
        } else if (state == State.WAITING && verdict != SamQuorum.State.NOT_QUORATE) {
            waiting.complete(SamServer.response(SamMessages.START, isQuorate ? started() : backToRegistered()));
        }
    }

    private CsError backToRegistered() {
        state = State.REGISTERED;
        return CsError.LIBRARY;
    }

    /** A channel has ended. */
    void hangUp(final SamChannel ended) {
        if (ended == channel) {
            isHungUp = true;
            if (state == State.STARTED) {
                child.signal(Signals.SIGKILL);
            }
        }
    }

    /** The process has ended: what it said before is still to be heard. */
    void exited(final SamChild ended) {
        if (ended != child) {
            return;
        }
        isExited = true;
        hasDeadline = false;
        if (waiting != null) {
            waiting.complete(null);
        }
        if (channel != null) {
            channel.shutdown();
        }
    }

    /** Whether it has ended and all was heard. */
    boolean isOver() {
        return isExited && (channel == null || isHungUp);
    }

    /** What follows from the end; leaves the keys as they are to stay. */
    Outcome finish() {
        final boolean isFailure = isFailed || state == State.STARTED && !isEnding;
        final Outcome outcome = !isFailure ? Outcome.END : policy.isRestart() && !isFailed ? Outcome.RESTART : Outcome.FAILURE;
        if (quorum != null) {
            quorum.close();
        }
        switch (outcome) {
            case END -> legacy().discard();
            case RESTART -> show(SamKeys.State.STOPPED);
            case FAILURE -> {
                show(SamKeys.State.FAILED);
                if (keys != null) {
                    keys.close();
                }
            }
        }
        return outcome;
    }

    /** Obeys a request. */
    void handle(final SamEvent.Request request) {
        final MemorySegment message = request.message();
        final int id = RequestHeader.id(message, 0);
        if (request.channel() != channel && (request.channel().peerPid() != child.pid() || id != SamMessages.INITIALISE)) {
            request.reply().complete(SamServer.response(id, CsError.BAD_HANDLE));
            return;
        }
        if (keys != null && isRegistered() && id != SamMessages.DATA_SIZE && id != SamMessages.RESTORE) {
            keys.touch();
        }
        if (hasDeadline && !isDoomed) {
            setDeadline();
        }
        switch (id) {
            case SamMessages.INITIALISE -> answer(request, id, initialise(request.channel(), message));
            case SamMessages.REGISTER -> register(request);
            case SamMessages.START -> start(request);
            case SamMessages.STOP -> answer(request, id, stop());
            case SamMessages.HEALTH -> request.reply().complete(null);
            case SamMessages.WARN_SIGNAL -> answer(request, id, setWarnSignal(message));
            case SamMessages.STORE -> answer(request, id, store(message));
            case SamMessages.DATA_SIZE -> number(request, id, data.length);
            case SamMessages.RESTORE -> restore(request);
            case SamMessages.MARK_FAILED -> {
                markFailed();
                request.reply().complete(null);
            }
            default -> answer(request, id, CsError.INVALID_PARAM);
        }
    }

    private boolean isRegistered() {
        return state != State.FRESH && state != State.INITIALISED;
    }

    private static void answer(final SamEvent.Request request, final int id, final CsError error) {
        request.reply().complete(SamServer.response(id, error));
    }

    private static void number(final SamEvent.Request request, final int id, final int result) {
        final MemorySegment response = SamServer.response(id, CsError.OK, SamMessages.RESULT_RESPONSE_LENGTH);
        Marshal.putInt(response, SamMessages.RESULT, result);
        request.reply().complete(response);
    }

    private CsError initialise(final SamChannel from, final MemorySegment message) {
        if (state != State.FRESH) {
            return CsError.BAD_HANDLE;
        }
        if (message.byteSize() < SamMessages.INITIALISE_LENGTH) {
            return CsError.INVALID_PARAM;
        }
        final int interval = Marshal.getInt(message, SamMessages.INTERVAL);
        final SamPolicy wanted = SamPolicy.of(Marshal.getInt(message, SamMessages.POLICY));
        if (interval < 0 || wanted == null) {
            return CsError.INVALID_PARAM;
        }
        if (wanted.isQuorum()) {
            try {
                quorum = SamQuorum.open(endpoint, events);
            } catch (final CsException e) {
                return e.error();
            }
        }
        intervalMs = interval;
        policy = wanted;
        channel = from;
        state = State.INITIALISED;
        return CsError.OK;
    }

    private void register(final SamEvent.Request request) {
        final CsError error = state == State.INITIALISED ? makeKeys() : CsError.BAD_HANDLE;
        if (error == CsError.OK) {
            state = State.REGISTERED;
            number(request, SamMessages.REGISTER, number);
        } else {
            answer(request, SamMessages.REGISTER, error);
        }
    }

    /** In place of those of the run before; by a new connection, as the engine may be another. */
    private CsError makeKeys() {
        if (!policy.isReported()) {
            legacy().discard();
            keys = null;
            return CsError.OK;
        }
        try {
            final SamKeys made = SamKeys.create(endpoint, policy, intervalMs);
            if (keys != null) {
                keys.close();
            }
            keys = made;
            return CsError.OK;
        } catch (final CsException e) {
            return e.error();
        }
    }

    private void start(final SamEvent.Request request) {
        if (state != State.REGISTERED) {
            answer(request, SamMessages.START, CsError.BAD_HANDLE);
        } else if (!policy.isQuorum() || verdict == SamQuorum.State.QUORATE) {
            answer(request, SamMessages.START, started());
        } else if (verdict == SamQuorum.State.LOST) {
            answer(request, SamMessages.START, CsError.LIBRARY);
        } else {
            state = State.WAITING;
            waiting = request.reply();
            show(SamKeys.State.WAITING);
        }
    }

    private CsError started() {
        final CsError error = show(SamKeys.State.RUNNING);
        state = error == CsError.OK ? State.STARTED : State.REGISTERED;
        if (error == CsError.OK && !isDoomed) {
            setDeadline();
        }
        return error;
    }

    private CsError stop() {
        if (state != State.STARTED) {
            return CsError.BAD_HANDLE;
        }
        state = State.REGISTERED;
        hasDeadline = hasDeadline && isEnding;
        isDoomed = isEnding;
        // Stopped it is, though an engine that is gone does not show it.
        show(SamKeys.State.STOPPED);
        return CsError.OK;
    }

    private CsError show(final SamKeys.State shown) {
        return keys == null ? CsError.OK : keys.state(shown);
    }

    private CsError setWarnSignal(final MemorySegment message) {
        final int signal = message.byteSize() < SamMessages.WARN_SIGNAL_LENGTH ? 0 : Marshal.getInt(message, SamMessages.SIGNAL);
        if (signal <= 0 || signal > SIGNAL_MAX) {
            return CsError.INVALID_PARAM;
        }
        warnSignal = signal;
        return CsError.OK;
    }

    private CsError store(final MemorySegment message) {
        if (message.byteSize() - SamMessages.STORE_DATA > SamMessages.DATA_MAX) {
            return CsError.NO_MEMORY;
        }
        data = message.asSlice(SamMessages.STORE_DATA).toArray(ValueLayout.JAVA_BYTE);
        return CsError.OK;
    }

    private void restore(final SamEvent.Request request) {
        final MemorySegment response =
            SamServer.response(SamMessages.RESTORE, CsError.OK, SamMessages.RESTORE_DATA + data.length);
        MemorySegment.copy(data, 0, response, ValueLayout.JAVA_BYTE, SamMessages.RESTORE_DATA, data.length);
        request.reply().complete(response);
    }

    private void markFailed() {
        if (policy.isReported() && (state == State.REGISTERED || state == State.STARTED)) {
            isFailed = true;
            kill("marked failed");
        }
    }
}
