package org.gatun.client;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;
import org.gatun.ipc.message.VoteQuorumMessages;

/**
 * A connection to the votequorum service: votes, expected votes, and the side of a quorum device.
 *
 * <p>One thread at a time calls; one, which may be another, dispatches. {@link #close} when neither is inside; it leaves a quorum
 * device registered.
 */
public final class VoteQuorum implements AutoCloseable {
    private static final String SERVICE = "votequorum";
    private static final int NAME_MAX = VoteQuorumMessages.NAME_CAPACITY - 1;

    private final ServiceConnection connection;
    private final VoteQuorumListener listener;

    private VoteQuorum(final ServiceConnection connection, final VoteQuorumListener listener) {
        this.connection = connection;
        this.listener = listener;
    }

    /** Connects to this host's engine. See {@link #open(IpcEndpoint, VoteQuorumListener)}. */
    public static VoteQuorum open(final VoteQuorumListener listener) throws CsException {
        return open(IpcEndpoint.standard(), listener);
    }

    /**
     * Connects to an engine.
     *
     * @throws CsException TRY_AGAIN = the engine is starting; ACCESS; LIBRARY or NOT_EXIST = no engine is there, or votequorum is
     *     not its quorum provider
     */
    public static VoteQuorum open(final IpcEndpoint endpoint, final VoteQuorumListener listener) throws CsException {
        Objects.requireNonNull(listener);
        return new VoteQuorum(ServiceConnection.open(endpoint, SERVICE, VoteQuorumMessages.UPDATE_LENGTH,
            VoteQuorumMessages.INFO_LENGTH), listener);
    }

    /**
     * What is known of a node and the votes.
     *
     * @param nodeId 0 = this node
     * @throws CsException NOT_EXIST = no such node was ever seen
     */
    public VoteQuorumInfo info(final int nodeId) throws CsException {
        Marshal.putLong(connection.request(), VoteQuorumMessages.ARGUMENT, nodeId & 0xffff_ffffL);
        connection.check("votequorum info", VoteQuorumMessages.GET_INFO, VoteQuorumMessages.ARGUMENT_REQUEST_LENGTH,
            VoteQuorumMessages.INFO_LENGTH);
        return VoteQuorumInfo.of(connection.response());
    }

    /**
     * Sets the votes that the whole cluster expects.
     *
     * @return OK; INVALID_PARAM = it would make a quorate partition inquorate, or is below the votes there are; NO_RESOURCES
     */
    public CsError setExpectedVotes(final int votes) {
        Marshal.putLong(connection.request(), VoteQuorumMessages.ARGUMENT, votes & 0xffff_ffffL);
        return connection.call(VoteQuorumMessages.SET_EXPECTED, VoteQuorumMessages.ARGUMENT_REQUEST_LENGTH);
    }

    /**
     * Sets a node's votes.
     *
     * @return OK; NAME_NOT_FOUND = no such node; INVALID_PARAM = the quorum would be out of range; NO_RESOURCES
     */
    public CsError setVotes(final int nodeId, final int votes) {
        Marshal.putInt(connection.request(), VoteQuorumMessages.ARGUMENT, votes);
        Marshal.putInt(connection.request(), VoteQuorumMessages.SET_VOTES_NODE, nodeId);
        return connection.call(VoteQuorumMessages.SET_VOTES, VoteQuorumMessages.ARGUMENT_REQUEST_LENGTH);
    }

    /**
     * Asks for notifications, which {@link #dispatch} hands over.
     *
     * @param context comes with each of them
     * @return OK; EXIST = this handle tracks already, yet the current state comes once more
     */
    public CsError trackStart(final Tracking tracking, final long context) {
        Marshal.putLong(connection.request(), VoteQuorumMessages.TRACK_CONTEXT, context);
        Marshal.putLong(connection.request(), VoteQuorumMessages.TRACK_FLAGS, tracking.flags());
        return connection.call(VoteQuorumMessages.TRACK_START, VoteQuorumMessages.TRACK_START_LENGTH);
    }

    /** Ends the notifications: OK; NOT_EXIST = there are none. */
    public CsError trackStop() {
        return connection.call(VoteQuorumMessages.TRACK_STOP, RequestHeader.LENGTH);
    }

    /**
     * Registers a quorum device.
     *
     * @param name 1 to 254 bytes
     * @return OK, also when it is registered; ACCESS = the configuration has no device; EXIST = another name is registered;
     *     TRY_AGAIN; INVALID_PARAM = the name is too long or empty
     */
    public CsError qdeviceRegister(final String name) {
        return name(VoteQuorumMessages.QDEVICE_REGISTER, name, VoteQuorumMessages.NAME_REQUEST_LENGTH);
    }

    /** Ends a registration: OK; NOT_EXIST = no device is registered; INVALID_PARAM = one of another name. */
    public CsError qdeviceUnregister(final String name) {
        return name(VoteQuorumMessages.QDEVICE_UNREGISTER, name, VoteQuorumMessages.NAME_REQUEST_LENGTH);
    }

