package org.gatun.engine.service.votequorum;

import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.LogMarkers;
import org.gatun.engine.config.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The arithmetic of the votes: which quorum is needed, whether it is there. No message is sent or received here. On the services'
 * thread.
 */
final class VoteCount {
    private static final Logger LOGGER = LoggerFactory.getLogger("VOTEQ");
    /** The C engine keeps its quorum in a byte. */
    private static final int QUORUM_MASK = 0xff;
    /** As many as a ring can have. */
    static final int NODES_MAX = 384;

    /** What others must be told of a recount. */
    interface Listener {
        /** Our expected votes grew with the votes that are there. */
        void onExpectedVotes(int expectedVotes);

        /** The expected votes are more than was ever tracked. */
        void onTrackingBarrier(int expectedVotes);

        /** The verdict is not what it was. */
        void onVerdictChanged();
    }

    final List<VoteNode> nodes = new ArrayList<>();
    final VoteNode us;
    final VoteNode device = new VoteNode(0);
    boolean quorate;
    int quorum;
    boolean twoNode;
    boolean waitForAll;
    boolean waitForAllStatus;
    boolean lastManStanding;
    boolean allowDownscale;
    boolean expectedVotesTracking;
    int expectedVotesBarrier;
    int trackingBarrier;
    TieBreaker tieBreaker = TieBreaker.NONE;
    int[] members = {};
    int[] previousMembers = {};
    boolean masterWinsAllowed;
    private final ConfigMap config;
    private final Listener listener;
    private int lowestId;
    private int highestId;

    VoteCount(final int ownId, final ConfigMap config, final Listener listener) {
        this.config = config;
        this.listener = listener;
        this.us = new VoteNode(ownId);
        us.state = VoteNode.MEMBER;
        us.flags = VoteNode.FLAG_FIRST;
        nodes.add(us);
    }

    VoteNode find(final int id) {
        for (final VoteNode node : nodes) {
            if (node.id == id) {
                return node;
            }
        }
        return null;
    }

    /**
     * Puts a new node where the C engine has it: before the first of a greater id, else before the last of the list. If there are as many as
     * may be, the first that is no member any more makes room.
     *
     * @return {@code null} if all of those are members
     */
    VoteNode create(final int id) {
        if (nodes.size() == NODES_MAX && !removeDead()) {
            return null;
        }
        final VoteNode node = new VoteNode(id);
        int at = 0;
        while (at < nodes.size() && Integer.compareUnsigned(nodes.get(at).id, id) < 0) {
            at++;
        }
        nodes.add(at == nodes.size() ? Math.max(0, at - 1) : at, node);
        return node;
    }

    private boolean removeDead() {
        for (final VoteNode node : nodes) {
            if (node.state == VoteNode.DEAD) {
                return nodes.remove(node);
            }
        }
        return false;
    }

    /** The result of a calculation. */
    record Figures(int quorum, int totalVotes) {
    }

    /** What quorum the present members need. {@code maximum} above 0 stands for the highest expected votes. */
    Figures calculate(final boolean allowDecrease, final int maximum) {
        int most = maximum;
        if (allowDownscale && allowDecrease && most > 0) {
            most = Math.max(expectedVotesBarrier, most);
        }
        int total = 0;
        int highest = 0;
        int count = 0;
        for (final VoteNode node : nodes) {
            if (node.state == VoteNode.MEMBER) {
                highest = Math.max(highest, node.expectedVotes);
                total += node.votes;
                count++;
            }
        }
        if (us.is(VoteNode.FLAG_QDEVICE_CAST_VOTE)) {
            total += device.votes;
            count++;
        }
        if (most > 0) {
            highest = most;
        }
        int needed = Math.max((highest + 2) / 2, (total + 2) / 2);
        if (!allowDecrease) {
            needed = Math.max(quorum, needed);
        }
        if (twoNode && count <= 2) {
            needed = 1;
        }
        return new Figures(needed, total);
    }

    /** The highest expected votes among the members. */
    int highestExpected() {
        int highest = 0;
        for (final VoteNode node : nodes) {
            if (node.state == VoteNode.MEMBER) {
                highest = Math.max(highest, node.expectedVotes);
            }
        }
        return highest;
    }

