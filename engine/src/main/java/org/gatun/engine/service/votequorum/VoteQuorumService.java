package org.gatun.engine.service.votequorum;

import static org.gatun.engine.service.LibraryRequest.free;

import java.lang.foreign.MemorySegment;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.LogMarkers;
import org.gatun.engine.config.Value;
import org.gatun.engine.config.ValueType;
import org.gatun.engine.service.ClientSession;
import org.gatun.engine.service.Service;
import org.gatun.engine.service.ServiceContext;
import org.gatun.engine.service.Timers;
import org.gatun.engine.service.quorum.QuorumVerdict;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.VoteQuorumMessages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The vote quorum service (service 5), the provider of the quorum service's verdict. On the services' thread. */
public final class VoteQuorumService extends Service implements VoteCount.Listener {
    /** The service id. */
    public static final int ID = 5;

    private static final Logger LOGGER = LoggerFactory.getLogger("VOTEQ");
    private static final long MS = 1_000_000L;
    private static final int STOP_PRIORITY = 2;

    private final QuorumVerdict verdict;
    private final VoteAnswers answers = new VoteAnswers();
    private ConfigMap config;
    private VoteCount count;
    private VoteMessages messages;
    private VoteTrackers trackers;
    private Qdevice qdevice;
    private VoteConfigurator configurator;
    private Timers.Timer lastManStandingTimer;
    private int lastManStandingWindowMs;
    private RingId ringId = new RingId(0, 0);
    private boolean synchronising;
    private boolean processed;
    private boolean registerSent;

    /** Not started. */
    public VoteQuorumService(final QuorumVerdict verdict) {
        super(ID, "votequorum", "corosync vote quorum service v1.0", "votequorum");
        this.verdict = verdict;
        exec(this::onNodeInfo, this::onReconfigure, this::onRegister, this::onRename);
        library(
            free(VoteQuorumMessages.ARGUMENT_REQUEST_LENGTH, this::getInfo),
            free(VoteQuorumMessages.ARGUMENT_REQUEST_LENGTH, this::setExpected),
            free(VoteQuorumMessages.ARGUMENT_REQUEST_LENGTH, this::setVotes),
            free(VoteQuorumMessages.TRACK_START_LENGTH, this::trackStart),
            free(RequestHeader.LENGTH, (session, request, offset, length) ->
                answers.status(session, trackers.remove(session) ? CsError.OK : CsError.NOT_EXIST)),
            free(VoteQuorumMessages.NAME_REQUEST_LENGTH, (session, request, offset, length) ->
                qdevice.register(session, name(request, offset + VoteQuorumMessages.ARGUMENT))),
            free(VoteQuorumMessages.NAME_REQUEST_LENGTH, (session, request, offset, length) ->
                qdevice.unregister(session, name(request, offset + VoteQuorumMessages.ARGUMENT))),
            free(VoteQuorumMessages.UPDATE_LENGTH, (session, request, offset, length) ->
                qdevice.update(session, name(request, offset + VoteQuorumMessages.ARGUMENT),
                    name(request, offset + VoteQuorumMessages.UPDATE_NEW_NAME))),
            free(VoteQuorumMessages.POLL_LENGTH, this::poll),
            free(VoteQuorumMessages.MASTER_WINS_LENGTH, this::masterWins));
    }

    @Override
    public boolean isSynchronised() {
        return true;
    }

    @Override
    public boolean isBlockedBySync() {
        return false;
    }

    @Override
    public int stopPriority() {
        return STOP_PRIORITY;
    }

    @Override
    public void start(final ServiceContext context) {
        config = context.config();
        count = new VoteCount(context.localNodeId(), config, this);
        messages = new VoteMessages(this, context);
        trackers = new VoteTrackers(count);
        qdevice = new Qdevice(count, messages, answers, context);
        configurator = new VoteConfigurator(config, count, qdevice);
        config.put("runtime.votequorum.this_node_id", Value.ofU32(Integer.toUnsignedLong(context.localNodeId())));
        configurator.start();
        lastManStandingWindowMs = (int)config.getU32("quorum.last_man_standing_window", 10_000);
        lastManStandingTimer = context.timers().create(this::lastManStanding);
        for (final String key : new String[] {"allow_downscale", "wait_for_all", "last_man_standing", "last_man_standing_window",
            "expected_votes_tracking", "auto_tie_breaker", "auto_tie_breaker_node"}) {
            config.readOnlyKey("quorum." + key);
        }
        final int changes = ConfigMap.TRACK_ADD | ConfigMap.TRACK_DELETE | ConfigMap.TRACK_MODIFY;
        config.track("quorum.", changes | ConfigMap.TRACK_PREFIX, (key, event, now, before) -> onKey(key, now));
        config.track("nodelist.", changes | ConfigMap.TRACK_PREFIX, (key, event, now, before) -> reread());
        config.track("config.totemconfig_reload_in_progress", changes, (key, event, now, before) -> reread());
        count.recalculate(false, false);
        messages.sendNodeInfo(count.us);
    }

