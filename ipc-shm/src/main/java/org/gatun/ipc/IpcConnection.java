package org.gatun.ipc;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.natives.linux.Errno;

/**
 * A client's connection, as its service sees it. Only for the thread that drives the {@link IpcServer}. A connection that has
 * ended ignores every call.
 *
 * <p>Events keep their order: while the client does not read, they wait in memory, up to the server's limit; a client that passes
 * it is disconnected, and the owner told. Responses go their own way beside the events.
 */
public abstract class IpcConnection {
    private static final int PROC_NAME_MAX = 31;

    final IpcServer server;
    final IpcService service;
    final int maxMessageSize;
    private final int pid;
    private final int uid;
    private final int gid;
    private final String procName;
    private final IpcStatistics statistics = new IpcStatistics();
    private final OverflowQueue overflow;
    private int queuedSinceEmpty;
    private Object attachment;
    private int flowControl;
    private boolean connected;
    private boolean ended;
    private boolean inReady;
    private boolean inQueueing;

    IpcConnection(final IpcServer server, final IpcService service, final Peer peer, final int maxMessageSize) {
        this.server = server;
        this.service = service;
        this.maxMessageSize = maxMessageSize;
        pid = peer.pid();
        uid = peer.uid();
        gid = peer.gid();
        procName = procName(pid);
        overflow = new OverflowQueue(server.queueLimit());
    }

    private static String procName(final int pid) {
        try {
            final String stat = new String(Files.readAllBytes(Path.of("/proc/" + pid + "/stat")), StandardCharsets.UTF_8);
            final int from = stat.indexOf('(') + 1;
            final int to = stat.lastIndexOf(')');
            return from > 0 && to >= from ? stat.substring(from, Math.min(to, from + PROC_NAME_MAX)) : "";
        } catch (final IOException e) {
            // Ended already, or of another pid namespace: it has no name to tell.
            return "";
        }
    }

    /** Process id by the kernel's word, 0 if it is not in this pid namespace. */
    public final int pid() {
        return pid;
    }

    /** User id by the kernel's word. */
    public final int uid() {
        return uid;
    }

    /** Group id by the kernel's word; supplementary groups are not known. */
    public final int gid() {
        return gid;
    }

    /** The client's command name when it connected, at most 15 characters with Linux. */
    public final String procName() {
        return procName;
    }

    public final IpcService service() {
        return service;
    }

    public final Object attachment() {
        return attachment;
    }

    public final void attach(final Object state) {
        attachment = state;
    }

    public final IpcStatistics statistics() {
        return statistics;
    }

    /** Whether events wait in memory. */
    public final boolean isQueueing() {
        return !overflow.isEmpty();
    }

    /** How many events wait in memory. */
    public final int queued() {
        return overflow.count();
    }

    public final boolean isOpen() {
        return !ended;
    }

    /** The agreed limit of a message, in bytes. */
    public final int maxMessageSize() {
        return maxMessageSize;
    }

    /** The value that the client sees: 0 = it may send. */
    public final int flowControl() {
        return flowControl;
    }

    /** Sets what the client sees; while it is not 0 its requests are not read. */
    public final void setFlowControl(final int value) {
        if (ended || value == flowControl) {
            return;
        }
        flowControl = value;
        statistics.flowControlCount++;
        try {
            publishFlowControl(value);
            MappedFaults.settle();
        } catch (final InternalError e) {
            fault(e);
            return;
        }
        if (value == 0) {
            markReady();
        }
    }

    /** Answers a request. Copies the bytes. */
    public final void respond(final MemorySegment message, final long offset, final int length) {
        if (ended) {
            return;
        }
        final int rc;
        try {
            rc = sendResponse(message, offset, length);
            MappedFaults.settle();
        } catch (final InternalError e) {
            fault(e);
            return;
        }
        if (rc == 0) {
            statistics.responses++;
        } else {
            statistics.sendRetries++;
            drop(Errno.describe("response", rc));
        }
    }

    /** Sends an event of two parts, the second of which may be {@code null} with length 0. Copies the bytes. */
    public final void event(final MemorySegment head, final long headOffset, final int headLength, final MemorySegment body,
        final long bodyOffset, final int bodyLength) {
        if (ended) {
            return;
        }
        if (overflow.isEmpty()) {
            final int rc = trySendEvent(head, headOffset, headLength, body, bodyOffset, bodyLength);
            if (rc != -Errno.EAGAIN) {
                return;
            }
            statistics.sent = 0;
            queuedSinceEmpty = 0;
        }
        if (!overflow.append(head, headOffset, headLength, body, bodyOffset, bodyLength)) {
            drop("does not read its events: queued=" + overflow.count());
            return;
        }
        queuedSinceEmpty++;
        if (!inQueueing) {
            inQueueing = true;
            server.queueing(this);
        }
    }

    /** 0, -EAGAIN, or an error after which the connection has ended. */
    private int trySendEvent(final MemorySegment head, final long headOffset, final int headLength, final MemorySegment body,
        final long bodyOffset, final int bodyLength) {
        final int rc;
        try {
            rc = sendEvent(head, headOffset, headLength, body, bodyOffset, bodyLength);
            MappedFaults.settle();
        } catch (final InternalError e) {
            fault(e);
            return -Errno.EFAULT;
        }
        if (rc == 0) {
            statistics.sent++;
            server.eventSent();
            statistics.dispatched++;
        } else if (rc == -Errno.EAGAIN) {
            statistics.sendRetries++;
        } else {
            drop(Errno.describe("event", rc));
        }
        return rc;
    }

