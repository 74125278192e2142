package org.gatun.engine.service.votequorum;

import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.KeyCursor;

/**
 * The {@code quorum} section and the nodelist's votes, as they stand in the configuration map. Immutable; times in milliseconds.
 *
 * @param nodes entries of the nodelist, 0 = none
 * @param nodelistVotes their votes
 * @param evenlyOne every node of the nodelist has one vote
 * @param ownVotes of this node
 * @param expectedVotes as configured, 0 = not
 * @param waitForAll {@code null} = not configured: follows two_node
 * @param device a quorum device is configured
 * @param deviceVotes {@code -1} = not configured
 */
record VoteSettings(
    int nodes,
    int nodelistVotes,
    boolean evenlyOne,
    int ownVotes,
    int expectedVotes,
    boolean twoNode,
    Boolean waitForAll,
    boolean lastManStanding,
    int lastManStandingWindow,
    boolean autoTieBreaker,
    String autoTieBreakerNode,
    boolean allowDownscale,
    boolean expectedVotesTracking,
    boolean device,
    int deviceVotes,
    int deviceTimeout,
    int deviceSyncTimeout) {

    static VoteSettings read(final ConfigMap config) {
        final List<String> positions = new ArrayList<>();
        final KeyCursor keys = config.iterate("nodelist.node.");
        for (String key = keys.next(); key != null; key = keys.next()) {
            final String position = key.substring("nodelist.node.".length()).split("\\.", 2)[0];
            if (!positions.contains(position)) {
                positions.add(position);
            }
        }
        final long local = config.getU32("nodelist.local_node_pos", -1);
        int votes = 0;
        boolean evenlyOne = true;
        int own = (int)config.getU32("quorum.votes", 1);
        for (final String position : positions) {
            final int nodeVotes = (int)config.getU32("nodelist.node." + position + ".quorum_votes", 1);
            votes += nodeVotes;
            evenlyOne &= nodeVotes == 1;
            if (position.equals(Long.toString(local))) {
                own = nodeVotes;
            }
        }
        final boolean downscale = config.getU8("quorum.allow_downscale", 0) != 0;
        final String model = config.getString("quorum.device.model");
        return new VoteSettings(positions.size(), votes, evenlyOne, own, (int)config.getU32("quorum.expected_votes", 0),
            config.getU8("quorum.two_node", 0) != 0,
            config.get("quorum.wait_for_all") == null ? null : config.getU8("quorum.wait_for_all", 0) != 0,
            config.getU8("quorum.last_man_standing", 0) != 0, (int)config.getU32("quorum.last_man_standing_window", 10_000),
            config.getU8("quorum.auto_tie_breaker", 0) != 0, config.getString("quorum.auto_tie_breaker_node"),
            downscale, downscale || config.getU8("quorum.expected_votes_tracking", 0) != 0,
            model != null && !model.isEmpty(), (int)config.getU32("quorum.device.votes", -1),
            (int)config.getU32("quorum.device.timeout", 10_000), (int)config.getU32("quorum.device.sync_timeout", 30_000));
    }
}