    @Override
    public void stop() {
        if (count.allowDownscale) {
            count.us.set(VoteNode.FLAG_LEAVING, true);
            messages.sendNodeInfo(count.us);
        }
    }

    @Override
    public void disconnected(final ClientSession session) {
        trackers.remove(session);
        qdevice.onDisconnect(session);
    }

    // ---- configuration at run time

    private void onKey(final String key, final Value now) {
        if (!key.equals("quorum.cancel_wait_for_all")) {
            reread();
        } else if (now != null && now.type() == ValueType.U8 && now.asInt() >= 1) {
            config.put(key, Value.ofU8(0));
            messages.sendReconfigure(count.us.id, 0, VoteMessages.PARAM_CANCEL_WAIT_FOR_ALL);
        }
    }

    private void reread() {
        if (config.getU8("config.totemconfig_reload_in_progress", 0) != 0) {
            return;
        }
        final int votes = count.us.votes;
        final int expected = count.us.expectedVotes;
        configurator.reread();
        messages.sendNodeInfo(count.us);
        messages.sendNodeInfo(count.device);
        if (count.us.votes != votes) {
            messages.sendReconfigure(count.us.id, count.us.votes, VoteMessages.PARAM_VOTES);
        }
        if (count.us.expectedVotes != expected) {
            messages.sendReconfigure(count.us.id, count.us.expectedVotes, VoteMessages.PARAM_EXPECTED_VOTES);
        }
    }

    // ---- executive messages

    private void onNodeInfo(final int from, final MemorySegment m, final long o, final int length) {
        if (length < VoteMessages.NODE_INFO_LENGTH) {
            return;
        }
        final int id = Marshal.getInt(m, o + 16);
        final int votes = Marshal.getInt(m, o + 20);
        final int expected = Marshal.getInt(m, o + 24);
        final int flags = Marshal.getInt(m, o + 28);
        if (id == 0) {
            onDeviceInfo(from, votes);
        } else {
            onNodeInfo(id, votes, expected, flags);
        }
    }

    private void onDeviceInfo(final int from, final int votes) {
        final VoteNode sender = count.find(from);
        final int before = count.device.votes;
        final boolean senderKnows = !count.quorate && sender != null && sender.is(VoteNode.FLAG_QUORATE);
        count.device.votes = senderKnows ? votes : Math.max(before, votes);
        if (count.device.votes != before) {
            count.recalculate(false, false);
        }
    }

    private void onNodeInfo(final int id, final int votes, final int expected, final int flags) {
        VoteNode node = count.find(id);
        final boolean isNew = node == null;
        if (isNew) {
            node = count.create(id);
        }
        final int oldVotes = node.votes;
        final int oldExpected = node.expectedVotes;
        final int oldState = node.state;
        node.flags = flags;
        node.votes = votes;
        boolean decrease = false;
        boolean byCurrent = false;
        if (node.is(VoteNode.FLAG_LEAVING)) {
            node.state = VoteNode.LEAVING;
            decrease = true;
            byCurrent = true;
        } else {
            node.state = VoteNode.MEMBER;
        }
        if (!count.quorate && node.is(VoteNode.FLAG_QUORATE)) {
            decrease = true;
            count.us.expectedVotes = expected;
        }
        node.expectedVotes = node.is(VoteNode.FLAG_QUORATE) || count.expectedVotesTracking ? expected : count.us.expectedVotes;
        if (count.lastManStanding && votes > 1) {
            LOGGER.warn("Last Man Standing feature is supported only when all cluster nodes votes are set to 1. Disabling LMS.");
            count.lastManStanding = false;
            lastManStandingTimer.cancel();
        }
        if (isNew || node == count.us || node.is(VoteNode.FLAG_FIRST) || votes != oldVotes || node.expectedVotes != oldExpected
            || node.state != oldState) {
            count.recalculate(decrease, byCurrent);
        }
        if (count.waitForAll && !node.is(VoteNode.FLAG_WFA_STATUS) && node.is(VoteNode.FLAG_QUORATE)) {
            count.setWaitForAllStatus(false);
        }
    }

