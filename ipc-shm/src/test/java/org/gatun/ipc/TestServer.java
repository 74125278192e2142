package org.gatun.ipc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;
import org.gatun.natives.linux.Epoll;
import org.gatun.natives.linux.Events;

/**
 * A server on a thread of its own with one service that answers request 0 with its body, request 1 with as many events of a length
 * as it says, and request 2 not at all.
 */
final class TestServer implements AutoCloseable, IpcHandler, IpcReports {
    static final int ECHO = 0;
    static final int SEND_EVENTS = 1;
    static final int NO_ANSWER = 2;
    static final int EVENT = 7;
    private static final int GROUP = 5;
    private static final long STOP = 1;

    final String service = "t" + ProcessHandle.current().pid() + "-" + System.nanoTime() % 1_000_000_000L;
    final List<String> reports = new CopyOnWriteArrayList<>();
    final List<IpcConnection> connections = new CopyOnWriteArrayList<>();
    final IpcEndpoint endpoint;
    volatile int acceptResult;
    volatile int unanswered;
    volatile int disconnects;
    private final Queue<FutureTask<?>> tasks = new ConcurrentLinkedQueue<>();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment message = arena.allocate(2 * IpcClient.DEFAULT_MESSAGE_SIZE, 8);
    private final int wakeFd = Events.eventfd(0, Events.EFD_NONBLOCK | Events.EFD_CLOEXEC);
    private final int epollFd = Epoll.epollCreate1(Epoll.EPOLL_CLOEXEC);
    private final IpcServer server;
    private final IpcService opened;
    private final Thread thread;
    private volatile boolean isStopped;
    private volatile Throwable failure;

    TestServer(final Transport transport) throws IpcException {
        this(transport, IpcEndpoint.abstractNames().withNames("gatun-test-", ""), IpcServer.DEFAULT_QUEUE_LIMIT);
    }

    TestServer(final Transport transport, final IpcEndpoint endpoint, final long queueLimit) throws IpcException {
        this.endpoint = endpoint;
        server = new IpcServer(epollFd, GROUP, endpoint, transport, queueLimit, this);
        opened = server.open(service, this);
        Epoll.epollCtl(epollFd, Epoll.EPOLL_CTL_ADD, wakeFd, Epoll.EPOLLIN, STOP);
        thread = new Thread(this::loop, "test-server");
        thread.start();
    }

    private void loop() {
        try (Arena own = Arena.ofConfined()) {
            final MemorySegment events = Epoll.allocateEvents(own, 16);
            final MemorySegment counter = own.allocate(8, 8);
            while (!isStopped) {
                final long now = System.nanoTime();
                final long deadline = server.nextDeadlineNs(now);
                final int timeout = deadline == Long.MAX_VALUE ? -1 : (int)((Math.max(0, deadline - now) + 999_999) / 1_000_000);
                final int count = Epoll.epollWait(epollFd, events, timeout);
                for (int i = 0; i < count; i++) {
                    final long data = Epoll.data(events, i);
                    if (server.owns(data)) {
                        server.onReady(data, Epoll.events(events, i), System.nanoTime());
                    } else {
                        Events.eventfdRead(wakeFd, counter);
                        for (FutureTask<?> task = tasks.poll(); task != null; task = tasks.poll()) {
                            task.run();
                        }
                    }
                }
                server.doWork(System.nanoTime());
            }
        } catch (final Throwable t) {
            failure = t;
        } finally {
            server.close();
        }
    }

    /** Runs on the server's thread. */
    <T> T call(final Callable<T> action) {
        final FutureTask<T> task = new FutureTask<>(action);
        tasks.add(task);
        Events.eventfdWrite(wakeFd, 1);
        try {
            return task.get(10, TimeUnit.SECONDS);
        } catch (final Exception e) {
            throw new AssertionError("on the server's thread", e);
        }
    }

    void run(final Runnable action) {
        call(() -> {
            action.run();
            return null;
        });
    }

    IpcServer server() {
        return server;
    }

    IpcService opened() {
        return opened;
    }

    IpcClient connect() throws IpcException {
        return IpcClient.connect(endpoint, service);
    }

    @Override
    public int accept(final int pid, final int uid, final int gid) {
        return acceptResult;
    }

    @Override
    public void connected(final IpcConnection connection) {
        connections.add(connection);
    }

    @Override
    public void request(final IpcConnection connection, final MemorySegment request, final long offset, final int length) {
        switch (RequestHeader.id(request, offset)) {
            case ECHO -> {
                final int bodyLength = length - RequestHeader.LENGTH;
                ResponseHeader.putRaw(message, 0, ECHO, ResponseHeader.LENGTH + bodyLength, 1);
                MemorySegment.copy(request, offset + RequestHeader.LENGTH, message, ResponseHeader.LENGTH, bodyLength);
                connection.respond(message, 0, ResponseHeader.LENGTH + bodyLength);
            }
            case SEND_EVENTS -> {
                final int count = Marshal.getInt(request, offset + 16);
                final int bodyLength = Marshal.getInt(request, offset + 20);
                for (int i = 0; i < count; i++) {
                    sendEvent(connection, i, bodyLength);
                }
                ResponseHeader.putRaw(message, 0, SEND_EVENTS, ResponseHeader.LENGTH, 1);
                connection.respond(message, 0, ResponseHeader.LENGTH);
            }
            default -> unanswered++;
        }
    }

    /** An event with its number behind the header and the body filled with its low byte. On the server's thread. */
    void sendEvent(final IpcConnection connection, final int number, final int bodyLength) {
        final int head = ResponseHeader.LENGTH + 8;
        ResponseHeader.putRaw(message, 0, EVENT, head + bodyLength, 1);
        Marshal.putLong(message, ResponseHeader.LENGTH, number);
        for (int i = 0; i < bodyLength; i++) {
            Marshal.putU8(message, head + i, number);
        }
        connection.event(message, 0, head, message, head, bodyLength);
    }

    @Override
    public void disconnected(final IpcConnection connection) {
        connections.remove(connection);
        disconnects++;
    }

    @Override
    public void dropped(final IpcConnection connection, final String reason) {
        reports.add(reason);
    }

    @Override
    public void failed(final String name, final String reason) {
        reports.add(reason);
    }

    @Override
    public void queueEmpty(final IpcConnection connection, final int queued, final int sent) {
        reports.add("queue empty, queued:" + queued);
    }

    static void await(final String what, final BooleanSupplier condition) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not in time: " + what);
            }
            try {
                Thread.sleep(2);
            } catch (final InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** The directories of this server's connections, all of this process's servers included. */
    static List<Path> directories() {
        try (Stream<Path> all = Files.list(Path.of("/dev/shm"))) {
            return all.filter(p -> p.getFileName().toString().startsWith("qb-" + ProcessHandle.current().pid() + "-")).toList();
        } catch (final java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        isStopped = true;
        Events.eventfdWrite(wakeFd, 1);
        try {
            thread.join(10_000);
        } catch (final InterruptedException e) {
            throw new AssertionError(e);
        }
        org.gatun.natives.linux.Files.close(wakeFd);
        org.gatun.natives.linux.Files.close(epollFd);
        if (failure != null || thread.isAlive()) {
            throw new AssertionError("the server's thread failed", failure);
        }
        arena.close();
    }
}
