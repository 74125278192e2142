package org.gatun.client;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.message.CfgMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;

/**
 * A connection to the configuration service: links, nodes and their addresses, reload, shutdown.
 *
 * <p>One thread at a time calls; one, which may be another, dispatches. {@link #close} when neither is inside.
 */
public final class Cfg implements AutoCloseable {
    private static final String SERVICE = "cfg";
    private static final int REASON_MAX = 255;
    private static final int IPV4_LENGTH = 4;

    private final ServiceConnection connection;
    private final CfgListener listener;

    private Cfg(final ServiceConnection connection, final CfgListener listener) {
        this.connection = connection;
        this.listener = listener;
    }

    /** Connects to this host's engine, to call only. See {@link #open(IpcEndpoint, CfgListener)}. */
    public static Cfg open() throws CsException {
        return open(IpcEndpoint.standard(), (kind, error) -> { });
    }

    /**
     * Connects to an engine.
     *
     * @throws CsException TRY_AGAIN = the engine is starting; ACCESS; LIBRARY or NOT_EXIST = no engine is there
     */
    public static Cfg open(final IpcEndpoint endpoint, final CfgListener listener) throws CsException {
        Objects.requireNonNull(listener);
        return new Cfg(ServiceConnection.open(endpoint, SERVICE, CfgMessages.KILL_LENGTH,
            CfgMessages.RING_STATUS_RESPONSE_LENGTH), listener);
    }

    private void argument(final int value) {
        Marshal.putLong(connection.request(), CfgMessages.ARGUMENT, value & 0xffff_ffffL);
    }