    private void onReconfigure(final int from, final MemorySegment m, final long o, final int length) {
        if (length < VoteMessages.RECONFIGURE_LENGTH) {
            return;
        }
        final int value = Marshal.getInt(m, o + 20);
        switch (Marshal.getU8(m, o + 24)) {
            case VoteMessages.PARAM_EXPECTED_VOTES -> {
                count.setExpectedOfMembers(value);
                trackers.sendExpectedVotesToAll(value);
                count.setExpectedBarrier(value);
                if (count.expectedVotesTracking) {
                    count.us.expectedVotes = Math.max(count.us.expectedVotes, count.trackingBarrier);
                }
                count.recalculate(true, false);
            }
            case VoteMessages.PARAM_VOTES -> {
                final VoteNode node = count.find(Marshal.getInt(m, o + 16));
                if (node != null) {
                    node.votes = value;
                    count.recalculate(true, false);
                }
            }
            case VoteMessages.PARAM_CANCEL_WAIT_FOR_ALL -> {
                count.setWaitForAllStatus(false);
                LOGGER.info(LogMarkers.NOTICE, "wait_for_all_status reset by user on node {}.", Integer.toUnsignedString(from));
                count.recalculate(false, false);
            }
            default -> LOGGER.warn("reconfigure message of node {} with an unknown parameter", Integer.toUnsignedString(from));
        }
    }

    private void onRegister(final int from, final MemorySegment m, final long o, final int length) {
        if (length >= VoteMessages.REGISTER_LENGTH) {
            qdevice.onRegister(from == count.us.id, Marshal.getInt(m, o + 16) != 0, name(m, o + VoteMessages.REGISTER_NAME));
        }
    }

    private void onRename(final int from, final MemorySegment m, final long o, final int length) {
        if (length >= VoteMessages.RENAME_LENGTH) {
            qdevice.onRename(name(m, o + VoteMessages.RENAME_OLD), name(m, o + VoteMessages.RENAME_NEW));
        }
    }

    // ---- synchronisation

    @Override
    public void syncInit(final int[] transitional, final int[] members, final RingId ring) {
        synchronising = true;
        processed = false;
        registerSent = false;
        if (members.length > 1) {
            count.us.set(VoteNode.FLAG_FIRST, false);
        }
        boolean someLeft = false;
        for (final int id : count.members) {
            if (!TieBreaker.contains(members, id)) {
                someLeft = true;
                final VoteNode node = count.find(id);
                if (node != null) {
                    node.state = VoteNode.DEAD;
                }
            }
        }
        count.previousMembers = count.members;
        count.members = members;
        ringId = ring;
        if (count.lastManStanding && (members.length >= count.quorum && someLeft
            || members.length <= count.quorum && count.tieBreaker.isOn() && count.hasLowest())) {
            lastManStandingTimer.start(lastManStandingWindowMs * MS);
        }
        qdevice.onSyncInit();
    }

    @Override
    public boolean syncProcess() {
        if (!processed) {
            if (!messages.sendNodeInfo(count.us) || !messages.sendNodeInfo(count.device)) {
                return false;
            }
            trackers.sendNodelistToAll(ringId);
            processed = true;
        }
        if (!registerSent && qdevice.isKnown()) {
            if (!messages.sendRegister(true, qdevice.name())) {
                return false;
            }
        }
        registerSent = true;
        return !qdevice.isAwaited();
    }

    @Override
    public void syncActivate() {
        count.recalculate(false, false);
        synchronising = false;
        verdict.onVerdict(count.quorate, count.members);
        trackers.sendQuorumToAll();
    }

    @Override
    public void onExpectedVotes(final int expectedVotes) {
        trackers.sendExpectedVotesToAll(expectedVotes);
    }

    @Override
    public void onVerdictChanged() {
        if (!synchronising) {
            verdict.onVerdict(count.quorate, count.members);
            trackers.sendQuorumToAll();
        }
    }

