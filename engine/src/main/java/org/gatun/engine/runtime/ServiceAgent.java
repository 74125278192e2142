package org.gatun.engine.runtime;

import org.gatun.engine.service.ServiceManager;
import org.gatun.ipc.IpcServer;

/** The agent that owns the services and the local server: requests in, responses and events out. */
final class ServiceAgent implements Agent, Poller.Source {
    private final IpcServer server;
    private final ServiceManager services;

    ServiceAgent(final IpcServer server, final ServiceManager services) {
        this.server = server;
        this.services = services;
    }

    @Override
    public void onReady(final long data, final int events, final long nowNs) {
        server.onReady(data, events, nowNs);
    }

    @Override
    public int doWork(final long nowNs) {
        return services.doWork(nowNs) + server.doWork(nowNs);
    }

    @Override
    public long nextDeadlineNs(final long nowNs) {
        final long serverNs = server.nextDeadlineNs(nowNs);
        final long servicesNs = services.nextDeadlineNs();
        if (serverNs == Long.MAX_VALUE && servicesNs == Long.MAX_VALUE) {
            return nowNs + EventLoop.LONGEST_SLEEP_NS;
        }
        if (serverNs == Long.MAX_VALUE || servicesNs == Long.MAX_VALUE) {
            return Math.min(serverNs, servicesNs);
        }
        return servicesNs - serverNs < 0 ? servicesNs : serverNs;
    }
}
