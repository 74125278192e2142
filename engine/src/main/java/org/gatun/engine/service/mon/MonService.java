package org.gatun.engine.service.mon;

import java.nio.file.Path;
import java.util.List;
import org.gatun.engine.service.Service;
import org.gatun.engine.service.ServiceContext;
import org.gatun.natives.linux.Machine;

/** The resource monitor (service 6): memory and load, in keys of this node. It sends nothing. On the services' thread. */
public final class MonService extends Service {
    /** The service id. */
    public static final int ID = 6;

    private final List<Gauge> gauges;

    /** Of this machine. */
    public MonService() {
        this(new MemoryGauge(Path.of("/proc/meminfo")), new LoadGauge(Machine::loadAverage15));
    }

    MonService(final Gauge... gauges) {
        super(ID, "mon", "corosync resource monitoring service", null);
        this.gauges = List.of(gauges);
    }

    @Override
    public void start(final ServiceContext context) {
        for (final Gauge gauge : gauges) {
            new MonitoredResource(gauge, context).start();
        }
    }
}