    /** Moves waiting events on; {@code false} when none waits any more. Counts nothing for those that find no room. */
    final boolean flushQueue() {
        while (!ended && !overflow.isEmpty()) {
            final long retries = statistics.sendRetries;
            final int rc = trySendEvent(overflow.segment(), overflow.offset(), overflow.length(), null, 0, 0);
            if (rc < 0) {
                statistics.sendRetries = retries;
                break;
            }
            overflow.remove();
        }
        if (!ended && !overflow.isEmpty()) {
            return true;
        }
        inQueueing = false;
        if (!ended) {
            server.reports().queueEmpty(this, queuedSinceEmpty, (int)statistics.sent);
        }
        return false;
    }

    /** Ends the connection; {@link IpcHandler#disconnected} follows when the current call has returned. */
    public final void close() {
        if (!ended) {
            ended = true;
            server.ended(this);
        }
    }

    /** Ends it for a reason that the owner shall know. */
    final void drop(final String reason) {
        if (!ended) {
            close();
            server.reports().dropped(this, reason);
        }
    }

    private void fault(final InternalError error) {
        drop("shared memory was cut: " + error.getMessage());
    }

    /** The client is there, and its answer is sent. */
    final void start() {
        connected = true;
        service.add(this);
        service.handler().connected(this);
    }

    /** The end of an ended connection: the hang-up, the service, then the files. */
    final void finish() {
        hangUp();
        overflow.clear();
        if (connected) {
            service.remove(this);
            service.handler().disconnected(this);
        }
        release();
    }

    /** Has the server serve the connection in its next turn. */
    final void markReady() {
        if (!inReady && !ended) {
            inReady = true;
            server.readyLater(this);
        }
    }

    /** One turn of a connection that was marked ready; {@code false} when it has nothing more. */
    final boolean turn() {
        if (!ended && flowControl == 0) {
            serve(batch());
            if (!ended && flowControl == 0 && hasRequests()) {
                return true;
            }
        }
        inReady = false;
        return false;
    }

    /** Serves requests at once, and what remains in the next turns. */
    final void serveNow() {
        if (!ended && flowControl == 0 && !inReady) {
            serve(batch());
            if (!ended && hasRequests()) {
                markReady();
            }
        }
    }

    /** Now and then: what {@link #clearWakeUps} does, and the requests that were missed for want of it. */
    final void refresh() {
        if (!ended) {
            clearWakeUps();
            if (!ended && flowControl == 0 && hasRequests()) {
                markReady();
            }
        }
    }

    /** Takes wake-ups without requests off the client's socket: it fills up with them, and those that matter find no room. */
    abstract void clearWakeUps();

    /** The client closed or died: what it had sent before is still served, if it may be read now. */
    final void hungUp() {
        if (flowControl == 0) {
            serve(Integer.MAX_VALUE);
        }
        close();
    }

    /** A connection made while its service is off is not held up until the rate is set again. */
    private int batch() {
        return Math.max(1, service.rate().batch());
    }

    private void serve(final int most) {
        try {
            serveRequests(most);
            MappedFaults.settle();
        } catch (final InternalError e) {
            fault(e);
        }
    }

    final boolean hasRequests() {
        try {
            final boolean waiting = requestsWaiting();
            MappedFaults.settle();
            return waiting;
        } catch (final InternalError e) {
            fault(e);
            return false;
        }
    }

    /**
     * Checks a request that lies in the server's own memory and hands it to the service.
     *
     * @param length as the transport gives it
     */
    final void dispatch(final MemorySegment message, final int length) {
        if (length < RequestHeader.LENGTH) {
            drop("request without a header: length=" + length);
            return;
        }
        final int size = RequestHeader.size(message, 0);
        if (RequestHeader.id(message, 0) == SetupMessages.DISCONNECT) {
            close();
            return;
        }
        if (size < RequestHeader.LENGTH || size > length) {
            drop("size in the request's header: size=" + size + ", length=" + length);
            return;
        }
        statistics.requests++;
        server.requestTaken();
        try {
            service.handler().request(this, message, 0, size);
        } catch (final RuntimeException e) {
            drop("request failed: id=" + RequestHeader.id(message, 0) + ", error=" + e);
        }
    }

    /** 0, -EAGAIN = no room, or an error that ends the connection. */
    abstract int sendResponse(MemorySegment message, long offset, int length);

    /** 0, -EAGAIN = no room now, or an error that ends the connection. */
    abstract int sendEvent(MemorySegment head, long headOffset, int headLength, MemorySegment body, long bodyOffset,
        int bodyLength);

    abstract void publishFlowControl(int value);

    /** Reads at most {@code most} requests and {@link #dispatch}es them, until there is none or reading must stop. */
    abstract void serveRequests(int most);

    abstract boolean requestsWaiting();

    /** Has its descriptors watched, once the client has its answer. */
    abstract void watch();

    /** Closes what the client sees as the connection's end. */
    abstract void hangUp();

    /** Removes files and mappings. */
    abstract void release();
}
