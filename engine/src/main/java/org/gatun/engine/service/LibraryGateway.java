package org.gatun.engine.service;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.Value;
import org.gatun.engine.config.ValueType;
import org.gatun.engine.service.stats.ConnectionStatistics;
import org.gatun.engine.service.stats.StatisticsMap;
import org.gatun.engine.service.sync.Synchroniser;
import org.gatun.engine.totem.Groups;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of clients to the services: who may connect, which requests reach a handler, and the refusals. Called by the local server,
 * on the services' thread.
 */
public final class LibraryGateway {
    /** The client may connect. */
    public static final int ACCEPTED = 0;
    /** {@code -EAGAIN}: not ready before the first synchronisation. */
    public static final int NOT_READY = -11;
    /** {@code -EACCES}. */
    public static final int DENIED = -13;
    /** {@code -ENOSYS}: the service is not loaded. */
    public static final int NO_SERVICE = -38;

    private static final Logger LOGGER = LoggerFactory.getLogger("MAIN");

    private final Service[] services;
    private final Groups groups;
    private final ConfigMap config;
    private final Synchroniser synchroniser;
    private final FlowControl flowControl;
    private final MemorySegment refusal = Arena.ofAuto().allocate(ResponseHeader.LENGTH, 8);
    private boolean ready;
    /** By session; only refusals and the ends of connections look here. */
    private final Map<ClientSession, ConnectionStatistics> connections = new IdentityHashMap<>();
    private final StatisticsMap statistics;
    private long connectionsMade;
    private long connectionsClosed;

    LibraryGateway(final Service[] services, final Groups groups, final ConfigMap config, final Synchroniser synchroniser,
        final FlowControl flowControl, final StatisticsMap statistics) {
        this.services = services;
        this.groups = groups;
        this.config = config;
        this.synchroniser = synchroniser;
        this.flowControl = flowControl;
        this.statistics = statistics;
        statistics.add("stats.ipcs.global.active", () -> Value.ofU64(connections.size()));
        statistics.add("stats.ipcs.global.closed", () -> Value.ofU64(connectionsClosed));
        statistics.onClear("ipc", this::clearStatistics);
    }

    /**
     * Decides on a connection, by the credentials that the kernel gives.
     *
     * @return {@link #ACCEPTED}, or the negative errno for the connection response
     */
    public int accept(final int serviceId, final int uid, final int gid) {
        if (!ready) {
            return NOT_READY;
        }
        if (service(serviceId) == null) {
            return NO_SERVICE;
        }
        if (uid == 0 || gid == 0 || isAllowed("uid", uid) || isAllowed("gid", gid)) {
            return ACCEPTED;
        }
        LOGGER.error("Denied connection attempt from {}:{}", Integer.toUnsignedString(uid), Integer.toUnsignedString(gid));
        return DENIED;
    }

    /** A client that was accepted has its connection. */
    public void connected(final int serviceId, final ClientSession session) {
        final Service service = service(serviceId);
        if (service != null) {
            connections.put(session,
                new ConnectionStatistics(statistics, serviceId, session.pid(), ++connectionsMade, session.counters()));
            service.connected(session);
        }
    }

    /** A connection is gone. Ignored for one that was never {@link #connected} or is known to be gone. */
    public void disconnected(final int serviceId, final ClientSession session) {
        final ConnectionStatistics connection = connections.remove(session);
        final Service service = service(serviceId);
        if (connection != null && service != null) {
            connection.remove();
            connectionsClosed++;
            service.disconnected(session);
        }
    }

    /**
     * One request of {@code length} bytes. The bytes must be a copy that the client cannot change. Answers, or lets the service
     * answer.
     */
    public void request(final int serviceId, final ClientSession session, final MemorySegment request, final long offset,
        final int length) {
        final Service service = service(serviceId);
        if (service == null) {
            return;
        }
        if (length < RequestHeader.LENGTH) {
            refuse(session, CsError.INVALID_PARAM);
            return;
        }
        final LibraryRequest entry = service.libraryRequest(RequestHeader.id(request, offset));
        final int reserved = groups.reserve(length);
        flowControl.evaluate();
        if (reserved < 0 || entry == null || length < entry.minimumLength()) {
            refuse(service, entry, session, CsError.INVALID_PARAM);
        } else if (entry.flowControlled() && (reserved == 0 || synchroniser.inProgress())) {
            refuse(service, entry, session, CsError.TRY_AGAIN);
        } else {
            entry.handler().onRequest(session, request, offset, length);
        }
        if (reserved > 0) {
            groups.release(reserved);
        }
    }

    /** Treats all clients of a service as gone, whenever the local server gets round to closing their connections. */
    void disconnectAll(final int serviceId) {
        for (final Map.Entry<ClientSession, ConnectionStatistics> entry : List.copyOf(connections.entrySet())) {
            if (entry.getValue().serviceId() == serviceId) {
                disconnected(serviceId, entry.getKey());
            }
        }
    }

    void allowConnections() {
        ready = true;
    }

    private Service service(final int serviceId) {
        return serviceId >= 0 && serviceId < services.length ? services[serviceId] : null;
    }

    private void refuse(final Service service, final LibraryRequest entry, final ClientSession session, final CsError error) {
        if (entry != null && !entry.answered()) {
            count(session, error);
        } else {
            refuse(session, error);
        }
    }

    private void refuse(final ClientSession session, final CsError error) {
        count(session, error);
        ResponseHeader.put(refusal, 0, 0, ResponseHeader.LENGTH, error);
        session.respond(refusal, 0, ResponseHeader.LENGTH);
    }

    private void count(final ClientSession session, final CsError error) {
        final ConnectionStatistics connection = connections.get(session);
        if (connection != null) {
            if (error == CsError.INVALID_PARAM) {
                connection.invalidRequest();
            } else {
                connection.overload();
            }
        }
    }

    private void clearStatistics() {
        connectionsClosed = 0;
        for (final ConnectionStatistics connection : connections.values()) {
            connection.clear();
        }
    }

    private boolean isAllowed(final String kind, final int id) {
        final String name = kind + '.' + Integer.toUnsignedString(id);
        return isOne("uidgid." + name) || isOne("uidgid.config." + name);
    }

    private boolean isOne(final String key) {
        final Value value = config.get(key);
        return value != null && value.type() == ValueType.U8 && value.asInt() == 1;
    }
}
