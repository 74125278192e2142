package org.gatun.engine.runtime;

import java.lang.foreign.Arena;
import java.util.concurrent.Executor;
import org.gatun.engine.config.GatunSettings;
import org.gatun.engine.config.LogMarkers;
import org.gatun.engine.config.SystemSettings;
import org.gatun.engine.config.TotemParameters;
import org.gatun.engine.runtime.seam.Doorbell;
import org.gatun.engine.service.EngineControl;
import org.gatun.engine.service.ServiceManager;
import org.gatun.engine.service.cfg.CfgService;
import org.gatun.engine.service.cmap.CmapService;
import org.gatun.engine.service.cpg.CpgService;
import org.gatun.engine.service.mon.MonService;
import org.gatun.engine.service.pload.PloadService;
import org.gatun.engine.service.quorum.QuorumService;
import org.gatun.engine.service.stats.SchedulingMisses;
import org.gatun.engine.service.stats.StatisticsMap;
import org.gatun.engine.service.wd.WdService;
import org.gatun.engine.totem.pg.GroupCounters;
import org.gatun.engine.totem.pg.GroupLayer;
import org.gatun.engine.totem.pg.Unpacker;
import org.gatun.engine.totem.srp.RingCounters;
import org.gatun.engine.totem.srp.RingOptions;
import org.gatun.engine.totem.srp.SingleRing;
import org.gatun.engine.transport.RingTransport;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.IpcServer;
import org.gatun.ipc.Transport;
import org.gatun.ipc.message.CsError;
import org.gatun.natives.linux.SystemdNotify;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All parts of one running engine, wired together. {@link #run} takes the calling thread, which is the services' and, unless {@code
 * threading: dedicated} gives it one of its own, the ring's; {@link #requestStop} is for any thread.
 */
final class Engine implements EngineControl {
    private static final Logger LOG = LoggerFactory.getLogger("MAIN");
    private static final int RING = 1;
    private static final int CLIENTS = 2;
    /** A ring is idle, or in trouble, when the token takes longer. */
    private static final long TOKEN_EXPECTED_NS = 1_000_000;

    private final EngineConfiguration configuration;
    private final Arena arena = Arena.ofShared();
    private final TokenPacedWaiter waiter;
    private final RingTransport transport;
    private final SingleRing ring;
    private final GroupLayer groups;
    private final RingAgent ringAgent;
    private final DedicatedRing dedicated;
    private final Executor ringThread;
    private final IpcServer server;
    private final ServiceManager services;
    private final StatisticsMap statistics = new StatisticsMap();
    private final BlackBox blackBox;
    private final LiveConfiguration live;
    private final EventLoop loop;
    private final SystemdNotify systemd = SystemdNotify.fromEnvironment();
    private volatile boolean stopRequested;
    private boolean stopping;
    private int exitStatus;

    Engine(final EngineConfiguration configuration) {
        this.configuration = configuration;
        final TotemParameters parameters = configuration.totem().parameters();
        final GatunSettings gatun = configuration.gatun();
        blackBox = new BlackBox(configuration.logging(), configuration.system().stateDirectory(),
            gatun.recorder() == GatunSettings.Recorder.ON ? VmRecording.start() : null);
        transport = Transports.create(configuration.totem(), configuration.system());
        final RingCounters ringCounters = new RingCounters();
        final GroupCounters groupCounters = new GroupCounters();
        final Deliveries deliveries = new Deliveries();
        waiter = new TokenPacedWaiter(this::tokenTravels);
        final Doorbell doorbell = new Doorbell(waiter::wake);
        final Unpacker unpacker = new Unpacker(deliveries, groupCounters);
        dedicated = gatun.threading() == GatunSettings.Threading.DEDICATED ? new DedicatedRing(arena, doorbell, unpacker) : null;
        final RingLog ringLog = new RingLog(parameters);
        groups = new GroupLayer(arena, parameters.nodeId(), parameters.netMtu(), dedicated == null ? unpacker : dedicated.deliveries(),
            groupCounters);
        ring = new SingleRing(parameters, transport, new FileRingIdStore(configuration.system().stateDirectory(),
            parameters.nodeId()), groups, ringCounters, ringLog,
            new RingOptions(arena, configuration.totem().links().size(), Randoms::upTo, 0));
        groups.bind(ring);
        server = new IpcServer(waiter.clients().descriptor(), CLIENTS, IpcEndpoint.standard().withNames("", gatun.ipcNameSuffix()),
            configuration.system().ipcType() == SystemSettings.IpcType.SOCKET ? Transport.SOCKET : Transport.SHM,
            IpcServer.DEFAULT_QUEUE_LIMIT, new IpcSessions.Reports());
        waiter.requests(server::requests);
        final IpcSessions sessions = new IpcSessions(server);
        final ConfiguredNodes nodes = Transports.nodes(configuration.totem(), transport);
        ringThread = dedicated == null ? Runnable::run : dedicated;
        live = new LiveConfiguration(configuration, ring, ringLog, transport, nodes, ringThread);
        services = new ServiceManager(dedicated == null ? groups : dedicated.seenFromServices(groups), sessions, configuration.keys(),
            nodes, this, statistics);
        deliveries.to(services);
        sessions.gateway(services.gateway());
        EngineStatistics.register(statistics, ringCounters, groupCounters, transport::continuousSendFailures);
        final Agent transportStatistics = Transports.statistics(statistics, transport);
        // Services that start timers need the time.
        services.doWork(System.nanoTime());
        services.load(new CmapService(statistics));
        services.load(new CfgService());
        services.load(new CpgService());
        services.load(new PloadService());
        services.load(new MonService());
        services.load(new WdService());
        services.load(new QuorumService());
        ringAgent = new RingAgent(transport, ring);
        final Agent pauses = new PauseWatch(live::tokenTimeoutMs, new SchedulingMisses(statistics));
        final ServiceAgent serviceAgent = new ServiceAgent(server, services);
        waiter.ring().owner(RING, ringAgent);
        waiter.clients().owner(CLIENTS, serviceAgent);
        transport.register((dedicated == null ? waiter.ring() : dedicated.poller()).descriptor(), (long)RING << Poller.OWNER_SHIFT);
        loop = dedicated == null
            ? new EventLoop(waiter, gatun.idle(), doorbell, new StopAgent(), pauses, transportStatistics, serviceAgent, ringAgent)
            : new EventLoop(waiter, gatun.idle(), doorbell, new StopAgent(), pauses, transportStatistics, dedicated.reports(), serviceAgent);
    }

