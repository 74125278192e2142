package org.gatun.client;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.gatun.ipc.CsErrors;
import org.gatun.ipc.IpcClient;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.IpcException;
import org.gatun.ipc.message.CpgMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;

/**
 * A connection to the closed process groups of the cluster, by a Gatun or a C engine. It is in at most one group, once: a process
 * joins several groups, or the same one again after a leave, with several handles.
 *
 * <p>One thread at a time joins, leaves, multicasts and asks; one, which may be another, dispatches. {@link #close} when neither is
 * inside. Multicasting within the atomic limit and delivering allocate nothing.
 */
public final class Cpg implements AutoCloseable {
    private static final String SERVICE = "cpg";
    private static final int PARTIAL_RETRIES = 100;
    private static final int PARTIAL_RETRY_MS = 10;
    /** Joins come about with the token; libcpg asks without a pause. */
    private static final int LEAVE_RETRY_MS = 1;
    private static final int HEAD_CAPACITY = 256;
    /** The value of flow control from which on multicasts are refused, when other requests wait. */
    private static final int MULTICAST_FLOW_CONTROL = 2;

    private final IpcClient client;
    private final CpgEvents events;
    private final int flags;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment head = arena.allocate(HEAD_CAPACITY, 8);
    private final MemorySegment response = arena.allocate(CpgMessages.MEMBERSHIP_RESPONSE_LENGTH, 8);
    private final int pid = (int)ProcessHandle.current().pid();
    private byte[] group;
    private boolean isClosed;

    private Cpg(final IpcClient client, final CpgListener listener, final int flags) {
        this.client = client;
        this.flags = flags;
        events = new CpgEvents(listener);
    }

    /** Connects to this host's engine as the C libraries do. See {@link #open(IpcEndpoint, CpgListener, boolean)}. */
    public static Cpg open(final CpgListener listener) throws CsException {
        return open(IpcEndpoint.standard(), listener, false);
    }

    /**
     * Connects to an engine.
     *
     * @param initialTotemConfiguration whether the ring's configuration is reported once after the join, and not only when it
     *     changes
     * @throws CsException TRY_AGAIN = the engine is starting; ACCESS; LIBRARY or NOT_EXIST = no engine is there
     */
    public static Cpg open(final IpcEndpoint endpoint, final CpgListener listener, final boolean initialTotemConfiguration)
        throws CsException {
        Objects.requireNonNull(listener);
        try {
            return new Cpg(IpcClient.connect(endpoint, SERVICE), listener,
                initialTotemConfiguration ? CpgMessages.FLAG_INITIAL_TOTEM_CONFIGURATION : 0);
        } catch (final IpcException e) {
            throw new CsException(e);
        }
    }

