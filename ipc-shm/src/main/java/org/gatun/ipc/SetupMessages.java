package org.gatun.ipc;

import java.lang.foreign.MemorySegment;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;

/**
 * The two messages of connection set-up, over the listening socket's stream.
 * <pre>
 *  connection request, 24 bytes
 *  offset  size  field            type  meaning
 *       0    16  header                 id -1, size 24
 *      16     4  max_msg_size     u32   longest message that the client wants to send or receive
 *      20     4                         pad
 *
 *  connection response, 12328 bytes, in one send
 *       0    24  header                 id -1, size 12328, error 0 or -errno (then the rest is zeros)
 *      24     4  connection_type  i32   {@link Transport#number}
 *      28     4  max_msg_size     u32   agreed
 *      32     8  connection       i64   the server's, opaque
 *      40  4096  request          text  shm: base name of the ring; socket: path of the control file
 *    4136  4096  response         text  shm: base name of the ring; socket: base name of the sockets
 *    8232  4096  event            text  shm: base name of the ring
 * </pre>
 * Source: libqb {@code lib/ipc_int.h}, 2.0.6. Stateless; any thread.
 */
final class SetupMessages {
    /** Id of both messages. */
    static final int AUTHENTICATE = -1;
    /** Id of a request by which a client ends its connection. */
    static final int DISCONNECT = -3;

    static final int REQUEST_LENGTH = 24;
    static final int RESPONSE_LENGTH = 12_328;
    private static final int MAX_MSG_SIZE = 16;
    private static final int CONNECTION_TYPE = 24;
    private static final int AGREED_SIZE = 28;
    private static final int CONNECTION = 32;
    private static final int REQUEST_NAME = 40;
    private static final int RESPONSE_NAME = 4136;
    private static final int EVENT_NAME = 8232;
    private static final int NAME_CAPACITY = 4096;

    private SetupMessages() {
    }

    static void putRequest(final MemorySegment segment, final int maxMessageSize) {
        RequestHeader.put(segment, 0, AUTHENTICATE, REQUEST_LENGTH);
        Marshal.putLong(segment, MAX_MSG_SIZE, maxMessageSize);
    }

    static int requestedSize(final MemorySegment segment) {
        return Marshal.getInt(segment, MAX_MSG_SIZE);
    }

    static void putRefusal(final MemorySegment segment, final int error) {
        segment.fill((byte)0);
        ResponseHeader.putRaw(segment, 0, AUTHENTICATE, RESPONSE_LENGTH, error);
    }

    static void putResponse(final MemorySegment segment, final Transport transport, final int maxMessageSize,
        final long connection, final String request, final String response, final String event) {
        segment.fill((byte)0);
        ResponseHeader.putRaw(segment, 0, AUTHENTICATE, RESPONSE_LENGTH, 0);
        Marshal.putInt(segment, CONNECTION_TYPE, transport.number());
        Marshal.putInt(segment, AGREED_SIZE, maxMessageSize);
        Marshal.putLong(segment, CONNECTION, connection);
        Marshal.putText(segment, REQUEST_NAME, NAME_CAPACITY, request);
        Marshal.putText(segment, RESPONSE_NAME, NAME_CAPACITY, response);
        Marshal.putText(segment, EVENT_NAME, NAME_CAPACITY, event);
    }

    static int connectionType(final MemorySegment segment) {
        return Marshal.getInt(segment, CONNECTION_TYPE);
    }

    static int agreedSize(final MemorySegment segment) {
        return Marshal.getInt(segment, AGREED_SIZE);
    }

    static String requestName(final MemorySegment segment) {
        return Marshal.getText(segment, REQUEST_NAME, NAME_CAPACITY);
    }

    static String responseName(final MemorySegment segment) {
        return Marshal.getText(segment, RESPONSE_NAME, NAME_CAPACITY);
    }

    static String eventName(final MemorySegment segment) {
        return Marshal.getText(segment, EVENT_NAME, NAME_CAPACITY);
    }
}