    /** The sum of the members' votes, without a device. */
    int votesOfMembers() {
        int total = 0;
        for (final VoteNode node : nodes) {
            if (node.state == VoteNode.MEMBER) {
                total += node.votes;
            }
        }
        return total;
    }

    /** Counts anew and decides. */
    void recalculate(final boolean allowDecrease, final boolean byCurrentNodes) {
        int total = 0;
        int count = 0;
        for (final VoteNode node : nodes) {
            if (node.state == VoteNode.MEMBER) {
                total += node.votes;
                count++;
            }
        }
        if (device.votes > 0) {
            total += device.votes;
            count++;
        }
        final int maximum = byCurrentNodes ? count : 0;
        if (total > us.expectedVotes) {
            us.expectedVotes = total;
            listener.onExpectedVotes(total);
        }
        if (expectedVotesTracking && us.expectedVotes > trackingBarrier) {
            setTrackingBarrier(us.expectedVotes);
            listener.onTrackingBarrier(us.expectedVotes);
        }
        final Figures figures = calculate(allowDecrease, maximum);
        quorum = figures.quorum() & QUORUM_MASK;
        if (maximum > 0) {
            setExpectedOfMembers(maximum);
        }
        decide(figures.totalVotes());
    }

    void setExpectedOfMembers(final int votes) {
        for (final VoteNode node : nodes) {
            if (node.state == VoteNode.MEMBER) {
                node.expectedVotes = votes;
            }
        }
    }

    void setTrackingBarrier(final int votes) {
        trackingBarrier = votes;
        config.put("runtime.votequorum.ev_tracking_barrier", Value.ofU32(Integer.toUnsignedLong(votes)));
    }

    void setExpectedBarrier(final int votes) {
        expectedVotesBarrier = votes;
        config.put("runtime.votequorum.ev_barrier", Value.ofU32(Integer.toUnsignedLong(votes)));
    }

    void setWaitForAllStatus(final boolean waiting) {
        waitForAllStatus = waiting;
        us.set(VoteNode.FLAG_WFA_STATUS, waiting);
        config.put("runtime.votequorum.wait_for_all_status", Value.ofU8(waiting ? 1 : 0));
    }

    private void decide(final int total) {
        final boolean before = quorate;
        if (waitForAll && waitForAllStatus && total != us.expectedVotes) {
            LOGGER.info(LogMarkers.NOTICE, "Waiting for all cluster members. Current votes: {} expected_votes: {}", total,
                us.expectedVotes);
            quorate = false;
        } else {
            if (waitForAll) {
                setWaitForAllStatus(false);
            }
            quorate = quorum <= total;
            if (quorate) {
                rememberExtremes();
            } else {
                quorate = total == us.expectedVotes / 2 && previousMembers.length - members.length < quorum
                    && tieBreaker.favours(members, previousMembers, lowestId, highestId) || masterWins();
            }
            us.set(VoteNode.FLAG_QUORATE, quorate);
            if (waitForAll) {
                setWaitForAllStatus(!quorate);
            }
        }
        if (quorate != before) {
            listener.onVerdictChanged();
        }
    }

    private boolean masterWins() {
        if (!masterWinsAllowed) {
            return false;
        }
        for (final VoteNode node : nodes) {
            if (node.state == VoteNode.MEMBER && node.is(VoteNode.FLAG_QDEVICE_MASTER_WINS)
                && node.is(VoteNode.FLAG_QDEVICE_CAST_VOTE)) {
                return true;
            }
        }
        return false;
    }

    private void rememberExtremes() {
        lowestId = us.id;
        highestId = us.id;
        for (final VoteNode node : nodes) {
            if (node.state == VoteNode.MEMBER) {
                lowestId = Integer.compareUnsigned(node.id, lowestId) < 0 ? node.id : lowestId;
                highestId = Integer.compareUnsigned(node.id, highestId) > 0 ? node.id : highestId;
            }
        }
        config.put("runtime.votequorum.lowest_node_id", Value.ofU32(Integer.toUnsignedLong(lowestId)));
        config.put("runtime.votequorum.highest_node_id", Value.ofU32(Integer.toUnsignedLong(highestId)));
    }

    /** Whether the lowest node of the last quorate membership is a member now. */
    boolean hasLowest() {
        return TieBreaker.contains(members, lowestId);
    }
}