    /** As {@link #join(byte[])} with the name in UTF-8. */
    public CsError join(final String groupName) {
        return join(groupName.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Asks to join a group; the process is a member when a configuration change says so.
     *
     * @return OK; TRY_AGAIN; EXIST = this process is in the group, or this handle in one; NAME_TOO_LONG = above 128 bytes; BUSY =
     *     this handle has left a group (libcpg would ask again for ever)
     */
    public CsError join(final byte[] groupName) {
        if (groupName.length > Marshal.CPG_NAME_TEXT_MAX) {
            return CsError.NAME_TOO_LONG;
        }
        CpgMessages.putJoin(head, 0, groupName, pid, flags);
        final CsError error = call(CpgMessages.JOIN_LENGTH);
        if (error == CsError.OK) {
            group = groupName.clone();
        }
        return error;
    }

    /**
     * Asks to leave the group, once the join has come about.
     *
     * @return OK; TRY_AGAIN; NOT_EXIST = not in a group; INTERRUPT = this thread was interrupted while it waited for the join
     */
    public CsError leave() {
        if (group == null) {
            return CsError.NOT_EXIST;
        }
        CpgMessages.putLeave(head, 0, group, pid);
        CsError error = call(CpgMessages.LEAVE_LENGTH);
        while (error == CsError.BUSY) {
            if (!sleep(LEAVE_RETRY_MS)) {
                return CsError.INTERRUPT;
            }
            error = call(CpgMessages.LEAVE_LENGTH);
        }
        return error;
    }

    /**
     * Sends a message to the group, in agreed order. Up to 1,047,552 bytes it goes off at once and the bytes may be used again when
     * this returns. A longer one goes in fragments, each of which waits for the engine's answer; the members get it whole.
     *
     * @param message native memory
     * @return OK; TRY_AGAIN = flow control: nothing was sent, try later; INTERRUPT = the group changed between two fragments:
     *     nobody will get the message, send it again; NOT_EXIST (fragments only) = not in a group; LIBRARY = the connection is lost
     */
    public CsError multicast(final MemorySegment message, final long offset, final int length) {
        Objects.checkFromIndexSize(offset, length, message.byteSize());
        if (length > CpgMessages.ATOMIC_MESSAGE_MAX) {
            return multicastFragments(message, offset, length);
        }
        CpgMessages.putMulticastHead(head, 0, length);
        client.setFlowControlMax(MULTICAST_FLOW_CONTROL);
        final int rc = client.send(head, 0, CpgMessages.MULTICAST_DATA, message, offset, length);
        client.setFlowControlMax(1);
        return rc == 0 ? CsError.OK : CsErrors.ofResult(rc);
    }

    private CsError multicastFragments(final MemorySegment message, final long offset, final int length) {
        CsError error = CsError.OK;
        for (int sent = 0; sent < length && error == CsError.OK; ) {
            final int fragment = Math.min(length - sent, CpgMessages.ATOMIC_MESSAGE_MAX);
            final int type = sent == 0 ? CpgMessages.PARTIAL_FIRST
                : sent + fragment == length ? CpgMessages.PARTIAL_LAST : CpgMessages.PARTIAL_CONTINUED;
            error = multicastFragment(message, offset + sent, fragment, length, type);
            sent += fragment;
        }
        return error;
    }

    private CsError multicastFragment(final MemorySegment message, final long offset, final int fragment, final int length,
        final int type) {
        CsError error = CsError.TRY_AGAIN;
        for (int i = 0; i <= PARTIAL_RETRIES && error == CsError.TRY_AGAIN; i++) {
            if (i > 0 && !sleep(PARTIAL_RETRY_MS)) {
                return CsError.INTERRUPT;
            }
            CpgMessages.putPartialMulticastHead(head, 0, length, fragment, type);
            error = result(client.call(head, 0, CpgMessages.PARTIAL_DATA, message, offset, fragment, response, 0,
                (int)response.byteSize()));
        }
        return error;
    }

    private static boolean sleep(final int milliseconds) {
        try {
            Thread.sleep(milliseconds);
            return true;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Makes a buffer for messages that are multicast without being copied.
     *
     * @param capacity 1..1,047,552
     */
    public CpgBuffer allocate(final int capacity) throws CsException {
        return CpgBuffer.allocate(this, capacity);
    }

    /** As {@link #membership(byte[])} with the name in UTF-8. */
    public List<CpgMember> membership(final String groupName) throws CsException {
        return membership(groupName.getBytes(StandardCharsets.UTF_8));
    }

    /** The members of any group; none if there is no such group. The reasons are undefined. */
    public List<CpgMember> membership(final byte[] groupName) throws CsException {
        RequestHeader.put(head, 0, CpgMessages.MEMBERSHIP_GET, CpgMessages.MEMBERSHIP_GET_LENGTH);
        Marshal.putCpgName(head, CpgMessages.REQUEST_GROUP, groupName);
        check("membership", CpgMessages.MEMBERSHIP_GET_LENGTH, CpgMessages.MEMBERSHIP_RESPONSE_LENGTH);
        final int count = Marshal.getInt(response, CpgMessages.MEMBERSHIP_COUNT);
        if (count < 0 || count > CpgMessages.MEMBERSHIP_RECORDS_MAX) {
            throw new CsException("membership", CsError.MESSAGE_ERROR);
        }
        // The engine does not set the reasons of this answer.
        return CpgEvents.records(response, CpgMessages.MEMBERSHIP_RECORDS, 0, count).stream()
            .map(m -> new CpgMember(m.nodeId(), m.pid(), CpgReason.UNDEFINED)).toList();
    }

    /** The id of this host's node, unsigned. */
    public int localNodeId() throws CsException {
        RequestHeader.put(head, 0, CpgMessages.LOCAL_GET, RequestHeader.LENGTH);
        check("local node id", RequestHeader.LENGTH, CpgMessages.LOCAL_GET_RESPONSE_LENGTH);
        return Marshal.getInt(response, CpgMessages.LOCAL_GET_NODE_ID);
    }

    /** All processes of all groups, in the engine's order. */
    public List<CpgProcess> processes() throws CsException {
        return iterate(CpgMessages.ITERATE_ALL, new byte[0]);
    }

    /** All processes of one group, in the engine's order. */
    public List<CpgProcess> processes(final byte[] groupName) throws CsException {
        return iterate(CpgMessages.ITERATE_ONE_GROUP, groupName);
    }

    /** The names of all groups, in the engine's order; node ids and pids are 0. */
    public List<CpgProcess> groups() throws CsException {
        return iterate(CpgMessages.ITERATE_NAMES, new byte[0]);
    }

    private List<CpgProcess> iterate(final int type, final byte[] groupName) throws CsException {
        RequestHeader.put(head, 0, CpgMessages.ITERATION_INITIALISE, CpgMessages.ITERATION_INITIALISE_LENGTH);
        Marshal.putCpgName(head, CpgMessages.REQUEST_GROUP, groupName);
        Marshal.putLong(head, CpgMessages.ITERATION_TYPE, type);
        check("iteration", CpgMessages.ITERATION_INITIALISE_LENGTH, CpgMessages.ITERATION_INITIALISE_RESPONSE_LENGTH);
        final long handle = Marshal.getLong(response, CpgMessages.ITERATION_HANDLE);
        final List<CpgProcess> found = new ArrayList<>();
        CsError error = next(handle);
        while (error == CsError.OK) {
            found.add(new CpgProcess(Marshal.getCpgName(response, CpgMessages.ITERATION_GROUP),
                Marshal.getInt(response, CpgMessages.ITERATION_NODE_ID), Marshal.getInt(response, CpgMessages.ITERATION_PID)));
            error = next(handle);
        }
        RequestHeader.put(head, 0, CpgMessages.ITERATION_FINALISE, CpgMessages.HANDLE_REQUEST_LENGTH);
        Marshal.putLong(head, CpgMessages.REQUEST_HANDLE, handle);
        call(CpgMessages.HANDLE_REQUEST_LENGTH);
        if (error != CsError.NO_SECTIONS) {
            throw new CsException("iteration", error);
        }
        return List.copyOf(found);
    }

    private CsError next(final long handle) {
        RequestHeader.put(head, 0, CpgMessages.ITERATION_NEXT, CpgMessages.HANDLE_REQUEST_LENGTH);
        Marshal.putLong(head, CpgMessages.REQUEST_HANDLE, handle);
        return call(CpgMessages.HANDLE_REQUEST_LENGTH);
    }

    /**
     * Hands events to the listener, in order.
     *
     * @param maxEvents after so many it returns; {@link Integer#MAX_VALUE} = all that are there
     * @param timeoutMs how long it waits for the first one: 0 does not wait, -1 waits as long as the engine lives
     * @return how many events there were, 0 = none in time; or the negated code of an error: -2 (LIBRARY) = the connection is lost,
     *     after the last event that came
     */
    public int dispatch(final int maxEvents, final int timeoutMs) {
        return ServiceConnection.dispatch(client, events, maxEvents, timeoutMs);
    }

    /** For an application's own poll loop: readable when there are events to {@link #dispatch}, or the engine is gone. */
    public int fd() {
        return client.fd();
    }

    /** Bytes of the longest message that goes off at once. */
    public static int atomicMessageMax() {
        return CpgMessages.ATOMIC_MESSAGE_MAX;
    }

    CsError allocate(final int mapSize, final String path) {
        RequestHeader.put(head, 0, CpgMessages.ZERO_COPY_ALLOC, CpgMessages.ALLOC_LENGTH);
        Marshal.putLong(head, CpgMessages.ALLOC_MAP_SIZE, mapSize);
        Marshal.putText(head, CpgMessages.ALLOC_PATH, CpgMessages.ALLOC_PATH_CAPACITY, path);
        return callWithoutError(CpgMessages.ALLOC_LENGTH);
    }

    CsError free(final int mapSize, final long token) {
        RequestHeader.put(head, 0, CpgMessages.ZERO_COPY_FREE, CpgMessages.FREE_LENGTH);
        Marshal.putLong(head, CpgMessages.ALLOC_MAP_SIZE, mapSize);
        Marshal.putLong(head, CpgMessages.FREE_SERVER_ADDRESS, token);
        return callWithoutError(CpgMessages.FREE_LENGTH);
    }

    CsError execute(final long token) {
        RequestHeader.put(head, 0, CpgMessages.ZERO_COPY_EXECUTE, CpgMessages.EXECUTE_LENGTH);
        Marshal.putLong(head, CpgMessages.EXECUTE_SERVER_ADDRESS, token);
        return call(CpgMessages.EXECUTE_LENGTH);
    }

    /** Two of the engine's answers leave the error unset. */
    private CsError callWithoutError(final int length) {
        return CsErrors.ofResult(client.call(head, 0, length, null, 0, 0, response, 0, (int)response.byteSize()));
    }

    private CsError call(final int length) {
        return result(client.call(head, 0, length, null, 0, 0, response, 0, (int)response.byteSize()));
    }

    private CsError result(final int rc) {
        if (rc < 0) {
            return CsErrors.ofResult(rc);
        }
        final CsError error = CsError.of(ResponseHeader.error(response, 0));
        return error == null ? CsError.LIBRARY : error;
    }

    private void check(final String what, final int length, final int responseLength) throws CsException {
        final int rc = client.call(head, 0, length, null, 0, 0, response, 0, (int)response.byteSize());
        final CsError error = result(rc);
        if (error != CsError.OK || rc < responseLength) {
            throw new CsException(what, error == CsError.OK ? CsError.MESSAGE_ERROR : error);
        }
    }

    /**
     * Ends the connection. A process that had joined and not left goes from its group with the reason
     * {@link CpgReason#PROCESS_DOWN}. A second call does nothing.
     */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (client.isConnected()) {
            RequestHeader.put(head, 0, CpgMessages.FINALISE, RequestHeader.LENGTH);
            call(RequestHeader.LENGTH);
        }
        client.close();
    }
}
