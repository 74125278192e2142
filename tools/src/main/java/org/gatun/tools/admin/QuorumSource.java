package org.gatun.tools.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gatun.client.Cfg;
import org.gatun.client.Cmap;
import org.gatun.client.CmapMap;
import org.gatun.client.CmapValue;
import org.gatun.client.CsException;
import org.gatun.client.Quorum;
import org.gatun.client.QuorumListener;
import org.gatun.client.QuorumModel;
import org.gatun.client.RingId;
import org.gatun.client.Tracking;
import org.gatun.client.VoteQuorum;
import org.gatun.client.VoteQuorumListener;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.message.CsError;

/** What {@code corosync-quorumtool} asks of an engine: connections to four services, and what they last told. One thread. */
final class QuorumSource implements AutoCloseable, QuorumListener {
    private static final String VOTEQUORUM = "corosync_votequorum";
    private static final int WAIT_MS = 10_000;

    private final Cmap cmap;
    private final Quorum quorum;
    private final Cfg cfg;
    private final String provider;
    private VoteQuorum votes;
    private boolean isQuorate;
    private RingId ringId = new RingId(0, 0);
    private int[] members = new int[0];
    private boolean isTold;

    private QuorumSource(final Cmap cmap, final IpcEndpoint endpoint) throws CsException {
        this.cmap = cmap;
        provider = cmap.find("quorum.provider").map(CmapValue::toString).orElse(null);
        quorum = open("Cannot initialize QUORUM service", () -> Quorum.open(endpoint, QuorumModel.V1, this));
        cfg = open("Cannot initialize CFG service", () -> Cfg.open(endpoint, (kind, error) -> { }));
        if (VOTEQUORUM.equals(provider)) {
            votes = open("Cannot initialize VOTEQUORUM service", () -> VoteQuorum.open(endpoint, new VoteQuorumListener() { }));
        }
    }

    static QuorumSource open(final IpcEndpoint endpoint) throws CsException {
        return new QuorumSource(open("Cannot initialize CMAP service", () -> Cmap.open(endpoint, CmapMap.ICMAP)), endpoint);
    }

    private static <T> T open(final String failure, final Tool.Attempt<T> attempt) {
        try {
            return Tool.retry(attempt);
        } catch (final CsException e) {
            throw new ToolFailure(failure);
        }
    }

    Cfg cfg() {
        return cfg;
    }

    /** The votequorum service, {@code null} if it is not the provider. */
    VoteQuorum votes() {
        return votes;
    }

    /** Whether some provider is configured. */
    boolean hasProvider() {
        return quorum.hasProvider();
    }

    String provider() {
        return provider;
    }

    int localNodeId() {
        try {
            if (votes != null) {
                return votes.info(0).nodeId();
            }
            return cfg.localNodeId();
        } catch (final CsException e) {
            throw new ToolFailure("Unable to get the node ID: " + e.error().symbol());
        }
    }

    /** The names of the node list, by node id. */
    Map<Integer, String> names() throws CsException {
        final Map<Integer, String> names = new LinkedHashMap<>();
        for (final String key : cmap.keys("nodelist.node.")) {
            if (key.endsWith(".nodeid")) {
                final String name = key.substring(0, key.length() - "nodeid".length()) + "name";
                final int nodeId = (int)cmap.get(key).asLong();
                cmap.find(name).ifPresent(value -> names.put(nodeId, value.toString()));
            }
        }
        return names;
    }

    /** Asks for the present state, if it is not known from changes. */
    void refresh() {
        if (!isTold) {
            track(Tracking.CURRENT);
            awaitNotice();
        }
    }

    /** Asks for the present state and all changes. */
    void trackChanges() {
        track(Tracking.CHANGES);
        awaitNotice();
    }

    private void track(final Tracking tracking) {
        final CsError error = quorum.trackStart(tracking);
        if (error != CsError.OK) {
            throw new ToolFailure("Unable to start quorum status tracking: " + error.symbol());
        }
    }

    private void awaitNotice() {
        while (!isTold) {
            final int rc = quorum.dispatch(1, WAIT_MS);
            if (rc <= 0) {
                final CsError error = rc == 0 ? CsError.TIMEOUT : CsError.of(-rc);
                throw new ToolFailure("Unable to dispatch quorum status: " + error.symbol());
            }
        }
    }

    /** Waits for the next change. */
    CsError awaitChange() {
        isTold = false;
        int rc = 0;
        while (rc >= 0 && !isTold) {
            rc = quorum.dispatch(Integer.MAX_VALUE, -1);
        }
        return isTold ? CsError.OK : CsError.of(-rc);
    }

    @Override
    public void quorum(final boolean quorate, final RingId ring, final int[] nodes) {
        isQuorate = quorate;
        ringId = ring;
        members = nodes;
        isTold = true;
    }

    boolean isQuorate() {
        return isQuorate;
    }

    RingId ringId() {
        return ringId;
    }

    int[] members() {
        return members;
    }

    @Override
    public void close() {
        if (votes != null) {
            votes.close();
        }
        cfg.close();
        quorum.close();
        cmap.close();
    }
}
