package org.gatun.client;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.gatun.ipc.CsErrors;
import org.gatun.ipc.IpcClient;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.IpcException;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;
import org.gatun.natives.linux.Errno;

/**
 * What the handles of the small services have in common: a connection with a buffer for a request and one for its response. One
 * thread at a time calls; one, which may be another, dispatches.
 */
final class ServiceConnection implements AutoCloseable {
    /** Takes one event; {@code false} if it is none that this library knows. The bytes are valid until it returns. */
    interface EventHandler {
        boolean handle(MemorySegment event, long offset, int length);
    }

    private final IpcClient client;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment request;
    private final MemorySegment response;

    private ServiceConnection(final IpcClient client, final int requestCapacity, final int responseCapacity) {
        this.client = client;
        request = arena.allocate(requestCapacity, 8);
        response = arena.allocate(responseCapacity, 8);
    }

    /** Connects to a service, see {@link IpcClient#connect(IpcEndpoint, String)}. Capacities in bytes. */
    static ServiceConnection open(final IpcEndpoint endpoint, final String service, final int requestCapacity,
        final int responseCapacity) throws CsException {
        try {
            return new ServiceConnection(IpcClient.connect(endpoint, service), requestCapacity, responseCapacity);
        } catch (final IpcException e) {
            throw new CsException(e);
        }
    }

    /** Where the fields of the next request are written, from offset 16 on. */
    MemorySegment request() {
        return request;
    }

    /** The last response. */
    MemorySegment response() {
        return response;
    }

    /** Sends the request with this header and waits for the response; the error is the engine's or the connection's. */
    CsError call(final int id, final int length) {
        return call(id, length, ResponseHeader.LENGTH);
    }

    /** As {@link #call(int, int)}; an OK response that is shorter than {@code responseLength} is a MESSAGE_ERROR. */
    CsError call(final int id, final int length, final int responseLength) {
        RequestHeader.put(request, 0, id, length);
        final int rc = client.call(request, 0, length, null, 0, 0, response, 0, (int)response.byteSize());
        if (rc < 0) {
            return CsErrors.ofResult(rc);
        }
        final CsError error = CsError.of(ResponseHeader.error(response, 0));
        if (error == null) {
            return CsError.LIBRARY;
        }
        return error == CsError.OK && rc < responseLength ? CsError.MESSAGE_ERROR : error;
    }

    /** As {@link #call(int, int, int)}, for calls that have a result to give. */
    void check(final String what, final int id, final int length, final int responseLength) throws CsException {
        check(what, call(id, length, responseLength));
    }

    static void check(final String what, final CsError error) throws CsException {
        if (error != CsError.OK) {
            throw new CsException(what, error);
        }
    }

    /** See {@link Cpg#dispatch}. */
    int dispatch(final EventHandler handler, final int maxEvents, final int timeoutMs) {
        return dispatch(client, handler, maxEvents, timeoutMs);
    }

    static int dispatch(final IpcClient client, final EventHandler handler, final int maxEvents, final int timeoutMs) {
        int handled = 0;
        while (handled < maxEvents) {
            final int length = client.peekEvent(handled == 0 ? timeoutMs : 0);
            if (length == -Errno.EAGAIN) {
                return handled;
            }
            if (length < 0) {
                return handled > 0 ? handled : -CsErrors.ofResult(length).code();
            }
            final boolean isKnown;
            try {
                isKnown = length >= ResponseHeader.LENGTH && handler.handle(client.eventSegment(), client.eventOffset(), length);
            } finally {
                client.releaseEvent();
            }
            if (!isKnown) {
                return -CsError.LIBRARY.code();
            }
            handled++;
        }
        return handled;
    }

    int fd() {
        return client.fd();
    }

    /** A second call does nothing. */
    @Override
    public void close() {
        client.close();
    }
}
