package org.gatun.tools.sam;

import java.util.function.Consumer;
import org.gatun.client.CsException;
import org.gatun.client.Quorum;
import org.gatun.client.QuorumListener;
import org.gatun.client.QuorumModel;
import org.gatun.client.RingId;
import org.gatun.client.Tracking;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.message.CsError;

/** Listens to the quorum service, on a thread of its own, until closed. Any thread. */
final class SamQuorum implements AutoCloseable, QuorumListener {
    /** What is known of the partition. */
    enum State {
        QUORATE,
        NOT_QUORATE,
        /** The engine is gone. */
        LOST
    }

    private static final int LOOK_MS = 200;

    private final Consumer<SamEvent> events;
    private volatile boolean isClosed;

    private SamQuorum(final Consumer<SamEvent> events) {
        this.events = events;
    }

    /** Connects; the first verdict is among the events that follow. */
    static SamQuorum open(final IpcEndpoint endpoint, final Consumer<SamEvent> events) throws CsException {
        final SamQuorum watch = new SamQuorum(events);
        final Quorum quorum = Quorum.open(endpoint, QuorumModel.V0, watch);
        try {
            // Asked for, too: without a provider of quorum nothing is notified.
            final boolean isQuorate = quorum.isQuorate();
            final CsError error = quorum.trackStart(Tracking.CHANGES);
            if (error != CsError.OK) {
                throw new CsException("quorum tracking", error);
            }
            watch.tell(isQuorate);
        } catch (final CsException e) {
            quorum.close();
            throw e;
        }
        final Thread thread = new Thread(() -> watch.listen(quorum), "sam-quorum");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    private void listen(final Quorum quorum) {
        try (quorum) {
            while (!isClosed) {
                if (quorum.dispatch(Integer.MAX_VALUE, LOOK_MS) < 0) {
                    events.accept(new SamEvent.Verdict(this, State.LOST));
                    return;
                }
            }
        }
    }

    @Override
    public void quorum(final boolean isQuorate, final RingId ringId, final int[] members) {
        tell(isQuorate);
    }

    private void tell(final boolean isQuorate) {
        events.accept(new SamEvent.Verdict(this, isQuorate ? State.QUORATE : State.NOT_QUORATE));
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
