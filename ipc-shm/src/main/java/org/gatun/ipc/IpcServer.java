package org.gatun.ipc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.Sockets;

/**
 * The engine's end of the local protocol: the services' listening sockets, their connections and the queues of slow readers. It
 * has no thread and owns no loop: the owner waits on its own epoll descriptor, passes events on, and runs {@link #doWork} in each
 * cycle.
 * <pre>{@code
 *  n = Epoll.epollWait(epollFd, events, timeout from server.nextDeadlineNs(now));
 *  for each event: if (server.owns(data)) server.onReady(data, bits, now);
 *  … whatever else makes events …
 *  server.doWork(now);          // wakes the clients that got events since the last time
 * }</pre>
 *
 * <p>One thread for everything. Nothing blocks. What clients do is never an exception: the connection ends and
 * {@link IpcReports} tells why.
 */
public final class IpcServer implements AutoCloseable {
    /** Default of what may wait for one slow reader, in bytes. */
    public static final long DEFAULT_QUEUE_LIMIT = 256L * 1024 * 1024;

    private static final long SLOW_TICK_NS = 1_000_000_000L;
    private static final long PAUSE_NS = 100_000_000L;
    private static final long QUEUE_POLL_NS = 1_000_000L;
    private static final int WAKE_BYTES = 4096;

    private final PollTable polls;
    private final IpcEndpoint endpoint;
    private final Transport transport;
    private final IpcReports reports;
    private final long queueLimit;
    private final List<IpcService> services = new ArrayList<>();
    private final List<Handshake> handshakes = new ArrayList<>();
    private final List<IpcService> paused = new ArrayList<>();
    private final ConnectionList<IpcConnection> ready = new ConnectionList<>();
    private final ConnectionList<IpcConnection> queueing = new ConnectionList<>();
    private final ConnectionList<ShmConnection> wakes = new ConnectionList<>();
    private final ConnectionList<IpcConnection> ended = new ConnectionList<>();
    private final SetupBuffers setupBuffers = new SetupBuffers();
    private final MemorySegment zeros = Arena.ofAuto().allocate(WAKE_BYTES);
    private final MemorySegment wakeBytes = Arena.ofAuto().allocate(WAKE_BYTES);
    private MemorySegment scratch = MemorySegment.NULL;
    private long nextSlowTickNs;
    private long resumeNs;
    private boolean isFinishing;
    private int activeConnections;
    private long requests;
    private long events;
    private long turn;
    private long closedConnections;

    /**
     * @param epollFd the owner's, which outlives the server
     * @param group 1..65535, in the upper 16 bits of everything that the server registers there
     * @param queueLimit most bytes of events that may wait for one client
     */
    public IpcServer(final int epollFd, final int group, final IpcEndpoint endpoint, final Transport transport,
        final long queueLimit, final IpcReports reports) {
        if (group < 1 || group > 0xffff) {
            throw new IllegalArgumentException("group out of range 1..65535: group=" + group);
        }
        polls = new PollTable(epollFd, group);
        this.endpoint = Objects.requireNonNull(endpoint);
        this.transport = Objects.requireNonNull(transport);
        this.queueLimit = queueLimit;
        this.reports = Objects.requireNonNull(reports);
    }

    /**
     * Opens the listening socket of a service.
     *
     * @throws IpcException if its name is taken or its directory does not exist
     */
    public IpcService open(final String name, final IpcHandler handler) throws IpcException {
        final IpcService service = new IpcService(this, endpoint, name, handler);
        services.add(service);
        return service;
    }

    /** Whether an event of the owner's epoll set is for {@link #onReady}. */
    public boolean owns(final long data) {
        return polls.owns(data);
    }

    /**
     * An event of the owner's epoll set.
     *
     * @param data as registered
     * @param events EPOLL* bits
     */
    public void onReady(final long data, final int events, final long nowNs) {
        final Pollable pollable = polls.find(data);
        if (pollable != null) {
            pollable.ready(events, nowNs);
            finishEnded();
        }
    }

    /**
     * What was put off: requests beyond the turn's share, events that wait for a reader, the wake-up bytes of the turn's events.
     *
     * @return how much was done, 0 = nothing
     */
    public int doWork(final long nowNs) {
        int done = serveReady();
        done += moveQueues();
        done += wakeClients();
        turn++;
        done += finishEnded();
        if (nextSlowTickNs - nowNs < 0) {
            nextSlowTickNs = nowNs + SLOW_TICK_NS;
            dropOverdueHandshakes(nowNs);
            for (final IpcService service : services) {
                service.forEachConnection(IpcConnection::refresh);
            }
        }
        if (!paused.isEmpty() && resumeNs - nowNs < 0) {
            resumeAccepting();
        }
        return done;
    }

    /**
     * When {@link #doWork} is to be called at the latest if no descriptor has events before.
     *
     * @return {@code nowNs} if there is work at once, {@link Long#MAX_VALUE} if there is none at all
     */
    public long nextDeadlineNs(final long nowNs) {
        if (!ready.isEmpty() || !wakes.isEmpty() || !ended.isEmpty()) {
            return nowNs;
        }
        if (!queueing.isEmpty()) {
            // A reader tells nobody that it has made room.
            return nowNs + QUEUE_POLL_NS;
        }
        if (!paused.isEmpty()) {
            return resumeNs;
        }
        return handshakes.isEmpty() && activeConnections == 0 ? Long.MAX_VALUE : nextSlowTickNs;
    }

