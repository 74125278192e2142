package org.gatun.tools.notify;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatun.client.Cmap;
import org.gatun.client.CmapListener.Change;
import org.gatun.client.CmapTrack;
import org.gatun.client.CmapValue;
import org.gatun.client.CsException;
import org.gatun.client.Quorum;
import org.gatun.client.QuorumListener;
import org.gatun.client.RingId;

/**
 * Follows an engine and tells what happens: members come and go, quorum changes, programs connect, links fail. One thread, which
 * the events come on.
 */
public final class EngineWatch implements QuorumListener {
    private static final String MEMBERS = "runtime.members.";
    private static final String CONNECTIONS = "stats.ipcs.";
    private static final String LINKS = "stats.knet.";
    private static final Pattern MEMBER_STATE = Pattern.compile("runtime\\.members\\.(\\d+)\\.status");
    private static final Pattern CONNECTION_NAME =
        Pattern.compile("stats\\.ipcs\\.service-?\\d+\\.(-?\\d+)\\.([^.]+)\\.procname");
    private static final Pattern LINK_STATE = Pattern.compile("stats\\.knet\\.node(\\d+)\\.link(\\d+)\\.connected");

    private final Cmap settings;
    private final Cmap statistics;
    private final String host;
    private final int localNodeId;
    private final boolean isLookedUp;
    private final Consumer<ClusterEvent> listener;
    private final Map<String, CmapTrack> links = new HashMap<>();
    private boolean isQuorate;

    /**
     * Made with connections to both maps, which stay the caller's.
     *
     * @param host this host's name
     * @param isLookedUp whether names of nodes are looked up by their addresses
     */
    public EngineWatch(final Cmap settings, final Cmap statistics, final String host, final int localNodeId, final boolean isLookedUp,
        final Consumer<ClusterEvent> listener) {
        this.settings = settings;
        this.statistics = statistics;
        this.host = host;
        this.localNodeId = localNodeId;
        this.isLookedUp = isLookedUp;
        this.listener = listener;
    }

    /** Asks both maps for what {@link #run} tells then. */
    public void track() throws CsException {
        settings.trackPrefix(MEMBERS, EnumSet.of(Cmap.Event.ADD, Cmap.Event.MODIFY), (change, key, now, before) -> member(key, now));
        statistics.trackPrefix(CONNECTIONS, EnumSet.of(Cmap.Event.ADD, Cmap.Event.DELETE), this::connection);
        statistics.trackPrefix(LINKS, EnumSet.of(Cmap.Event.ADD, Cmap.Event.DELETE), this::linkOfRing);
        for (final String key : statistics.keys(LINKS)) {
            trackLink(key);
        }
    }

    @Override
    public void quorum(final boolean isNowQuorate, final RingId ringId, final int[] members) {
        if (isNowQuorate != isQuorate) {
            isQuorate = isNowQuorate;
            listener.accept(new ClusterEvent.Verdict(host, localNodeId, isNowQuorate));
        }
    }

    private void member(final String key, final CmapValue state) {
        final Matcher matcher = MEMBER_STATE.matcher(key);
        if (matcher.matches() && state != null) {
            final String address = address(MEMBERS + matcher.group(1) + ".ip");
            final String name = isLookedUp ? NodeNames.of(address) : address;
            listener.accept(new ClusterEvent.Node(name, Integer.parseUnsignedInt(matcher.group(1)), address, state.toString()));
        }
    }

    private String address(final String key) {
        try {
            return NodeNames.address(settings.find(key).map(CmapValue::toString).orElse(""));
        } catch (final CsException e) {
            // The engine goes; the loop finds it out.
            return "";
        }
    }

    private void connection(final Change change, final String key, final CmapValue now, final CmapValue before) {
        final Matcher matcher = CONNECTION_NAME.matcher(key);
        final CmapValue program = now == null ? before : now;
        if (matcher.matches() && program != null) {
            final String client = matcher.group(2) + "." + matcher.group(1) + "." + program;
            listener.accept(new ClusterEvent.Connection(host, localNodeId, client, change == Change.ADDED));
        }
    }

    private void linkOfRing(final Change change, final String key, final CmapValue now, final CmapValue before) {
        if (change == Change.DELETED) {
            final CmapTrack track = links.remove(key);
            if (track != null) {
                track.close();
            }
            return;
        }
        try {
            trackLink(key);
        } catch (final CsException e) {
            // The link went again at once, or the engine goes, which the loop finds out.
            links.remove(key);
        }
    }

    private void trackLink(final String key) throws CsException {
        if (LINK_STATE.matcher(key).matches() && !links.containsKey(key)) {
            links.put(key, statistics.track(key, EnumSet.of(Cmap.Event.MODIFY), (change, name, now, before) -> link(name, now)));
        }
    }

    private void link(final String key, final CmapValue state) {
        final Matcher matcher = LINK_STATE.matcher(key);
        if (matcher.matches() && state != null) {
            listener.accept(new ClusterEvent.Link(host, localNodeId, Integer.parseUnsignedInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)), state.asLong() != 0));
        }
    }

    /**
     * Tells of events until the engine is gone.
     *
     * @param quorum a connection with this as its listener, and tracking
     * @return how the loss showed
     */
    public String run(final Quorum quorum) {
        try (ReadyPoll poll = new ReadyPoll(quorum.fd(), settings.fd(), statistics.fd())) {
            while (true) {
                poll.await();
                int rc = quorum.dispatch(Integer.MAX_VALUE, 0);
                if (rc < 0) {
                    return "Could not dispatch quorum events. Error " + -rc;
                }
                rc = settings.dispatch(Integer.MAX_VALUE, 0);
                if (rc >= 0) {
                    rc = statistics.dispatch(Integer.MAX_VALUE, 0);
                }
                if (rc < 0) {
                    return "Could not dispatch cmap events. Error " + -rc;
                }
            }
        }
    }
}
