package org.gatun.test.sim;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntUnaryOperator;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.TotemParameters;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.ClientSessions;
import org.gatun.engine.service.EngineControl;
import org.gatun.engine.service.NodeDirectory;
import org.gatun.engine.service.ServiceManager;
import org.gatun.engine.service.cmap.CmapService;
import org.gatun.engine.service.cpg.CpgService;
import org.gatun.engine.service.quorum.QuorumService;
import org.gatun.engine.service.stats.StatisticsMap;
import org.gatun.engine.totem.GroupListener;
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.RingId;
import org.gatun.engine.totem.RingIdStore;
import org.gatun.engine.totem.TotemTransport;
import org.gatun.engine.totem.pg.GroupCounters;
import org.gatun.engine.totem.pg.GroupLayer;
import org.gatun.engine.totem.srp.RingCounters;
import org.gatun.engine.totem.srp.RingOptions;
import org.gatun.engine.totem.srp.RingTrace;
import org.gatun.engine.totem.srp.SingleRing;
import org.gatun.ipc.message.CsError;
import org.gatun.test.evs.ConfigurationId;
import org.gatun.test.evs.ProcessTrace;

/** One life of an engine, wired as the daemon wires it, but for the network, the disk, the clients and the clock. One thread. */
final class SimEngine implements GroupListener, ClientSessions, NodeDirectory, EngineControl {
    static final int WINDOW_SIZE = 50;
    static final int MAX_MESSAGES = 17;
    /** Between two visits of the token to a ring that is idle. */
    static final int HOLD_MS = 180;
    private static final int NET_MTU = 1410;

    final SingleRing ring;
    final GroupLayer groups;
    final RingRecorder recorder;
    final ServiceManager services;
    private final Rate[] rates = new Rate[64];
    private final int nodeId;
    private boolean synchronised;

    SimEngine(final int nodeId, final SimPlan plan, final Arena arena, final TotemTransport transport, final RingIdStore store,
        final RingTrace log, final IntUnaryOperator random, final ProcessTrace trace, final BiConsumer<ConfigurationId, int[]> installed) {
        this.nodeId = nodeId;
        groups = new GroupLayer(arena, nodeId, NET_MTU, this, new GroupCounters());
        recorder = new RingRecorder(groups, trace, nodeId, installed);
        ring = new SingleRing(parameters(nodeId, plan.failRecv()), transport, store, recorder, new RingCounters(), log,
            new RingOptions(arena, 1, random, plan.firstSeq()));
        groups.bind(ring);
        services = new ServiceManager(groups, this, configuration(plan, nodeId), this, this, new StatisticsMap());
        services.load(new CmapService(new StatisticsMap()));
        services.load(new CpgService());
        services.load(new QuorumService());
    }

    private static TotemParameters parameters(final int nodeId, final int failRecv) {
        return new TotemParameters(nodeId, NET_MTU, 1000, 75, 238, HOLD_MS, 4, 50, 0, 1200, 200, 1000, failRecv, 30, 0, 50, WINDOW_SIZE, MAX_MESSAGES, 5, false);
    }

    private static ConfigMap configuration(final SimPlan plan, final int nodeId) {
        final ConfigMap keys = new ConfigMap();
        for (int id = 1; id <= plan.nodes(); id++) {
            final String node = "nodelist.node." + (id - 1) + '.';
            keys.put(node + "nodeid", Value.ofU32(id));
            keys.put(node + "ring0_addr", Value.ofString("10.77.0." + id));
        }
        keys.put("nodelist.local_node_pos", Value.ofU32(nodeId - 1));
        keys.put("quorum.provider", Value.ofString("corosync_votequorum"));
        if (plan.waitForAll()) {
            keys.put("quorum.wait_for_all", Value.ofU8(1));
        }
        if (plan.autoTieBreaker()) {
            keys.put("quorum.auto_tie_breaker", Value.ofU8(1));
        }
        return keys;
    }

    void start(final long localNs) {
        services.doWork(localNs);
        ring.start(localNs);
        ring.onInterfaceChange(0, true, localNs);
    }

    /** Whether the services are in step with those of the other members. */
    boolean isSynchronised() {
        return synchronised;
    }

    /** Whether clients of a service may send requests, as the local protocol tells them. */
    boolean takesRequests(final int serviceId) {
        return rates[serviceId] != Rate.OFF && rates[serviceId] != Rate.OFF_2;
    }

    @Override
    public void onDeliver(final GroupName group, final int from, final MemorySegment message, final long offset, final int length,
        final boolean foreignOrder) {
        services.onDeliver(group, from, message, offset, length, foreignOrder);
    }

    @Override
    public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] members, final int[] left,
        final int[] joined) {
        synchronised = false;
        services.onConfigurationChange(transitional, ringId, members, left, joined);
    }

    @Override
    public void onTokenSent() {
        services.onTokenSent();
    }

    @Override
    public void setRate(final int serviceId, final Rate rate) {
        rates[serviceId] = rate;
    }

    @Override
    public void open(final int serviceId, final String socketName) {
        rates[serviceId] = Rate.NORMAL;
    }

    @Override
    public void close(final int serviceId) {
        rates[serviceId] = Rate.OFF;
    }

    @Override
    public String describe(final int id) {
        return "r(0) ip(10.77.0." + id + ") ";
    }

    @Override
    public List<InetAddress> addresses(final int id) {
        return List.of();
    }

    @Override
    public List<Interface> interfaces() {
        return List.of(new Interface("0 10.77.0." + nodeId, "OK"));
    }

    @Override
    public Status status(final int id, final boolean isMember) {
        return null;
    }

    @Override
    public void synchronised() {
        synchronised = true;
    }

    @Override
    public void shutDown(final int exitStatus) {
        throw new AssertionError("an engine ends by itself: status=" + exitStatus);
    }

    @Override
    public void exitNow(final int exitStatus) {
        throw new AssertionError("an engine ends by itself: status=" + exitStatus);
    }

    @Override
    public Reload reload() {
        return new Reload(CsError.NOT_SUPPORTED, false);
    }

    @Override
    public void switchCrypto(final CryptoPhase phase) {
        throw new AssertionError("no crypto here");
    }

    @Override
    public void flushLogs() {
        // there is no log
    }

    @Override
    public void dumpFlightData() {
        // there is no log
    }

    @Override
    public void dumpState() {
        // there is no log
    }

    @Override
    public CsError reopenLogs() {
        return CsError.OK;
    }
}