    /** This node's links. */
    public List<CfgRing> rings() throws CsException {
        connection.check("ring status", CfgMessages.RING_STATUS_GET, RequestHeader.LENGTH,
            CfgMessages.RING_STATUS_RESPONSE_LENGTH);
        final MemorySegment response = connection.response();
        final int count = Marshal.getInt(response, CfgMessages.RING_COUNT);
        if (count < 0 || count > CfgMessages.RINGS_MAX) {
            throw new CsException("ring status", CsError.MESSAGE_ERROR);
        }
        final List<CfgRing> rings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rings.add(new CfgRing(
                Marshal.getText(response, CfgMessages.RING_NAMES + (long)i * CfgMessages.RING_NAME_CAPACITY,
                    CfgMessages.RING_NAME_CAPACITY),
                Marshal.getText(response, CfgMessages.RING_STATES + (long)i * CfgMessages.RING_STATE_CAPACITY,
                    CfgMessages.RING_STATE_CAPACITY)));
        }
        return List.copyOf(rings);
    }

    /** The id of this host's node, unsigned. */
    public int localNodeId() throws CsException {
        connection.check("local node id", CfgMessages.LOCAL_GET, RequestHeader.LENGTH, CfgMessages.LOCAL_GET_RESPONSE_LENGTH);
        return Marshal.getInt(connection.response(), CfgMessages.LOCAL_GET_NODE_ID);
    }

    /**
     * How this node sees a node.
     *
     * @throws CsException FAILED_OPERATION = the transport knows no such node
     */
    public CfgNodeStatus nodeStatus(final int nodeId) throws CsException {
        argument(nodeId);
        Marshal.putLong(connection.request(), CfgMessages.NODE_STATUS_VERSION, CfgMessages.NODE_STATUS_V1);
        connection.check("node status", CfgMessages.NODE_STATUS_GET, CfgMessages.NODE_STATUS_LENGTH,
            CfgMessages.NODE_STATUS_RESPONSE_LENGTH);
        return CfgNodeStatus.of(connection.response());
    }

    /**
     * The addresses of a node, by link.
     *
     * @param nodeId 0 = this node
     * @throws CsException NOT_EXIST = no such node
     */
    public List<InetAddress> nodeAddresses(final int nodeId) throws CsException {
        argument(nodeId);
        connection.check("node addresses", CfgMessages.GET_NODE_ADDRESSES, CfgMessages.ARGUMENT_REQUEST_LENGTH,
            CfgMessages.ADDRESSES);
        final MemorySegment response = connection.response();
        final int count = Marshal.getInt(response, CfgMessages.ADDRESS_COUNT);
        final int length = ResponseHeader.size(response, 0);
        if (length > response.byteSize() || !NodeIds.fits(count, CfgMessages.ADDRESS_LENGTH, CfgMessages.ADDRESSES, length)) {
            throw new CsException("node addresses", CsError.MESSAGE_ERROR);
        }
        final boolean isIpv6 = Marshal.getInt(response, CfgMessages.ADDRESS_FAMILY) == CfgMessages.FAMILY_INET6;
        final List<InetAddress> addresses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            final byte[] bytes = new byte[isIpv6 ? CfgMessages.ADDRESS_LENGTH : IPV4_LENGTH];
            MemorySegment.copy(response, ValueLayout.JAVA_BYTE, CfgMessages.ADDRESSES + (long)i * CfgMessages.ADDRESS_LENGTH,
                bytes, 0, bytes.length);
            addresses.add(address(bytes));
        }
        return List.copyOf(addresses);
    }

    private static InetAddress address(final byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (final UnknownHostException e) {
            throw new AssertionError("address length=" + bytes.length, e);
        }
    }

    /**
     * Ends a member's engine at once, without its leaving the ring.
     *
     * @param reason for its log, at most 255 bytes
     * @return OK; NOT_EXIST = no such member; NAME_TOO_LONG = the reason is
     */
    public CsError killNode(final int nodeId, final String reason) {
        final byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        if (text.length > REASON_MAX) {
            return CsError.NAME_TOO_LONG;
        }
        argument(nodeId);
        final MemorySegment request = connection.request();
        Marshal.clear(request, CfgMessages.KILL_REASON_LENGTH, CfgMessages.KILL_LENGTH - CfgMessages.KILL_REASON_LENGTH);
        Marshal.putU16(request, CfgMessages.KILL_REASON_LENGTH, text.length + 1);
        MemorySegment.copy(text, 0, request, ValueLayout.JAVA_BYTE, CfgMessages.KILL_REASON, text.length);
        return connection.call(CfgMessages.KILL_NODE, CfgMessages.KILL_LENGTH);
    }

    /**
     * Asks this host's engine to shut down; waits for the answers of the trackers.
     *
     * @return OK = it does; BUSY = a tracker refused or did not answer in time; EXIST = a shutdown is asked for already; TRY_AGAIN
     */
    public CsError tryShutdown(final CfgShutdown kind) {
        argument(kind.flags());
        return connection.call(CfgMessages.TRY_SHUTDOWN, CfgMessages.ARGUMENT_REQUEST_LENGTH);
    }

    /** Answers {@link CfgListener#shutdownAsked}: OK; ACCESS = no shutdown is asked for. */
    public CsError replyToShutdown(final boolean isAgreed) {
        argument(isAgreed ? 1 : 0);
        return connection.call(CfgMessages.REPLY_TO_SHUTDOWN, CfgMessages.ARGUMENT_REQUEST_LENGTH);
    }

    /** Makes every node of the ring read its configuration file again; waits for this node. INVALID_PARAM = its file is wrong. */
    public CsError reload() {
        return connection.call(CfgMessages.RELOAD, RequestHeader.LENGTH);
    }

    /** Makes this host's engine open its log files anew. */
    public CsError reopenLogFiles() {
        return connection.call(CfgMessages.REOPEN_LOG_FILES, RequestHeader.LENGTH);
    }

    /** Asks to be told of shutdowns, and to be waited for. */
    public CsError trackStart() {
        argument(0);
        return connection.call(CfgMessages.TRACK_START, CfgMessages.ARGUMENT_REQUEST_LENGTH);
    }

    /** Ends {@link #trackStart}; OK also without it. */
    public CsError trackStop() {
        return connection.call(CfgMessages.TRACK_STOP, RequestHeader.LENGTH);
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
        if (ResponseHeader.id(event, offset) != CfgMessages.TEST_SHUTDOWN_EVENT || length < CfgMessages.TEST_SHUTDOWN_LENGTH) {
            return false;
        }
        final CsError error = CsError.of(ResponseHeader.error(event, offset));
        listener.shutdownAsked(CfgShutdown.of(Marshal.getInt(event, offset + CfgMessages.TEST_SHUTDOWN_FLAGS)),
            error == null ? CsError.LIBRARY : error);
        return true;
    }

    /** Ends the connection. A tracker that was asked and has not answered counts as a yes. A second call does nothing. */
    @Override
    public void close() {
        connection.close();
    }
}
