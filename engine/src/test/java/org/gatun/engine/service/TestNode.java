package org.gatun.engine.service;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.service.stats.StatisticsMap;
import org.gatun.ipc.message.CsError;

/** One engine's services on a {@link TestRing}, with an environment that notes what it is asked. */
public final class TestNode implements NodeDirectory, EngineControl {
    private final TestRing.Node ring;
    private final TestSessions sessions = new TestSessions();
    private final ConfigMap config = new ConfigMap();
    private final StatisticsMap statistics = new StatisticsMap();
    private final ServiceManager manager;
    private final List<String> control = new ArrayList<>();
    private Reload reload = new Reload(CsError.OK, false);

    public TestNode(final TestRing ring, final int nodeId, final Service... services) {
        this.ring = ring.add(nodeId);
        this.manager = new ServiceManager(this.ring, sessions, config, this, this, statistics);
        this.ring.listener(manager);
        for (final Service service : services) {
            manager.load(service);
        }
    }

    public TestRing.Node ring() {
        return ring;
    }

    public TestSessions sessions() {
        return sessions;
    }

    public ConfigMap config() {
        return config;
    }

    public StatisticsMap statistics() {
        return statistics;
    }

    public ServiceManager manager() {
        return manager;
    }

    /** What the engine around the services was asked to do. */
    public List<String> control() {
        return control;
    }

    public void reloadResult(final Reload result) {
        reload = result;
    }

    /** A client that the gateway accepts. */
    public TestSession connect(final int serviceId, final int pid) {
        final TestSession session = new TestSession(pid);
        final int result = manager.gateway().accept(serviceId, 0, 0);
        if (result != LibraryGateway.ACCEPTED) {
            throw new AssertionError("refused: " + result);
        }
        manager.gateway().connected(serviceId, session);
        return session;
    }

    /** Hands a request in; the answer, if there is one, is with the session. */
    public void request(final int serviceId, final TestSession session, final MemorySegment request) {
        final MemorySegment copy = Arena.ofAuto().allocate(request.byteSize() + 3);
        MemorySegment.copy(request, 0, copy, 3, request.byteSize());
        manager.gateway().request(serviceId, session, copy, 3, (int)request.byteSize());
    }

    /** Hands a request in and takes the answer. */
    public MemorySegment call(final int serviceId, final TestSession session, final MemorySegment request) {
        request(serviceId, session, request);
        return session.response();
    }

    @Override
    public String describe(final int nodeId) {
        return "r(0) ip(10.77.0." + nodeId + ") ";
    }

    @Override
    public List<InetAddress> addresses(final int nodeId) {
        try {
            return nodeId > 9 ? List.of() : List.of(InetAddress.getByAddress(new byte[] {10, 77, 0, (byte)nodeId}));
        } catch (final UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public List<Interface> interfaces() {
        return List.of(new Interface("0 10.77.0." + ring.localNodeId(), "OK"));
    }

    @Override
    public Status status(final int nodeId, final boolean isMember) {
        return nodeId > 9 ? null : new Status(true, false, false, 0, 0, 0,
            List.of(new Link(0, true, true, false, 1410, "10.77.0." + nodeId, "")));
    }

    @Override
    public void synchronised() {
        control.add("synchronised");
    }

    @Override
    public void shutDown(final int exitStatus) {
        control.add("shut down " + exitStatus);
    }

    @Override
    public void exitNow(final int exitStatus) {
        control.add("exit now " + exitStatus);
    }

    @Override
    public Reload reload() {
        control.add("reload");
        return reload;
    }

    @Override
    public void switchCrypto(final CryptoPhase phase) {
        control.add("crypto " + phase);
    }

    @Override
    public void flushLogs() {
        control.add("flush logs");
    }

    @Override
    public void dumpFlightData() {
        control.add("dump flight data");
    }

    @Override
    public void dumpState() {
        control.add("dump state");
    }

    @Override
    public CsError reopenLogs() {
        control.add("reopen logs");
        return CsError.OK;
    }
}