    /** Gives a registered device another name: OK; NOT_EXIST = no device is registered; INVALID_PARAM = one of another name. */
    public CsError qdeviceUpdate(final String oldName, final String newName) {
        if (!isName(newName)) {
            return CsError.INVALID_PARAM;
        }
        Marshal.putText(connection.request(), VoteQuorumMessages.UPDATE_NEW_NAME, VoteQuorumMessages.NAME_CAPACITY, newName);
        return name(VoteQuorumMessages.QDEVICE_UPDATE, oldName, VoteQuorumMessages.UPDATE_LENGTH);
    }

    /**
     * Shows that the device is alive and says whether it votes for this partition; due more often than the configured time-out, and
     * after each {@link VoteQuorumListener#nodeList} with its ring id.
     *
     * @return OK; ACCESS = the configuration has no device; NOT_EXIST = none is registered; MESSAGE_ERROR = another ring id;
     *     INVALID_PARAM = another name
     */
    public CsError qdevicePoll(final String name, final boolean castVote, final RingId ringId) {
        Marshal.putLong(connection.request(), VoteQuorumMessages.POLL_CAST_VOTE, castVote ? 1 : 0);
        ringId.put(connection.request(), VoteQuorumMessages.POLL_RING);
        return name(VoteQuorumMessages.QDEVICE_POLL, name, VoteQuorumMessages.POLL_LENGTH);
    }

    /** Whether the partition with the device's vote wins in any case; results as of {@link #qdevicePoll}. */
    public CsError qdeviceMasterWins(final String name, final boolean isAllowed) {
        Marshal.putLong(connection.request(), VoteQuorumMessages.MASTER_WINS_ALLOW, isAllowed ? 1 : 0);
        return name(VoteQuorumMessages.QDEVICE_MASTER_WINS, name, VoteQuorumMessages.MASTER_WINS_LENGTH);
    }

    private CsError name(final int id, final String name, final int length) {
        if (!isName(name)) {
            return CsError.INVALID_PARAM;
        }
        Marshal.putText(connection.request(), VoteQuorumMessages.ARGUMENT, VoteQuorumMessages.NAME_CAPACITY, name);
        return connection.call(id, length);
    }

    private static boolean isName(final String name) {
        return !name.isEmpty() && name.getBytes(StandardCharsets.UTF_8).length <= NAME_MAX;
    }

    /** Hands events to the listener, in order; parameters and result as of {@link Cpg#dispatch}. */
    public int dispatch(final int maxEvents, final int timeoutMs) {
        return connection.dispatch(this::handle, maxEvents, timeoutMs);
    }

    /** For an application's own poll loop: readable when there are events to {@link #dispatch}, or the engine is gone. */
    public int fd() {
        return connection.fd();
    }

    private boolean handle(final MemorySegment event, final long offset, final int length) {
        return switch (ResponseHeader.id(event, offset)) {
            case VoteQuorumMessages.QUORUM_EVENT -> quorum(event, offset, length);
            case VoteQuorumMessages.EXPECTED_VOTES_EVENT -> expectedVotes(event, offset, length);
            case VoteQuorumMessages.NODELIST_EVENT -> nodeList(event, offset, length);
            default -> false;
        };
    }

    private boolean quorum(final MemorySegment event, final long offset, final int length) {
        if (length < VoteQuorumMessages.EVENT_QUORUM_NODES) {
            return false;
        }
        final int count = Marshal.getInt(event, offset + VoteQuorumMessages.EVENT_QUORUM_COUNT);
        if (!NodeIds.fits(count, 8, VoteQuorumMessages.EVENT_QUORUM_NODES, length)) {
            return false;
        }
        final List<VoteQuorumListener.Node> nodes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            final long at = offset + VoteQuorumMessages.EVENT_QUORUM_NODES + 8L * i;
            nodes.add(new VoteQuorumListener.Node(Marshal.getInt(event, at), Marshal.getInt(event, at + 4)));
        }
        listener.quorum(Marshal.getLong(event, offset + VoteQuorumMessages.EVENT_QUORUM_CONTEXT),
            Marshal.getInt(event, offset + VoteQuorumMessages.EVENT_QUORATE) != 0, List.copyOf(nodes));
        return true;
    }

    private boolean expectedVotes(final MemorySegment event, final long offset, final int length) {
        if (length < VoteQuorumMessages.EVENT_EXPECTED + 4) {
            return false;
        }
        listener.expectedVotes(Marshal.getLong(event, offset + VoteQuorumMessages.EVENT_CONTEXT),
            Marshal.getInt(event, offset + VoteQuorumMessages.EVENT_EXPECTED));
        return true;
    }

    private boolean nodeList(final MemorySegment event, final long offset, final int length) {
        if (length < VoteQuorumMessages.EVENT_NODELIST_NODES) {
            return false;
        }
        final int count = Marshal.getInt(event, offset + VoteQuorumMessages.EVENT_NODELIST_COUNT);
        if (!NodeIds.fits(count, 4, VoteQuorumMessages.EVENT_NODELIST_NODES, length)) {
            return false;
        }
        listener.nodeList(Marshal.getLong(event, offset + VoteQuorumMessages.EVENT_CONTEXT),
            RingId.of(event, offset + VoteQuorumMessages.EVENT_NODELIST_RING),
            NodeIds.read(event, offset + VoteQuorumMessages.EVENT_NODELIST_NODES, count));
        return true;
    }

    /** Ends the connection. A second call does nothing. */
    @Override
    public void close() {
        connection.close();
    }
}
