package org.gatun.engine.service.votequorum;

import java.lang.foreign.MemorySegment;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.LogMarkers;
import org.gatun.engine.config.SystemSettings;
import org.gatun.engine.config.Value;
import org.gatun.engine.config.ValueType;
import org.gatun.engine.service.ClientSession;
import org.gatun.engine.service.Service;
import org.gatun.engine.service.ServiceContext;
import org.gatun.engine.service.Timers;
import org.gatun.engine.service.quorum.QuorumVerdict;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.Marshal;
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
    private final VoteRequests requests = new VoteRequests(answers);
    private ConfigMap config;
    private VoteCount count;
    private VoteMessages messages;
    private VoteTrackers trackers;
    private Qdevice qdevice;
    private TrackingFile trackingFile;
    private VoteConfigurator configurator;
    private Timers.Timer lastManStandingTimer;
    private boolean synchronising;
    private boolean processed;
    private boolean registerSent;

    /** Not started. */
    public VoteQuorumService(final QuorumVerdict verdict) {
        super(ID, "votequorum", "corosync vote quorum service v1.0", "votequorum");
        this.verdict = verdict;
        exec(this::onNodeInfo, this::onReconfigure, this::onRegister, this::onRename);
        library(requests.all());
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
        requests.start(config, count, messages, trackers, qdevice);
        trackingFile = new TrackingFile(SystemSettings.stateDirectory(config));
        configurator = new VoteConfigurator(config, count, qdevice, trackingFile);
        config.put("runtime.votequorum.this_node_id", Value.ofU32(Integer.toUnsignedLong(context.localNodeId())));
        configurator.start();
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
        } else if (id != from) {
            // It would be a member for ever, as no change of the membership takes it away.
            LOGGER.warn("node {} tells the votes of node {}, which only that node may", Integer.toUnsignedString(from), Integer.toUnsignedString(id));
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
            if (node == null) {
                LOGGER.warn("node {} is one too many to have votes", Integer.toUnsignedString(id));
                return;
            }
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
                final int id = Marshal.getInt(m, o + 16);
                final VoteNode node = id == 0 ? count.device : count.find(id);
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
            qdevice.onRegister(from == count.us.id, Marshal.getInt(m, o + 16) != 0, VoteMessages.name(m, o + VoteMessages.REGISTER_NAME));
        }
    }

    private void onRename(final int from, final MemorySegment m, final long o, final int length) {
        if (length >= VoteMessages.RENAME_LENGTH) {
            qdevice.onRename(VoteMessages.name(m, o + VoteMessages.RENAME_OLD), VoteMessages.name(m, o + VoteMessages.RENAME_NEW));
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
        requests.ring(ring);
        if (count.lastManStanding && (members.length >= count.quorum && someLeft
            || members.length <= count.quorum && count.tieBreaker.isOn() && count.hasLowest())) {
            lastManStandingTimer.start(configurator.lastManStandingWindowMs() * MS);
        }
        qdevice.onSyncInit();
    }

    @Override
    public boolean syncProcess() {
        if (!processed) {
            if (!messages.sendNodeInfo(count.us) || !messages.sendNodeInfo(count.device)) {
                return false;
            }
            trackers.sendNodelistToAll(requests.ring());
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
    public void onTrackingBarrier(final int expectedVotes) {
        trackingFile.store(expectedVotes);
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
}