    private int serveReady() {
        final int count = ready.size();
        int kept = 0;
        for (int i = 0; i < count; i++) {
            final IpcConnection connection = ready.get(i);
            if (connection.turn()) {
                ready.set(kept++, connection);
            }
        }
        ready.cut(kept, count);
        return count;
    }

    private int moveQueues() {
        final int count = queueing.size();
        int kept = 0;
        for (int i = 0; i < count; i++) {
            final IpcConnection connection = queueing.get(i);
            if (connection.flushQueue()) {
                queueing.set(kept++, connection);
            }
        }
        queueing.cut(kept, count);
        return count - kept;
    }

    private int wakeClients() {
        final int count = wakes.size();
        for (int i = 0; i < count; i++) {
            wakes.get(i).wake();
        }
        wakes.cut(0, count);
        return count;
    }

    private int finishEnded() {
        if (isFinishing) {
            return 0;
        }
        isFinishing = true;
        int done = 0;
        try {
            while (done < ended.size()) {
                ended.get(done++).finish();
            }
        } finally {
            ended.cut(0, done);
            isFinishing = false;
        }
        return done;
    }

    private void dropOverdueHandshakes(final long nowNs) {
        for (int i = handshakes.size() - 1; i >= 0; i--) {
            if (handshakes.get(i).isOverdue(nowNs)) {
                handshakes.get(i).close();
            }
        }
    }

    private void resumeAccepting() {
        for (final IpcService service : paused) {
            if (service.isOpen()) {
                service.watch();
            }
        }
        paused.clear();
    }

    /** Requests of all clients so far. */
    public long requests() {
        return requests;
    }

    void requestTaken() {
        requests++;
    }

    /** Events to all clients so far, without those that still wait for room. */
    public long events() {
        return events;
    }

    void eventSent() {
        events++;
    }

    /** Open connections of all services ({@code stats.ipcs.global.active}). */
    public int activeConnections() {
        return activeConnections;
    }

    /** Connections that have ended ({@code stats.ipcs.global.closed}). */
    public long closedConnections() {
        return closedConnections;
    }

    /** Withdraws all services. Everything that is the server's in /dev/shm is removed. */
    @Override
    public void close() {
        while (!services.isEmpty()) {
            services.getLast().close();
        }
        while (!handshakes.isEmpty()) {
            handshakes.getLast().close();
        }
        finishEnded();
    }

    PollTable polls() {
        return polls;
    }

    Transport transport() {
        return transport;
    }

    IpcReports reports() {
        return reports;
    }

    long queueLimit() {
        return queueLimit;
    }

    SetupBuffers setupBuffers() {
        return setupBuffers;
    }

    MemorySegment zeros() {
        return zeros;
    }

    MemorySegment wakeBytes() {
        return wakeBytes;
    }

    /** Where requests are copied to: the server's own memory. */
    MemorySegment scratch() {
        return scratch;
    }

    void ensureScratch(final int size) {
        if (scratch.byteSize() < size) {
            scratch = Arena.ofAuto().allocate(size, 8);
        }
    }

    void accepted(final IpcService service, final int socket, final long nowNs) {
        final Handshake handshake = new Handshake(this, service, socket, nowNs);
        handshakes.add(handshake);
        if (!handshake.watch()) {
            handshake.close();
        }
    }

    void handshakeEnded(final Handshake handshake) {
        handshakes.remove(handshake);
    }

    void connected(final IpcConnection connection) {
        connection.watch();
        connection.start();
    }

    void joined() {
        activeConnections++;
    }

    void parted() {
        activeConnections--;
        closedConnections++;
    }

    void paused(final IpcService service, final long nowNs) {
        paused.add(service);
        resumeNs = nowNs + PAUSE_NS;
    }

    void closed(final IpcService service) {
        services.remove(service);
        for (int i = handshakes.size() - 1; i >= 0; i--) {
            if (handshakes.get(i).belongsTo(service)) {
                handshakes.get(i).close();
            }
        }
    }

    void readyLater(final IpcConnection connection) {
        ready.add(connection);
    }

    void queueing(final IpcConnection connection) {
        queueing.add(connection);
    }

    /** The number of {@link #doWork}s so far: what happens between two of them is one turn. */
    long turn() {
        return turn;
    }

    void wakeLater(final ShmConnection connection) {
        wakes.add(connection);
    }

    void ended(final IpcConnection connection) {
        ended.add(connection);
    }

    /** Closes a set-up socket so that its peer sees a plain end: unread bytes would make it an error. */
    void closeSocket(final int socket) {
        while (Sockets.recv(socket, wakeBytes, 0, WAKE_BYTES, Sockets.MSG_DONTWAIT) == WAKE_BYTES) {
            continue;
        }
        Sockets.shutdown(socket, Sockets.SHUT_RDWR);
        Files.close(socket);
    }
}
