package org.gatun.tools.sam;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.gatun.ipc.IpcException;
import org.gatun.ipc.SamChannel;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.ResponseHeader;
import org.gatun.ipc.message.SamMessages;

/**
 * The socket by which the supervised program finds its supervisor. A thread of its own takes one connection at a time, of the running
 * instance only, and does all reading and writing, so that a program that does neither never holds up the supervisor.
 */
final class SamServer {
    private final String name = "gatun-sam-" + ProcessHandle.current().pid() + "-"
        + Long.toHexString(ThreadLocalRandom.current().nextLong());
    private final int listener;
    private final Consumer<SamEvent> events;
    private int childPid;

    /** @param events called on the thread of the server */
    SamServer(final Consumer<SamEvent> events) throws IpcException {
        this.events = events;
        listener = SamChannel.listen(name);
        final Thread thread = new Thread(this::serve, "sam-server");
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

    private void serve() {
        while (true) {
            try (SamChannel channel = SamChannel.accept(listener)) {
                if (channel != null) {
                    serve(channel);
                }
            }
        }
    }

    private void serve(final SamChannel channel) {
        if (!isChild(channel.peerPid())) {
            channel.send(response(SamMessages.REFUSAL, CsError.ACCESS));
            return;
        }
        MemorySegment message = channel.receive();
        while (message != null) {
            final CompletableFuture<MemorySegment> reply = new CompletableFuture<>();
            events.accept(new SamEvent.Request(channel, message, reply));
            final MemorySegment response = reply.join();
            message = response == null || channel.send(response) ? channel.receive() : null;
        }
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