    /** Runs the engine on the calling thread until it has ended in order; the exit status. */
    int run() {
        Scheduling.apply(configuration.system());
        if (dedicated == null) {
            startRing();
        } else {
            dedicated.start(ringAgent, groups, RING, configuration.gatun().idle(), () -> {
                Scheduling.apply(configuration.system());
                startRing();
            }, loop::stop);
        }
        loop.run();
        if (dedicated != null) {
            dedicated.end();
        }
        server.close();
        transport.close();
        systemd.stopping();
        LOG.info(LogMarkers.NOTICE, "Gatun Cluster Engine exiting normally");
        return exitStatus;
    }

    private boolean tokenTravels(final long nowNs) {
        return dedicated == null && ring.expectsToken(nowNs, TOKEN_EXPECTED_NS);
    }

    private void startRing() {
        final long nowNs = System.nanoTime();
        ring.start(nowNs);
        transport.start(dedicated == null ? new AnswerGate(ring, waiter.clients()::poll, server::requests, server::events) : ring, nowNs);
    }

    /** Asks the engine to leave the ring and end. Any thread. */
    void requestStop() {
        stopRequested = true;
        loop.wake();
    }

    @Override
    public void synchronised() {
        systemd.ready();
    }

    @Override
    public void shutDown(final int status) {
        if (!stopping) {
            stopping = true;
            exitStatus = status;
            services.stop(this::leave);
        }
    }

    private void leave() {
        if (dedicated == null) {
            ring.leave();
        } else {
            dedicated.execute(() -> {
                ring.leave();
                dedicated.stop();
            });
        }
        loop.stop();
    }

    @Override
    public void exitNow(final int status) {
        flushLogs();
        Runtime.getRuntime().halt(status);
    }

    @Override
    public EngineControl.Reload reload() {
        return live.reload();
    }

    @Override
    public void switchCrypto(final CryptoPhase phase) {
        ringThread.execute(() -> {
            switch (phase) {
                case ACTIVATE -> transport.activateCrypto();
                case CLEAN_UP -> transport.cleanUpCrypto();
            }
        });
    }

    @Override
    public void flushLogs() {
        configuration.logging().flush();
    }

    /** Writes all that is known before the process ends. Any thread. */
    void dumpAtEnd() {
        blackBox.dump();
    }

    @Override
    public void dumpFlightData() {
        blackBox.dumpQuickly();
    }

    @Override
    public void dumpState() {
        blackBox.logState(configuration.keys(), statistics);
    }

    @Override
    public CsError reopenLogs() {
        configuration.logging().reopen();
        return CsError.OK;
    }

    /** Turns the wish of another thread into an orderly end. */
    private final class StopAgent implements Agent {
        @Override
        public int doWork(final long nowNs) {
            if (!stopRequested || stopping) {
                return 0;
            }
            shutDown(0);
            return 1;
        }

        @Override
        public long nextDeadlineNs(final long nowNs) {
            return nowNs + EventLoop.LONGEST_SLEEP_NS;
        }
    }
}
