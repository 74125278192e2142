package org.gatun.tools.sam;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.IpcException;
import org.gatun.natives.linux.Signals;

/** Runs a command, again as often as it fails and its policy wants it. One thread runs it. */
final class SamSupervisor {
    private static final List<String> ENDING_SIGNALS = List.of("TERM", "INT", "HUP");

    // Few wait at a time: a channel waits for its answer, and quorum changes with the ring.
    private final BlockingQueue<SamEvent> events = new LinkedBlockingQueue<>();
    private final List<String> command;
    private final IpcEndpoint endpoint;
    private final Consumer<String> notes;
    private final SamServer server;

    /**
     * @param endpoint where the engine is
     * @param notes    called with what the user should know
     */
    SamSupervisor(final List<String> command, final IpcEndpoint endpoint, final Consumer<String> notes) throws IpcException {
        this.command = command;
        this.endpoint = endpoint;
        this.notes = notes;
        server = new SamServer(events::add);
    }

    /**
     * Supervises until the end; answers the exit status of the last run.
     *
     * @throws IOException the command cannot be started
     */
    int run() throws IOException, InterruptedException {
        ENDING_SIGNALS.forEach(name -> Signals.handle(name, number -> events.add(new SamEvent.Signal(number))));
        SamLegacy legacy = SamLegacy.EMPTY;
        for (int number = 1;; number++) {
            final SamChild child = start(legacy);
            child.onExit(() -> events.add(new SamEvent.Exit(child)));
            final SamInstance instance = new SamInstance(child, number, legacy, endpoint, events::add, notes);
            while (!instance.isOver()) {
                serve(instance);
            }
            final SamInstance.Outcome outcome = instance.finish();
            if (outcome != SamInstance.Outcome.END) {
                notes.accept("process " + child.pid() + " failed: status=" + child.status() + ", instance=" + number);
            }
            if (outcome != SamInstance.Outcome.RESTART) {
                return child.status();
            }
            legacy = instance.legacy();
        }
    }

    private SamChild start(final SamLegacy legacy) throws IOException {
        try {
            return server.start(command);
        } catch (final IOException e) {
            legacy.discard();
            throw e;
        }
    }

    private void serve(final SamInstance instance) throws InterruptedException {
        final long patienceNs = instance.patienceNs();
        final SamEvent event = patienceNs < 0 ? events.take() : events.poll(patienceNs, TimeUnit.NANOSECONDS);
        switch (event) {
            case null -> instance.expire();
            case final SamEvent.Request request -> instance.handle(request);
            case final SamEvent.HangUp end -> instance.hangUp(end.channel());
            case final SamEvent.Exit exit -> instance.exited(exit.child());
            case final SamEvent.Verdict verdict -> instance.verdict(verdict);
            case final SamEvent.Signal signal -> instance.end(signal.number());
        }
    }
}
