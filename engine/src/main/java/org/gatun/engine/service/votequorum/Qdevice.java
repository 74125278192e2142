package org.gatun.engine.service.votequorum;

import org.gatun.engine.service.ClientSession;
import org.gatun.engine.service.ServiceContext;
import org.gatun.engine.service.Timers;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.CsError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The quorum device of this node: its registration, its vote and its deadlines. On the services' thread. */
final class Qdevice {
    private static final Logger LOGGER = LoggerFactory.getLogger("VOTEQ");
    private static final long MS = 1_000_000L;

    private final VoteCount count;
    private final VoteMessages messages;
    private final VoteAnswers answers;
    private final Timers.Timer timer;
    private String name = "";
    private String requestedName = "";
    private ClientSession requester;
    private boolean mayOperate;
    private boolean awaited;
    private int timeoutMs;
    private int syncTimeoutMs;

    Qdevice(final VoteCount count, final VoteMessages messages, final VoteAnswers answers, final ServiceContext context) {
        this.count = count;
        this.messages = messages;
        this.answers = answers;
        this.timer = context.timers().create(this::lost);
    }

    void configure(final boolean operate, final int timeout, final int syncTimeout) {
        mayOperate = operate;
        timeoutMs = timeout;
        syncTimeoutMs = syncTimeout;
    }

    String name() {
        return name;
    }

    boolean isKnown() {
        return !name.isEmpty();
    }

    /** A synchronisation has begun: an active device must cast its vote for the new ring. */
    void onSyncInit() {
        if (count.us.is(VoteNode.FLAG_QDEVICE_REGISTERED) && count.us.is(VoteNode.FLAG_QDEVICE_ALIVE)) {
            awaited = true;
            timer.start(syncTimeoutMs * MS);
        }
    }

    /** Whether the synchronisation has to wait for the device. */
    boolean isAwaited() {
        return awaited;
    }

    void register(final ClientSession session, final String wanted) {
        if (!mayOperate) {
            answers.status(session, CsError.ACCESS);
        } else if (count.us.is(VoteNode.FLAG_QDEVICE_REGISTERED)) {
            answers.status(session, wanted.equals(name) ? CsError.OK : CsError.EXIST);
        } else if (isKnown() && !wanted.equals(name)) {
            answers.status(session, CsError.EXIST);
        } else if (requester != null || !messages.sendRegister(true, wanted)) {
            answers.status(session, CsError.TRY_AGAIN);
        } else {
            requester = session;
            requestedName = wanted;
        }
    }

    void onRegister(final boolean own, final boolean register, final String told) {
        if (!register) {
            if (count.nodes.stream().noneMatch(node -> node.state == VoteNode.MEMBER
                && node.is(VoteNode.FLAG_QDEVICE_REGISTERED))) {
                name = "";
            }
            return;
        }
        if (!isKnown()) {
            name = told;
        }
        if (!own || requester == null || count.us.is(VoteNode.FLAG_QDEVICE_REGISTERED)) {
            return;
        }
        CsError result = CsError.EXIST;
        if (requestedName.equals(name)) {
            count.us.set(VoteNode.FLAG_QDEVICE_REGISTERED, true);
            messages.sendNodeInfo(count.device);
            messages.sendNodeInfo(count.us);
            result = CsError.OK;
        }
        answers.status(requester, result);
        requester = null;
    }

    void onRename(final String oldName, final String newName) {
        if (oldName.equals(name)) {
            name = newName;
        }
    }

    void onDisconnect(final ClientSession session) {
        if (requester == session) {
            requester = null;
        }
    }

    void unregister(final ClientSession session, final String told) {
        final CsError refusal = check(told);
        if (refusal != null) {
            answers.status(session, refusal);
            return;
        }
        timer.cancel();
        awaited = false;
        count.us.set(VoteNode.FLAG_QDEVICE_REGISTERED | VoteNode.FLAG_QDEVICE_ALIVE | VoteNode.FLAG_QDEVICE_CAST_VOTE
            | VoteNode.FLAG_QDEVICE_MASTER_WINS, false);
        messages.sendNodeInfo(count.us);
        answers.status(session, messages.sendRegister(false, name) ? CsError.OK : CsError.NO_RESOURCES);
    }

    void update(final ClientSession session, final String oldName, final String newName) {
        final CsError refusal = check(oldName);
        answers.status(session, refusal != null ? refusal
            : messages.sendRename(oldName, newName) ? CsError.OK : CsError.NO_RESOURCES);
    }

    void poll(final ClientSession session, final String told, final boolean castVote, final RingId ring, final RingId current) {
        CsError result = mayOperate ? check(told) : CsError.ACCESS;
        if (result == null && !ring.equals(current)) {
            result = CsError.MESSAGE_ERROR;
        }
        if (result == null) {
            result = CsError.OK;
            final int before = count.us.flags;
            count.us.set(VoteNode.FLAG_QDEVICE_ALIVE, true);
            count.us.set(VoteNode.FLAG_QDEVICE_CAST_VOTE, castVote);
            if (count.us.flags != before) {
                messages.sendNodeInfo(count.us);
            }
            timer.start(timeoutMs * MS);
            awaited = false;
        }
        answers.status(session, result);
    }

    /** {@code null} if the flag was set or cleared; else the refusal. */
    CsError masterWins(final String told, final boolean allow) {
        final CsError refusal = mayOperate ? check(told) : CsError.ACCESS;
        if (refusal == null) {
            final int before = count.us.flags;
            count.us.set(VoteNode.FLAG_QDEVICE_MASTER_WINS, allow);
            if (count.us.flags != before) {
                messages.sendNodeInfo(count.us);
            }
            count.masterWinsAllowed = allow;
        }
        return refusal;
    }

    private CsError check(final String told) {
        if (!count.us.is(VoteNode.FLAG_QDEVICE_REGISTERED)) {
            return CsError.NOT_EXIST;
        }
        return told.equals(name) ? null : CsError.INVALID_PARAM;
    }

    private void lost() {
        awaited = false;
        if (count.us.is(VoteNode.FLAG_QDEVICE_ALIVE)) {
            LOGGER.error("lost contact with quorum device {}", name);
            count.us.set(VoteNode.FLAG_QDEVICE_ALIVE | VoteNode.FLAG_QDEVICE_CAST_VOTE, false);
            messages.sendNodeInfo(count.us);
        }
    }
}
