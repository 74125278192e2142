package org.gatun.engine.service.cfg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.gatun.engine.service.ServiceContext;
import org.gatun.engine.service.Timers;
import org.gatun.engine.service.cfg.CfgConnection.Vote;
import org.gatun.ipc.message.CfgMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.ResponseHeader;

/**
 * The question put to the local clients before a shutdown that one of them asked for. One thread.
 *
 * <p>A tracker that goes away counts as a yes, one that does not answer in time as a no; a refusal stands unless the request was
 * "regardless".
 */
final class ShutdownVote {
    private static final String TIMEOUT_KEY = "cfg.shutdown_timeout";
    private static final long DEFAULT_TIMEOUT_MS = 5000;

    private final ServiceContext context;
    /** Sends the shutdown; {@code false} if there is no room. */
    private final BooleanSupplier sendShutdown;
    /** Answers a try-shutdown request. */
    private final BiConsumer<CfgConnection, CsError> answer;
    private final List<CfgConnection> trackers = new ArrayList<>();
    private final List<CfgConnection> voters = new ArrayList<>();
    private final MemorySegment event = Arena.ofAuto().allocate(CfgMessages.TEST_SHUTDOWN_LENGTH, 8);
    private final Timers.Timer timer;
    private CfgConnection requester;
    private int flags;
    private int expected;
    private int yes;
    private int no;

    ShutdownVote(final ServiceContext context, final BooleanSupplier sendShutdown,
        final BiConsumer<CfgConnection, CsError> answer) {
        this.context = context;
        this.sendShutdown = sendShutdown;
        this.answer = answer;
        this.timer = context.timers().create(this::onTimeout);
    }

    /** A client asks for a shutdown; it is answered now or when the votes are in. */
    void request(final CfgConnection connection, final int shutdownFlags) {
        if (shutdownFlags == CfgMessages.SHUTDOWN_IMMEDIATE) {
            shutDown(connection);
        } else if (requester != null) {
            answer.accept(connection, CsError.EXIST);
        } else {
            connection.asked();
            if (othersThan(connection) == 0) {
                shutDown(connection);
            } else {
                begin(connection, shutdownFlags);
            }
        }
    }

    /** A client votes. */
    CsError reply(final CfgConnection connection, final boolean agreed) {
        if (requester == null) {
            return CsError.ACCESS;
        }
        count(connection.vote(), -1);
        connection.vote(agreed ? Vote.YES : Vote.NO);
        voters.add(connection);
        count(connection.vote(), 1);
        decideIfComplete();
        return CsError.OK;
    }

    void trackStart(final CfgConnection connection) {
        if (connection.isTracking()) {
            return;
        }
        connection.tracking(true);
        trackers.add(connection);
        if (requester != null) {
            expected++;
            ask(connection, CsError.OK);
        }
    }

    /** A tracker goes away, or wants to be asked no more. */
    void trackStop(final CfgConnection connection) {
        if (!connection.isTracking()) {
            return;
        }
        connection.tracking(false);
        trackers.remove(connection);
        if (requester != null && requester != connection) {
            count(connection.vote(), -1);
            connection.vote(Vote.NONE);
            yes++;
            decideIfComplete();
        }
    }

    void disconnected(final CfgConnection connection) {
        if (requester == connection) {
            end();
        }
        trackStop(connection);
    }

    private void begin(final CfgConnection connection, final int shutdownFlags) {
        requester = connection;
        flags = shutdownFlags;
        expected = othersThan(connection);
        yes = 0;
        no = 0;
        timer.start(context.config().getU32(TIMEOUT_KEY, DEFAULT_TIMEOUT_MS) * 1_000_000L);
        for (final CfgConnection tracker : List.copyOf(trackers)) {
            if (tracker != connection) {
                ask(tracker, CsError.OK);
            }
        }
    }

    private void onTimeout() {
        no = Math.max(no, expected - yes);
        decideIfComplete();
        for (final CfgConnection tracker : List.copyOf(trackers)) {
            // corosync notes a tracker's connection for this only when it asks for a shutdown itself.
            if (tracker.hasAsked()) {
                ask(tracker, CsError.TIMEOUT);
            }
        }
    }

    private void decideIfComplete() {
        if (yes + no < expected) {
            return;
        }
        final CfgConnection asked = requester;
        final boolean agreed = yes >= expected || flags == CfgMessages.SHUTDOWN_REGARDLESS;
        end();
        if (agreed) {
            shutDown(asked);
        } else {
            answer.accept(asked, CsError.BUSY);
        }
    }

    private void shutDown(final CfgConnection connection) {
        answer.accept(connection, sendShutdown.getAsBoolean() ? CsError.OK : CsError.TRY_AGAIN);
    }

    private void end() {
        timer.cancel();
        requester = null;
        for (final CfgConnection voter : voters) {
            voter.vote(Vote.NONE);
        }
        voters.clear();
    }

    private void count(final Vote vote, final int step) {
        if (vote == Vote.YES) {
            yes += step;
        } else if (vote == Vote.NO) {
            no += step;
        }
    }

    private int othersThan(final CfgConnection connection) {
        return connection.isTracking() ? trackers.size() - 1 : trackers.size();
    }

    private void ask(final CfgConnection tracker, final CsError error) {
        ResponseHeader.put(event, 0, CfgMessages.TEST_SHUTDOWN_EVENT, CfgMessages.TEST_SHUTDOWN_LENGTH, error);
        Marshal.putLong(event, CfgMessages.TEST_SHUTDOWN_FLAGS, flags & 0xffff_ffffL);
        tracker.session().event(event, 0, CfgMessages.TEST_SHUTDOWN_LENGTH, event, 0, 0);
    }
}
