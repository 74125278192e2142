package org.gatun.client;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.gatun.ipc.IpcException;
import org.gatun.ipc.SamChannel;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;
import org.gatun.ipc.message.SamMessages;

/**
 * The simple availability manager: a supervisor that stops or restarts this program when it no longer tells that it is well. As libsam,
 * but that a Java VM cannot fork: the program is started by {@code gatun sam -- java ...}, which is the supervisor, and each instance runs
 * from its beginning. What an instance stored is there for the next one.
 *
 * <pre>
 *  state         call that leads on
 *                open
 *  initialised   register
 *  registered    start
 *  started       stop, to registered
 *  any of them   close
 * </pre>
 *
 * A program that ends while it is registered ends the supervisor, too, with its exit status; ending while started is a failure, whatever
 * the status. One that is started and lets the interval pass without a health check gets the warning signal; when the interval passes
 * again it is killed.
 *
 * <p>Once in the life of a program. Any thread; calls wait for each other, but {@link #sendHealth} waits for none.
 */
public final class Sam implements AutoCloseable {
    private enum State {
        INITIALISED,
        REGISTERED,
        STARTED,
        FINALISED
    }

    private static final int SIGNAL_MAX = 64;
    private static final AtomicBoolean IS_OPEN = new AtomicBoolean();

    private final SamChannel channel;
    private final int intervalMs;
    private final SamPolicy policy;
    private volatile State state = State.INITIALISED;
    private SamHealth health;

    private Sam(final SamChannel channel, final int intervalMs, final SamPolicy policy) {
        this.channel = channel;
        this.intervalMs = intervalMs;
        this.policy = policy;
    }

    /**
     * Connects to the supervisor, and with a quorum policy has it connect to the engine.
     *
     * @param intervalMs longest time between two health checks; 0 = none are needed
     * @throws CsException NOT_EXIST = {@code gatun sam} did not start this program; ACCESS = it started a program that started this one;
     *     BAD_HANDLE = a second time; INVALID_PARAM = an interval below 0; what {@link Quorum#open(QuorumListener)} has
     */
    public static Sam open(final int intervalMs, final SamPolicy policy) throws CsException {
        Objects.requireNonNull(policy);
        if (!IS_OPEN.compareAndSet(false, true)) {
            throw new CsException("SAM was opened before", CsError.BAD_HANDLE);
        }
        try {
            return open(intervalMs, policy, connect());
        } catch (final CsException e) {
            IS_OPEN.set(false);
            throw e;
        }
    }

    private static SamChannel connect() throws CsException {
        final String name = System.getenv(SamMessages.SOCKET_VARIABLE);
        if (name == null) {
            throw new CsException("no supervisor, which gatun sam -- COMMAND is", CsError.NOT_EXIST);
        }
        try {
            return SamChannel.connect(name);
        } catch (final IpcException e) {
            throw new CsException(e.getMessage(), CsError.NOT_EXIST);
        }
    }

    private static Sam open(final int intervalMs, final SamPolicy policy, final SamChannel channel) throws CsException {
        final MemorySegment request = request(SamMessages.INITIALISE, SamMessages.INITIALISE_LENGTH);
        Marshal.putInt(request, SamMessages.INTERVAL, intervalMs);
        Marshal.putInt(request, SamMessages.POLICY, policy.number());
        final Sam sam = new Sam(channel, intervalMs, policy);
        final MemorySegment response = sam.exchange(request);
        final CsError error = error(response);
        if (error != CsError.OK) {
            channel.close();
            final boolean isStranger = error == CsError.ACCESS && ResponseHeader.id(response, 0) == SamMessages.REFUSAL;
            throw new CsException(isStranger ? "this program was not started by its supervisor itself" : "initialise", error);
        }
        return sam;
    }

    private static MemorySegment request(final int id, final int length) {
        final MemorySegment request = MemorySegment.ofArray(new byte[length]);
        RequestHeader.put(request, 0, id, length);
        return request;
    }

    private CsError call(final int id) {
        return call(request(id, RequestHeader.LENGTH));
    }

    private CsError call(final MemorySegment request) {
        return error(exchange(request));
    }

    /** Sends a request; answers the response, {@code null} when the supervisor is gone. */
    private MemorySegment exchange(final MemorySegment request) {
        // One that refuses this process has answered, and closed, before it was asked.
        channel.send(request);
        return channel.receive();
    }

    private static CsError error(final MemorySegment response) {
        if (response == null || response.byteSize() < ResponseHeader.LENGTH) {
            return CsError.LIBRARY;
        }
        final CsError error = CsError.of(ResponseHeader.error(response, 0));
        return error == null ? CsError.LIBRARY : error;
    }

    private MemorySegment check(final String what, final int id, final int responseLength) throws CsException {
        final MemorySegment response = exchange(request(id, RequestHeader.LENGTH));
        ServiceConnection.check(what, error(response));
        if (response.byteSize() < responseLength) {
            throw new CsException(what, CsError.MESSAGE_ERROR);
        }
        return response;
    }

