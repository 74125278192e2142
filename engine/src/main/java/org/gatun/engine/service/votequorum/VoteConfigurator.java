package org.gatun.engine.service.votequorum;

import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.ServiceStartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the {@code quorum} section into the vote count: once at the start, where a contradiction is fatal, and again at run time,
 * where it is logged and the safer reading taken. On the services' thread.
 */
final class VoteConfigurator {
    private static final Logger LOGGER = LoggerFactory.getLogger("VOTEQ");

    private final ConfigMap config;
    private final VoteCount count;
    private final Qdevice qdevice;
    private final TrackingFile trackingFile;
    private boolean waitForAllConfigured;
    private int lastManStandingWindowMs;

    VoteConfigurator(final ConfigMap config, final VoteCount count, final Qdevice qdevice,
        final TrackingFile trackingFile) {
        this.config = config;
        this.count = count;
        this.qdevice = qdevice;
        this.trackingFile = trackingFile;
    }

    /** What stays as it is at run time, then everything else; contradictions are fatal. */
    void start() {
        final VoteSettings s = VoteSettings.read(config);
        count.lastManStanding = s.lastManStanding();
        lastManStandingWindowMs = s.lastManStandingWindow();
        count.allowDownscale = s.allowDownscale();
        count.expectedVotesTracking = s.expectedVotesTracking();
        if (count.expectedVotesTracking) {
            count.setTrackingBarrier(trackingFile.load());
        }
        waitForAllConfigured = s.waitForAll() != null;
        count.waitForAll = waitForAllConfigured && s.waitForAll();
        if (s.autoTieBreaker()) {
            final TieBreaker breaker = TieBreaker.parse(s.autoTieBreakerNode());
            if (breaker == null) {
                LOGGER.warn("auto_tie_breaker_node is invalid: auto_tie_breaker is off: auto_tie_breaker_node={}",
                    s.autoTieBreakerNode());
            } else {
                count.tieBreaker = breaker;
            }
        }
        apply(s, true);
        if (count.waitForAll) {
            count.setWaitForAllStatus(true);
        }
    }

    /** Reads again what may change at run time. */
    void reread() {
        apply(VoteSettings.read(config), false);
    }

    /** How long after a loss the survivors become the whole cluster ({@code last_man_standing}). */
    int lastManStandingWindowMs() {
        return lastManStandingWindowMs;
    }

    private void apply(final VoteSettings s, final boolean starting) {
        if (s.nodes() == 0 && s.expectedVotes() == 0) {
            contradiction(starting, "configuration error: nodelist or quorum.expected_votes must be configured!");
            return;
        }
        boolean operate = s.device();
        boolean twoNode = s.twoNode();
        if (twoNode && s.device()) {
            contradiction(starting, "configuration error: two_node and quorum device cannot be configured at the same time!");
            twoNode = !count.us.is(VoteNode.FLAG_QDEVICE_REGISTERED);
            operate &= !twoNode;
        }
        if (!waitForAllConfigured) {
            count.waitForAll = twoNode;
        }
        if (twoNode && count.tieBreaker.isOn()) {
            LOGGER.error("configuration error: two_node and auto_tie_breaker are incompatible but enabled, disabling two_node");
            twoNode = false;
        }
        if (count.tieBreaker.isOn() && s.nodelistVotes() % 2 != 0 && !count.waitForAll) {
            if (count.lastManStanding) {
                contradiction(starting, "configuration error: auto_tie_breaker with an odd number of votes and last_man_standing"
                    + " needs wait_for_all!");
            }
            count.tieBreaker = TieBreaker.NONE;
        }
        if (s.device() && (count.lastManStanding || count.tieBreaker.isOn() || count.allowDownscale)) {
            contradiction(starting,
                "configuration error: quorum device is incompatible with last_man_standing, auto_tie_breaker and allow_downscale!");
            operate = false;
        }
        operate &= checkDevice(s, starting);
        setVotes(s, operate);
        count.twoNode = twoNode;
        if (s.autoTieBreaker() || !starting) {
            config.put("runtime.votequorum.atb_type", Value.ofU32(count.tieBreaker.type()));
        }
        config.put("runtime.votequorum.two_node", Value.ofU8(twoNode ? 1 : 0));
        count.setExpectedBarrier(count.us.expectedVotes);
        if (!count.waitForAll && count.waitForAllStatus) {
            count.setWaitForAllStatus(false);
        }
        // Without a device in the configuration one may register all the same; it has no votes.
        qdevice.configure(operate || !s.device(), s.deviceTimeout(), s.deviceSyncTimeout());
        if (s.device()) {
            config.put("runtime.votequorum.qdevice_can_operate", Value.ofU8(operate ? 1 : 0));
        }
    }

    private boolean checkDevice(final VoteSettings s, final boolean starting) {
        if (!s.device()) {
            return false;
        }
        String wrong = null;
        if (s.expectedVotes() > 0 && s.deviceVotes() < 0) {
            wrong = "configuration error: quorum.device.votes must be specified when quorum.expected_votes is set!";
        } else if (s.deviceVotes() < 0 && s.nodes() > 0 && !s.evenlyOne()) {
            wrong = "configuration error: quorum.device.votes must be specified when not all nodes votes 1!";
        } else if (s.deviceVotes() > 0 && expected(s) - s.deviceVotes() < 2) {
            wrong = "configuration error: quorum.device.votes is too high or expected_votes is too low!";
        }
        if (wrong != null) {
            contradiction(starting, wrong);
        }
        return wrong == null;
    }

    private static int expected(final VoteSettings s) {
        return s.expectedVotes() > 0 ? s.expectedVotes() : s.nodelistVotes() + Math.max(0, s.deviceVotes());
    }

    private void setVotes(final VoteSettings s, final boolean operate) {
        int deviceVotes = operate ? Math.max(0, s.deviceVotes()) : 0;
        // Those that were tracked stand for the configured ones; the first time, the nodelist does.
        final int configured = count.expectedVotesTracking && s.nodes() > 0 ? count.trackingBarrier : s.expectedVotes();
        int expected = configured > 0 ? configured : s.nodelistVotes();
        if (operate && s.deviceVotes() < 0 && configured == 0) {
            deviceVotes = s.nodes() - 1;
            expected = s.nodes() + deviceVotes;
        }
        count.device.votes = deviceVotes;
        count.us.votes = s.ownVotes();
        count.us.expectedVotes = expected;
    }

    private static void contradiction(final boolean starting, final String text) {
        if (starting) {
            throw new ServiceStartException(text);
        }
        LOGGER.error(text);
    }
}
