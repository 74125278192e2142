package org.gatun.engine.runtime;

import java.lang.foreign.MemorySegment;
import org.gatun.engine.service.ClientSessions;
import org.gatun.engine.service.LibraryGateway;
import org.gatun.engine.service.ServiceStartException;
import org.gatun.ipc.IpcConnection;
import org.gatun.ipc.IpcException;
import org.gatun.ipc.IpcHandler;
import org.gatun.ipc.IpcRate;
import org.gatun.ipc.IpcReports;
import org.gatun.ipc.IpcServer;
import org.gatun.ipc.IpcService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The local server in the services' terms: brings clients and requests to the {@link LibraryGateway}. On the services' thread. */
final class IpcSessions implements ClientSessions {
    private static final Logger LOG = LoggerFactory.getLogger("QB");
    private static final int SERVICES = 64;

    private final IpcServer server;
    private final IpcService[] services = new IpcService[SERVICES];
    private LibraryGateway gateway;

    IpcSessions(final IpcServer server) {
        this.server = server;
    }

    /** Where clients and requests go; set once, before the first service opens. */
    void gateway(final LibraryGateway libraryGateway) {
        gateway = libraryGateway;
    }

    @Override
    public void setRate(final int serviceId, final Rate rate) {
        if (services[serviceId] != null) {
            services[serviceId].setRate(switch (rate) {
                case FAST -> IpcRate.FAST;
                case NORMAL -> IpcRate.NORMAL;
                case SLOW -> IpcRate.SLOW;
                case OFF -> IpcRate.OFF;
                case OFF_2 -> IpcRate.OFF_2;
            });
        }
    }

    @Override
    public void open(final int serviceId, final String socketName) {
        try {
            services[serviceId] = server.open(socketName, new Handler(serviceId));
        } catch (final IpcException e) {
            throw new ServiceStartException("can't open the local socket of a service: name=" + socketName + ", " + e.getMessage());
        }
    }

    @Override
    public void close(final int serviceId) {
        if (services[serviceId] != null) {
            services[serviceId].close();
            services[serviceId] = null;
        }
    }

    /** Writes what the server reports to the log. */
    static final class Reports implements IpcReports {
        @Override
        public void dropped(final IpcConnection connection, final String reason) {
            LOG.error("connection of pid {} to {} ended: {}", connection.pid(), connection.service().name(), reason);
        }

        @Override
        public void failed(final String service, final String reason) {
            LOG.error("a client could not connect to {}: {}", service, reason);
        }

        @Override
        public void queueEmpty(final IpcConnection connection, final int queued, final int sent) {
            LOG.info("Q empty, queued:{} sent:{}.", queued, sent);
        }
    }

    private final class Handler implements IpcHandler {
        private final int serviceId;

        Handler(final int serviceId) {
            this.serviceId = serviceId;
        }

        @Override
        public int accept(final int pid, final int uid, final int gid) {
            return gateway.accept(serviceId, uid, gid);
        }

        @Override
        public void connected(final IpcConnection connection) {
            final IpcSession session = new IpcSession(connection);
            connection.attach(session);
            gateway.connected(serviceId, session);
        }

        @Override
        public void request(final IpcConnection connection, final MemorySegment message, final long offset, final int length) {
            gateway.request(serviceId, (IpcSession)connection.attachment(), message, offset, length);
        }

        @Override
        public void disconnected(final IpcConnection connection) {
            gateway.disconnected(serviceId, (IpcSession)connection.attachment());
        }
    }
}
