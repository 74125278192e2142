package org.gatun.ipc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.gatun.natives.linux.MessageHeaders;
import org.gatun.natives.linux.SocketOptions;
import org.gatun.natives.linux.Sockets;

/** The memory in which a server receives connection requests with their credentials and builds the answers. One thread. */
final class SetupBuffers {
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment request = arena.allocate(SetupMessages.REQUEST_LENGTH, 8);
    private final MemorySegment response = arena.allocate(SetupMessages.RESPONSE_LENGTH, 8);
    private final MemorySegment message = arena.allocate(MessageHeaders.MSGHDR_SIZE, 8);
    private final MemorySegment iovec = arena.allocate(MessageHeaders.IOVEC_SIZE, 8);
    private final MemorySegment control = arena.allocate(MessageHeaders.controlSpace(MessageHeaders.UCRED_SIZE), 8);

    /** Bytes received into {@link #request}, or a negative errno. */
    long receive(final int socket, final int most) {
        MessageHeaders.setIovec(iovec, 0, request.address(), most);
        MessageHeaders.setIovecs(message, 0, iovec.address(), 1);
        MessageHeaders.setControl(message, 0, control.address(), control.byteSize());
        return Sockets.recvmsg(socket, message, Sockets.MSG_DONTWAIT);
    }

    MemorySegment request() {
        return request;
    }

    /** Who sent what was received last, {@code null} if the kernel did not tell. */
    Peer peer() {
        final long at = MessageHeaders.findControl(control, MessageHeaders.controlLength(message, 0), SocketOptions.SOL_SOCKET,
            MessageHeaders.SCM_CREDENTIALS, MessageHeaders.UCRED_SIZE);
        return at < 0 ? null : new Peer(control.get(ValueLayout.JAVA_INT, at), control.get(ValueLayout.JAVA_INT, at + 4),
            control.get(ValueLayout.JAVA_INT, at + 8));
    }

    /** Where the answer is built. */
    MemorySegment response() {
        return response;
    }

    /** Sends the whole answer at once, as clients need it; {@code false} if that was not possible. */
    boolean sendResponse(final int socket) {
        return Sockets.send(socket, response, 0, SetupMessages.RESPONSE_LENGTH,
            Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL) == SetupMessages.RESPONSE_LENGTH;
    }
}