    private void lastManStanding() {
        if (count.quorate) {
            count.recalculate(true, true);
        }
    }

    // ---- library requests

    private void getInfo(final ClientSession session, final MemorySegment m, final long o, final int length) {
        final int id = Marshal.getInt(m, o + VoteQuorumMessages.ARGUMENT);
        answers.info(session, count, id == 0 ? count.us : count.find(id), qdevice.name());
    }

    private void setExpected(final ClientSession session, final MemorySegment m, final long o, final int length) {
        final int votes = Marshal.getInt(m, o + VoteQuorumMessages.ARGUMENT);
        final boolean downscale = count.allowDownscale;
        count.allowDownscale = false;
        final VoteCount.Figures figures = count.calculate(true, votes);
        count.allowDownscale = downscale;
        if (votes <= 0 || figures.quorum() < figures.totalVotes() / 2 || votes < figures.totalVotes()
            || count.quorate && figures.quorum() > figures.totalVotes()) {
            answers.status(session, CsError.INVALID_PARAM);
            return;
        }
        count.setExpectedOfMembers(votes);
        answers.status(session, messages.sendReconfigure(count.us.id, votes, VoteMessages.PARAM_EXPECTED_VOTES) ? CsError.OK
            : CsError.NO_RESOURCES);
    }

    private void setVotes(final ClientSession session, final MemorySegment m, final long o, final int length) {
        final int votes = Marshal.getInt(m, o + VoteQuorumMessages.ARGUMENT);
        final int id = Marshal.getInt(m, o + VoteQuorumMessages.SET_VOTES_NODE);
        final VoteNode node = id == 0 ? count.device : count.find(id);
        if (node == null) {
            answers.status(session, CsError.NAME_NOT_FOUND);
            return;
        }
        final int before = node.votes;
        node.votes = votes;
        final VoteCount.Figures figures = count.calculate(true, 0);
        if (votes < 0 || figures.quorum() < figures.totalVotes() / 2 || figures.quorum() > figures.totalVotes()) {
            node.votes = before;
            answers.status(session, CsError.INVALID_PARAM);
            return;
        }
        answers.status(session, messages.sendReconfigure(id, votes, VoteMessages.PARAM_VOTES) ? CsError.OK : CsError.NO_RESOURCES);
    }

    private void trackStart(final ClientSession session, final MemorySegment m, final long o, final int length) {
        final long context = Marshal.getLong(m, o + VoteQuorumMessages.TRACK_CONTEXT);
        final int flags = Marshal.getInt(m, o + VoteQuorumMessages.TRACK_FLAGS);
        if ((flags & (VoteQuorumMessages.TRACK_CURRENT | VoteQuorumMessages.TRACK_CHANGES)) != 0) {
            trackers.sendNodelist(session, context, ringId);
            trackers.sendQuorum(session, context);
        }
        if (trackers.isTracking(session)) {
            answers.status(session, CsError.EXIST);
            return;
        }
        if ((flags & (VoteQuorumMessages.TRACK_CHANGES | VoteQuorumMessages.TRACK_CHANGES_ONLY)) != 0) {
            trackers.add(session, context);
        }
        answers.status(session, CsError.OK);
    }

    private void poll(final ClientSession session, final MemorySegment m, final long o, final int length) {
        final RingId ring = new RingId(Marshal.getInt(m, o + VoteQuorumMessages.POLL_RING),
            Marshal.getLong(m, o + VoteQuorumMessages.POLL_RING + 8));
        qdevice.poll(session, name(m, o + VoteQuorumMessages.ARGUMENT),
            Marshal.getInt(m, o + VoteQuorumMessages.POLL_CAST_VOTE) != 0, ring, ringId);
    }

    private void masterWins(final ClientSession session, final MemorySegment m, final long o, final int length) {
        final boolean allow = Marshal.getInt(m, o + VoteQuorumMessages.MASTER_WINS_ALLOW) != 0;
        final CsError refusal = qdevice.masterWins(name(m, o + VoteQuorumMessages.ARGUMENT), allow);
        if (refusal == null) {
            config.put("runtime.votequorum.qdevice_master_wins", Value.ofU8(allow ? 1 : 0));
        }
        answers.status(session, refusal == null ? CsError.OK : refusal);
    }

    private static String name(final MemorySegment m, final long o) {
        return Marshal.getText(m, o, VoteMessages.NAME_CAPACITY);
    }
}