    private boolean isIn(final State... states) {
        for (final State one : states) {
            if (state == one) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is a handle: all but closed. */
    private boolean isUsable() {
        return state != State.FINALISED;
    }

    /**
     * Registers this instance; with a policy that is reported, its keys are in the map from now on.
     *
     * @return number of the instance: 1 for the first, one more for each restart
     * @throws CsException BAD_HANDLE = is registered or closed; LIBRARY and others = the engine's map cannot be had
     */
    public synchronized int register() throws CsException {
        ServiceConnection.check("register", isIn(State.INITIALISED) ? CsError.OK : CsError.BAD_HANDLE);
        final int instance =
            Marshal.getInt(check("register", SamMessages.REGISTER, SamMessages.RESULT_RESPONSE_LENGTH), SamMessages.RESULT);
        state = State.REGISTERED;
        return instance;
    }

    /**
     * Starts health checking; with a quorum policy this waits until the partition is quorate.
     *
     * @return OK; BAD_HANDLE = not registered, or started; LIBRARY = the engine or the supervisor is gone
     */
    public synchronized CsError start() {
        return turn(State.REGISTERED, SamMessages.START, State.STARTED);
    }

    /** Stops health checking: OK; BAD_HANDLE = not started; LIBRARY. */
    public synchronized CsError stop() {
        return turn(State.STARTED, SamMessages.STOP, State.REGISTERED);
    }

    private CsError turn(final State from, final int id, final State to) {
        if (!isIn(from)) {
            return CsError.BAD_HANDLE;
        }
        final CsError error = call(id);
        if (error == CsError.OK) {
            state = to;
            if (health != null) {
                health.run(to == State.STARTED);
            }
        }
        return error;
    }

    /** Tells the supervisor that this program is well: OK; BAD_HANDLE = not started; LIBRARY = the supervisor is gone. */
    public CsError sendHealth() {
        return isIn(State.STARTED) ? post(SamMessages.HEALTH) : CsError.BAD_HANDLE;
    }

    private CsError post(final int id) {
        return channel.send(request(id, RequestHeader.LENGTH)) ? CsError.OK : CsError.LIBRARY;
    }

    /**
     * Has health checks sent by a thread of their own, four in each interval while started; in each interval it asks {@code isWell}. Once
     * that answers {@code false} or throws, no more are sent. Another call replaces the question.
     *
     * @return OK; BAD_HANDLE = not registered, or started; INVALID_PARAM = the interval is 0
     */
    public synchronized CsError onHealthCheck(final BooleanSupplier isWell) {
        Objects.requireNonNull(isWell);
        if (!isIn(State.REGISTERED)) {
            return CsError.BAD_HANDLE;
        }
        if (intervalMs == 0) {
            return CsError.INVALID_PARAM;
        }
        if (health == null) {
            health = new SamHealth(this::sendHealth, intervalMs);
        }
        health.ask(isWell);
        return CsError.OK;
    }

    /**
     * The signal that comes before SIGKILL, to this instance and the next ones; SIGTERM at first, which ends a Java VM by its shutdown
     * hooks.
     *
     * @param signal number of a signal; that of SIGKILL = no warning
     * @return OK; BAD_HANDLE = closed; INVALID_PARAM = no signal has this number; LIBRARY
     */
    public synchronized CsError setWarnSignal(final int signal) {
        if (!isUsable()) {
            return CsError.BAD_HANDLE;
        }
        if (signal <= 0 || signal > SIGNAL_MAX) {
            return CsError.INVALID_PARAM;
        }
        final MemorySegment request = request(SamMessages.WARN_SIGNAL, SamMessages.WARN_SIGNAL_LENGTH);
        Marshal.putInt(request, SamMessages.SIGNAL, signal);
        return call(request);
    }

    /**
     * Stores bytes that this instance and the next ones can {@link #restore}, in place of what was stored before. A program that stores
     * before it knows which instance it is replaces what the instance before it left.
     *
     * @param data up to 16 MiB; none = nothing is stored any more
     * @return OK; BAD_HANDLE = closed; NO_MEMORY = too long; LIBRARY
     */
    public synchronized CsError store(final byte[] data) {
        if (!isUsable()) {
            return CsError.BAD_HANDLE;
        }
        if (data.length > SamMessages.DATA_MAX) {
            return CsError.NO_MEMORY;
        }
        final MemorySegment request = request(SamMessages.STORE, SamMessages.STORE_DATA + data.length);
        MemorySegment.copy(data, 0, request, ValueLayout.JAVA_BYTE, SamMessages.STORE_DATA, data.length);
        return call(request);
    }

    /** How many bytes are stored. BAD_HANDLE = closed; LIBRARY. */
    public synchronized int dataSize() throws CsException {
        ServiceConnection.check("data size", isUsable() ? CsError.OK : CsError.BAD_HANDLE);
        return Marshal.getInt(check("data size", SamMessages.DATA_SIZE, SamMessages.RESULT_RESPONSE_LENGTH), SamMessages.RESULT);
    }

    /** The stored bytes; none when nothing is stored. BAD_HANDLE = closed; LIBRARY. */
    public synchronized byte[] restore() throws CsException {
        ServiceConnection.check("restore", isUsable() ? CsError.OK : CsError.BAD_HANDLE);
        return check("restore", SamMessages.RESTORE, SamMessages.RESTORE_DATA).asSlice(SamMessages.RESTORE_DATA)
            .toArray(ValueLayout.JAVA_BYTE);
    }

    /**
     * Gives up: the supervisor kills this program without a warning and ends, whatever its policy; the keys stay, with state failed.
     *
     * @return OK, and the end is near; BAD_HANDLE = not registered; INVALID_PARAM = the policy is not reported; LIBRARY
     */
    public synchronized CsError markFailed() {
        if (!isIn(State.REGISTERED, State.STARTED)) {
            return CsError.BAD_HANDLE;
        }
        return policy.isReported() ? post(SamMessages.MARK_FAILED) : CsError.INVALID_PARAM;
    }

    /** Ends health checking for good; the supervisor waits for the end of this program, and ends. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (isUsable()) {
            stop();
            state = State.FINALISED;
            if (health != null) {
                health.close();
            }
            channel.close();
        }
    }
}
