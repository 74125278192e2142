package org.gatun.engine.service;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.Counter;
import org.gatun.engine.config.LogMarkers;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.stats.StatisticsMap;
import org.gatun.engine.service.sync.SyncListener;
import org.gatun.engine.service.sync.Synchroniser;
import org.gatun.engine.totem.GroupListener;
import org.gatun.engine.totem.GroupName;
import org.gatun.engine.totem.Groups;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.RequestHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the services, dispatches executive messages to them, drives their synchronisation and their timers, and stops them in order.
 *
 * <p>Everything happens on the services' thread: the calls of {@link GroupListener}, of the {@link #gateway()}, and the duty cycle.
 */
public final class ServiceManager implements GroupListener {
    /** Slots for services. */
    static final int SERVICES_MAX = 64;

    private static final Logger LOGGER = LoggerFactory.getLogger("SERV");
    private static final long STOP_DEADLINE_NS = 500_000_000L;
    /** A stop may come out of the delivery of a message: then the visit that goes on has sent its messages before. */
    private static final int STOP_VISITS = 2;

    private final Groups groups;
    private final ClientSessions sessions;
    private final ConfigMap config;
    private final Service[] services = new Service[SERVICES_MAX];
    private final Counter[][] received = new Counter[SERVICES_MAX][];
    private final Counter[][] sent = new Counter[SERVICES_MAX][];
    private final Timers timers = new Timers();
    private final ArrayDeque<Runnable> afterToken = new ArrayDeque<>();
    private final Synchroniser synchroniser;
    private final MemberKeys memberKeys;
    private final RuntimeKeys runtimeKeys;
    private final FlowControl flowControl;
    private final LibraryGateway gateway;
    private final Context context;
    private final Timers.Timer stopTimer = timers.create(this::stopped);
    private Runnable whenStopped;
    private boolean stopping;
    private int visitsLeft = STOP_VISITS;

    /**
     * @param config holds the node's configuration already
     * @param nodes addresses and links
     * @param control the engine's own life
     * @param statistics gets a part for each connection
     */
    public ServiceManager(final Groups groups, final ClientSessions sessions, final ConfigMap config, final NodeDirectory nodes,
        final EngineControl control, final StatisticsMap statistics) {
        this.groups = groups;
        this.sessions = sessions;
        this.config = config;
        this.context = new Context(nodes, control);
        this.memberKeys = new MemberKeys(config, nodes);
        this.synchroniser = new Synchroniser(groups, new SyncEvents());
        this.flowControl = new FlowControl(groups, sessions, services, synchroniser, timers);
        this.gateway = new LibraryGateway(services, groups, config, synchroniser, flowControl, statistics);
        this.runtimeKeys = new RuntimeKeys(config, groups, control);
    }

    /** Where the local server hands in clients and their requests. */
    public LibraryGateway gateway() {
        return gateway;
    }

    /**
     * Loads a service: its keys, its start, its socket. All are to be loaded before the first configuration comes.
     *
     * @throws ServiceStartException if it cannot start
     */
    public void load(final Service service) {
        final int id = service.id();
        if (services[id] != null) {
            throw new ServiceStartException("service id is taken: id=" + id + ", by=" + services[id].name());
        }
        services[id] = service;
        makeKeys(service);
        service.start(context);
        if (service.isSynchronised()) {
            synchroniser.add(service);
        }
        LOGGER.info(LogMarkers.NOTICE, "Service engine loaded: {} [{}]", service.fullName(), id);
        if (service.socketName() != null) {
            sessions.open(id, service.socketName());
        }
    }

    /** Fires what is due; the number of things done. */
    public int doWork(final long nowNs) {
        return timers.advance(nowNs);
    }

    /** When {@link #doWork} is next needed, {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineNs() {
        return timers.nextDeadlineNs();
    }

    /**
     * Stops the services, those of higher priority first, and their clients; then lets the ring send what they said.
     *
     * @param whenDone run on this thread after a token visit that sent what they said, or half a second if there is none
     */
    public void stop(final Runnable whenDone) {
        if (stopping) {
            return;
        }
        stopping = true;
        runtimeKeys.close();
        whenStopped = whenDone;
        final List<Service> order = new ArrayList<>();
        for (final Service service : services) {
            if (service != null) {
                order.add(service);
            }
        }
        order.sort(Comparator.comparingInt(Service::stopPriority).reversed().thenComparingInt(Service::id));
        for (final Service service : order) {
            service.stop();
            // The others learn of the clients' end before this node leaves: they see processes end, not a node go down.
            gateway.disconnectAll(service.id());
            services[service.id()] = null;
            if (service.socketName() != null) {
                sessions.close(service.id());
            }
            LOGGER.info(LogMarkers.NOTICE, "Service engine unloaded: {}", service.fullName());
        }
        stopTimer.start(STOP_DEADLINE_NS);
        groups.requestTokenCallback();
    }

