package org.gatun.tools.sam;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.gatun.ipc.IpcException;
import org.gatun.ipc.SamChannel;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.ResponseHeader;
import org.gatun.ipc.message.SamMessages;

/**
 * The socket by which the supervised program finds its supervisor. It lets in the running instance only. Each connection has a thread,
 * which does all its reading and writing, so that a program that does neither never holds up the supervisor.
 */
final class SamServer {
    /** A program needs one; one that could not be used may be about to end while the next is made. */
    private static final int CONNECTIONS_MAX = 4;

    private final String name = "gatun-sam-" + ProcessHandle.current().pid() + "-"
        + Long.toHexString(ThreadLocalRandom.current().nextLong());
    private final int listener;
    private final Consumer<SamEvent> events;
    private final Semaphore room = new Semaphore(CONNECTIONS_MAX);
    private int childPid;

    /** @param events called on the threads of the server */
    SamServer(final Consumer<SamEvent> events) throws IpcException {
        this.events = events;
        listener = SamChannel.listen(name);
        run("sam-server", this::accept);
    }

    private static void run(final String name, final Runnable action) {
        final Thread thread = new Thread(action, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Starts an instance, the only process that is let in from now on. */
    synchronized SamChild start(final List<String> command) throws IOException {
        final SamChild child = SamChild.start(command, name);
        childPid = child.pid();
        return child;
    }

    private synchronized boolean isChild(final int pid) {
        return pid == childPid;
    }

    private void accept() {
        while (true) {
            final SamChannel channel = SamChannel.accept(listener);
            if (channel != null) {
                receive(channel);
            }
        }
    }

    private void receive(final SamChannel channel) {
        final CsError error = !isChild(channel.peerPid()) ? CsError.ACCESS : room.tryAcquire() ? CsError.OK : CsError.NO_RESOURCES;
        if (error == CsError.OK) {
            run("sam-program", () -> serve(channel));
        } else {
            channel.send(response(SamMessages.REFUSAL, error));
            channel.close();
        }
    }

    private void serve(final SamChannel channel) {
        MemorySegment message = channel.receive();
        while (message != null) {
            final CompletableFuture<MemorySegment> reply = new CompletableFuture<>();
            events.accept(new SamEvent.Request(channel, message, reply));
            final MemorySegment response = reply.join();
            message = response == null || channel.send(response) ? channel.receive() : null;
        }
        channel.close();
        room.release();
        events.accept(new SamEvent.HangUp(channel));
    }

    /** A response that is its header. */
    static MemorySegment response(final int id, final CsError error) {
        return response(id, error, ResponseHeader.LENGTH);
    }

    /** A response with room behind its header. */
    static MemorySegment response(final int id, final CsError error, final int length) {
        final MemorySegment response = MemorySegment.ofArray(new byte[length]);
        ResponseHeader.put(response, 0, id, length, error);
        return response;
    }
}
