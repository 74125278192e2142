package org.gatun.client;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.QuorumMessages;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;

/**
 * A connection to the quorum service: whether this partition may work, and who is in it.
 *
 * <p>One thread at a time calls; one, which may be another, dispatches. {@link #close} when neither is inside.
 */
public final class Quorum implements AutoCloseable {
    private static final String SERVICE = "quorum";

    private final ServiceConnection connection;
    private final QuorumListener listener;
    private boolean hasProvider;

    private Quorum(final ServiceConnection connection, final QuorumListener listener) {
        this.connection = connection;
        this.listener = listener;
    }

    /** Connects to this host's engine for the newer notifications. See {@link #open(IpcEndpoint, QuorumModel, QuorumListener)}. */
    public static Quorum open(final QuorumListener listener) throws CsException {
        return open(IpcEndpoint.standard(), QuorumModel.V1, listener);
    }

    /**
     * Connects to an engine.
     *
     * @throws CsException TRY_AGAIN = the engine is starting; ACCESS; LIBRARY or NOT_EXIST = no engine is there
     */
    public static Quorum open(final IpcEndpoint endpoint, final QuorumModel model, final QuorumListener listener)
        throws CsException {
        Objects.requireNonNull(listener);
        final Quorum quorum = new Quorum(ServiceConnection.open(endpoint, SERVICE, QuorumMessages.ARGUMENT_REQUEST_LENGTH,
            QuorumMessages.RESULT_RESPONSE_LENGTH), listener);
        try {
            quorum.initialise(model);
            return quorum;
        } catch (final CsException e) {
            quorum.close();
            throw e;
        }
    }

    private void initialise(final QuorumModel model) throws CsException {
        if (model == QuorumModel.V1) {
            Marshal.putLong(connection.request(), QuorumMessages.ARGUMENT, 1);
            connection.check("quorum model", QuorumMessages.MODEL_GET_TYPE, QuorumMessages.ARGUMENT_REQUEST_LENGTH,
                QuorumMessages.RESULT_RESPONSE_LENGTH);
        } else {
            connection.check("quorum type", QuorumMessages.GET_TYPE, RequestHeader.LENGTH, QuorumMessages.RESULT_RESPONSE_LENGTH);
        }
        hasProvider = Marshal.getInt(connection.response(), QuorumMessages.RESULT) != 0;
    }

    /** Whether a quorum provider is configured; without one the partition is always quorate and nothing is notified. */
    public boolean hasProvider() {
        return hasProvider;
    }

    public boolean isQuorate() throws CsException {
        connection.check("quorate", QuorumMessages.GET_QUORATE, RequestHeader.LENGTH, QuorumMessages.RESULT_RESPONSE_LENGTH);
        return Marshal.getInt(connection.response(), QuorumMessages.RESULT) != 0;
    }

    /**
     * Asks for notifications, which {@link #dispatch} hands over.
     *
     * @return OK; EXIST = this handle tracks already, yet the current state comes once more
     */
    public CsError trackStart(final Tracking tracking) {
        Marshal.putLong(connection.request(), QuorumMessages.ARGUMENT, tracking.flags());
        return connection.call(QuorumMessages.TRACK_START, QuorumMessages.ARGUMENT_REQUEST_LENGTH);
    }

    /** Ends the notifications; OK also when there are none. */
    public CsError trackStop() {
        return connection.call(QuorumMessages.TRACK_STOP, RequestHeader.LENGTH);
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
            case QuorumMessages.NOTIFICATION_EVENT -> notification(event, offset, length);
            case QuorumMessages.QUORUM_EVENT -> quorum(event, offset, length);
            case QuorumMessages.NODELIST_EVENT -> nodeList(event, offset, length);
            default -> false;
        };
    }

    private boolean notification(final MemorySegment event, final long offset, final int length) {
        if (length < QuorumMessages.NOTIFICATION_LENGTH) {
            return false;
        }
        final int count = Marshal.getInt(event, offset + QuorumMessages.NOTIFICATION_COUNT);
        if (!NodeIds.fits(count, 4, QuorumMessages.NOTIFICATION_NODES, length)) {
            return false;
        }
        listener.quorum(Marshal.getInt(event, offset + QuorumMessages.NOTIFICATION_QUORATE) != 0,
            new RingId(0, Marshal.getLong(event, offset + QuorumMessages.NOTIFICATION_RING_SEQ)),
            NodeIds.read(event, offset + QuorumMessages.NOTIFICATION_NODES, count));
        return true;
    }

    private boolean quorum(final MemorySegment event, final long offset, final int length) {
        if (length < QuorumMessages.QUORUM_LENGTH) {
            return false;
        }
        final int count = Marshal.getInt(event, offset + QuorumMessages.QUORUM_COUNT);
        if (!NodeIds.fits(count, 4, QuorumMessages.QUORUM_NODES, length)) {
            return false;
        }
        listener.quorum(Marshal.getInt(event, offset + QuorumMessages.QUORUM_QUORATE) != 0,
            RingId.of(event, offset + QuorumMessages.QUORUM_RING),
            NodeIds.read(event, offset + QuorumMessages.QUORUM_NODES, count));
        return true;
    }

    private boolean nodeList(final MemorySegment event, final long offset, final int length) {
        if (length < QuorumMessages.NODELIST_LENGTH) {
            return false;
        }
        final int members = Marshal.getInt(event, offset + QuorumMessages.NODELIST_MEMBERS);
        final int joined = Marshal.getInt(event, offset + QuorumMessages.NODELIST_JOINED);
        final int left = Marshal.getInt(event, offset + QuorumMessages.NODELIST_LEFT);
        final int room = (length - QuorumMessages.NODELIST_NODES) / 4;
        if (members < 0 || members > room || joined < 0 || joined > room - members || left < 0 || left > room - members - joined) {
            return false;
        }
        final long lists = offset + QuorumMessages.NODELIST_NODES;
        listener.nodeList(RingId.of(event, offset + QuorumMessages.NODELIST_RING), NodeIds.read(event, lists, members),
            NodeIds.read(event, lists + 4L * members, joined), NodeIds.read(event, lists + 4L * (members + joined), left));
        return true;
    }

    /** Ends the connection. A second call does nothing. */
    @Override
    public void close() {
        connection.close();
    }
}