    @Override
    public void onDeliver(final GroupName group, final int nodeId, final MemorySegment message, final long offset, final int length,
        final boolean foreignOrder) {
        if (stopping || length < RequestHeader.LENGTH) {
            return;
        }
        if (foreignOrder) {
            LOGGER.warn("discarded message of node {}: it has another byte order", Integer.toUnsignedString(nodeId));
        } else if (group == GroupName.SYNC) {
            synchroniser.onMessage(nodeId, message, offset, length);
        } else {
            dispatch(nodeId, message, offset, length);
        }
    }

    @Override
    public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] members, final int[] left,
        final int[] joined) {
        if (!stopping) {
            memberKeys.update(left, joined);
            synchroniser.onConfigurationChange(transitional, ringId, members);
        }
    }

    @Override
    public void onTokenSent() {
        if (stopping) {
            visitsLeft--;
            if (visitsLeft > 0) {
                groups.requestTokenCallback();
            } else {
                stopped();
            }
        } else {
            synchroniser.onTokenSent();
            // What they ask for anew is for the token after this one.
            for (int i = afterToken.size(); i > 0; i--) {
                afterToken.remove().run();
            }
        }
    }

    private void dispatch(final int nodeId, final MemorySegment message, final long offset, final int length) {
        final int id = RequestHeader.id(message, offset);
        final int serviceId = ExecHeader.service(id);
        final Service service = serviceId < SERVICES_MAX ? services[serviceId] : null;
        if (service == null) {
            return;
        }
        final int function = ExecHeader.function(id);
        if (function >= service.execFunctions()) {
            LOGGER.warn("discarded unknown message {} for service {} (max id {})", function, service.fullName(),
                service.execFunctions() - 1);
            return;
        }
        received[serviceId][function].increment();
        service.execHandler(function).onMessage(nodeId, message, offset, length);
    }

    private void makeKeys(final Service service) {
        final int id = service.id();
        final String internal = "internal_configuration.service." + id;
        config.put(internal + ".name", Value.ofString("corosync_" + service.name()));
        config.put(internal + ".ver", Value.ofU32(0));
        final String runtime = "runtime.services." + service.name() + '.';
        config.put(runtime + "service_id", Value.ofU16(id));
        received[id] = new Counter[service.execFunctions()];
        sent[id] = new Counter[service.execFunctions()];
        for (int function = 0; function < service.execFunctions(); function++) {
            sent[id][function] = config.counter(runtime + function + ".tx");
            received[id][function] = config.counter(runtime + function + ".rx");
        }
    }

    private void stopped() {
        if (whenStopped != null) {
            stopTimer.cancel();
            final Runnable action = whenStopped;
            whenStopped = null;
            action.run();
        }
    }

    private final class SyncEvents implements SyncListener {
        @Override
        public void onSyncStarted() {
            flowControl.evaluate();
        }

        @Override
        public void onSyncCompleted() {
            LoggerFactory.getLogger("MAIN").info(LogMarkers.NOTICE, "Completed service synchronization, ready to provide service.");
            groups.synchronisationComplete();
            gateway.allowConnections();
            flowControl.evaluate();
            context.control().synchronised();
        }
    }

    private final class Context implements ServiceContext {
        private final NodeDirectory nodes;
        private final EngineControl control;

        private Context(final NodeDirectory nodes, final EngineControl control) {
            this.nodes = nodes;
            this.control = control;
        }

        @Override
        public ConfigMap config() {
            return config;
        }

        @Override
        public Timers timers() {
            return timers;
        }

        @Override
        public NodeDirectory nodes() {
            return nodes;
        }

        @Override
        public EngineControl control() {
            return control;
        }

        @Override
        public int localNodeId() {
            return groups.localNodeId();
        }

        @Override
        public boolean synchronising() {
            return synchroniser.inProgress();
        }

        @Override
        public boolean multicast(final Service service, final int function, final MemorySegment head, final long headOffset,
            final int headLength, final MemorySegment body, final long bodyOffset, final int bodyLength) {
            sent[service.id()][function].increment();
            return groups.multicast(GroupName.SERVICES, head, headOffset, headLength, body, bodyOffset, bodyLength);
        }

        @Override
        public boolean multicast(final Service service, final int function, final MemorySegment message, final int length) {
            sent[service.id()][function].increment();
            return groups.multicastApart(GroupName.SERVICES, message, 0, length);
        }

        @Override
        public void onNextToken(final Runnable action) {
            afterToken.add(action);
            groups.requestTokenCallback();
        }

        @Override
        public void forceGather() {
            groups.forceGather();
        }

        @Override
        public void flowControlChanged() {
            flowControl.evaluate();
        }

        @Override
        public void load(final Service service) {
            ServiceManager.this.load(service);
        }

        @Override
        public boolean isLoaded(final int serviceId) {
            return serviceId >= 0 && serviceId < SERVICES_MAX && services[serviceId] != null;
        }
    }
}
