package org.gatun.engine.transport.knet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import org.gatun.engine.config.KnetSettings;
import org.gatun.engine.config.LinkSettings;
import org.gatun.engine.config.LogMarkers;
import org.gatun.engine.config.TotemSettings;
import org.gatun.engine.totem.TotemInput;
import org.gatun.engine.transport.RingTransport;
import org.gatun.engine.transport.TransportFailedException;
import org.gatun.natives.knet.KnetFigures;
import org.gatun.natives.knet.KnetHandle;
import org.gatun.natives.knet.KnetLog;
import org.gatun.natives.linux.Epoll;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.LinuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code transport: knet}: drives libknet as the C engine does, so that both are alike on the wire. Frames go into and come out of one
 * descriptor.
 *
 * <p>The state of links has no influence on membership: only a lost token has. One thread, the ring's, but for what tells of links.
 */
public final class KnetTransport implements RingTransport {
    private static final Logger LOG = LoggerFactory.getLogger("TOTEM");
    private static final Logger KNET_LOG = LoggerFactory.getLogger("KNET");
    private static final long FIRST_REPORT_NS = 100_000_000L;

    private final Arena arena = Arena.ofShared();
    private final KnetRouting routing = new KnetRouting();
    private final KnetCounters counters = new KnetCounters();
    private final boolean fallbackAllowed;
    private final KnetChannel channel;
    private TotemSettings settings;
    private TotemInput input;
    private volatile KnetHandle knet;
    private volatile KnetTopology topology;
    private KnetNozzle nozzle;
    private KnetKeys keys;
    private KnetLogReader log;
    private int dataFd = -1;
    private int epollFd = -1;
    private long epollData;
    private boolean reported;
    private long reportNs;

    /**
     * Nothing is opened before {@link #start}.
     *
     * @param fallbackAllowed whether to go on where large socket buffers are not to be had
     */
    public KnetTransport(final TotemSettings settings, final boolean fallbackAllowed) {
        this.settings = Objects.requireNonNull(settings);
        this.fallbackAllowed = fallbackAllowed;
        this.channel = new KnetChannel(arena, settings.localNode().nodeId(), counters);
    }

    @Override
    public void register(final int epollDescriptor, final long data) {
        epollFd = epollDescriptor;
        epollData = data;
        watch(dataFd, data);
    }

    @Override
    public void start(final TotemInput ring, final long nowNs) {
        input = Objects.requireNonNull(ring);
        LOG.info(LogMarkers.NOTICE, "Initializing transport (Kronosnet).");
        log = openLog();
        knet = openHandle();
        final KnetSettings wanted = settings.knet();
        final KnetPacketFilter filter = new KnetPacketFilter(wanted.compressionModel().equals(KnetPacketFilter.ZSTD_MODEL));
        topology = new KnetTopology(knet, filter, settings.localNode().nodeId());
        nozzle = new KnetNozzle(knet, settings.localNode().nodeId());
        keys = new KnetKeys(knet, filter);
        tuneHandle();
        setLogLevel();
        dataFd = require("knet_handle_add_datafd", knet.addDataFd(KnetRouting.RING));
        require("setsockopt", channel.use(knet, dataFd));
        require("knet_handle_crypto_set_config", keys.start(wanted.crypto()));
        if (!wanted.compressionModel().equals("none")) {
            warn("knet_handle_compress",
                knet.setCompression(wanted.compressionModel(), (int)wanted.compressionThreshold(), wanted.compressionLevel()));
        }
        require("knet_handle_setfwd", knet.setForwarding(true));
        if (epollFd >= 0) {
            register(epollFd, epollData);
        }
        LOG.info("totemknet initialized");
        reportNs = nowNs + FIRST_REPORT_NS;
    }

    @Override
    public int receive(final long data, final long nowNs) {
        return channel.receive(input, nowNs);
    }

    @Override
    public int doWork(final long nowNs) {
        int work = 0;
        for (KnetRouting.Notice notice = routing.poll(); notice != null; notice = routing.poll()) {
            take(notice);
            work++;
        }
        if (!reported && knet != null && reportNs - nowNs <= 0) {
            reported = true;
            reportLinks(nowNs);
            work++;
        }
        return work;
    }

    @Override
    public long nextDeadlineNs() {
        return reported || knet == null ? Long.MAX_VALUE : reportNs;
    }

    @Override
    public void reconfigure(final TotemSettings newSettings) {
        settings = newSettings;
        tuneHandle();
        setLogLevel();
        if (reported) {
            topology.apply(newSettings);
            nozzle.apply(newSettings.knet().nozzle());
        }
    }

    @Override
    public boolean loadCrypto() {
        return keys.load(settings.knet().crypto());
    }

    @Override
    public void activateCrypto() {
        keys.activate();
    }

    @Override
    public void cleanUpCrypto() {
        keys.cleanUp();
    }

    @Override
    public int continuousSendFailures() {
        return 0;
    }

    public KnetCounters counters() {
        return counters;
    }

    /** All links, by node and then by link, none before the ring begins; another list when they have changed. Any thread. */
    public List<KnetLink> links() {
        return topology == null ? List.of() : topology.links();
    }

    /** Whether a node can be reached by any link. Any thread. */
    public boolean isReachable(final int nodeId) {
        return knet != null && knet.reachable(nodeId) > 0;
    }

    /** Fills in the state of a link; false if there is none. Any thread. */
    public boolean linkStatus(final int nodeId, final int link, final KnetFigures figures) {
        return knet != null && knet.linkStatus(nodeId, link, figures) == 0;
    }

    /** Fills in the figures of all traffic; false if there is none. Any thread. */
    public boolean statistics(final KnetFigures figures) {
        return knet != null && knet.statistics(figures) == 0;
    }

    /** Sets all figures to 0. Any thread. */
    public void clearStatistics() {
        if (knet != null) {
            warn("knet_handle_clear_stats", knet.clearStatistics());
        }
    }

    @Override
    public void multicast(final MemorySegment segment, final long offset, final int length) {
        channel.addFrame(segment, offset, length);
    }

    @Override
    public void sendToken(final int nodeId, final MemorySegment segment, final long offset, final int length) {
        channel.addToken(nodeId, segment, offset, length);
    }

    @Override
    public void tokenUnanswered() {
        keys.useOther();
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void receiveMulticasts() {
        // Frames and tokens come by one descriptor, in order.
    }

    @Override
    public boolean discardPending() {
        return channel.discard();
    }

    @Override
    public void membershipSize(final int members) {
        // libknet watches its links itself.
    }

    @Override
    public void checkInterfaces(final long nowNs) {
        // libknet watches its links itself.
    }

    @Override
    public void close() {
        if (knet != null) {
            channel.flush();
            warn("knet_handle_setfwd", knet.setForwarding(false));
            nozzle.close();
            topology.clear();
            warn("knet_handle_remove_datafd", knet.removeDataFd(dataFd));
            channel.end();
            knet.close();
            knet = null;
        }
        if (log != null) {
            log.close();
            log = null;
        }
        arena.close();
    }

    private static KnetLogReader openLog() {
        try {
            return new KnetLogReader();
        } catch (final LinuxException e) {
            throw new TransportFailedException(e.getMessage());
        }
    }

    private KnetHandle openHandle() {
        final int nodeId = settings.localNode().nodeId();
        try {
            return openHandle(nodeId);
        } catch (final LinuxException e) {
            throw new TransportFailedException("knet_handle_new failed: " + Errno.strerror(e.errno()) + " (" + e.errno() + ")");
        } catch (final UnsatisfiedLinkError e) {
            throw new TransportFailedException("transport: knet needs a library: " + e.getMessage());
        }
    }

    private KnetHandle openHandle(final int nodeId) {
        try {
            return KnetHandle.open(nodeId, log.descriptor(), KnetLog.DEBUG, true, routing);
        } catch (final LinuxException e) {
            if (e.errno() != Errno.ENAMETOOLONG) {
                throw e;
            }
            if (!fallbackAllowed) {
                LOG.error("The process may not have socket buffers as large as knet wants: raise net.core.rmem_max and net.core.wmem_max,"
                    + " or set system.allow_knet_handle_fallback to yes");
                throw e;
            }
            LOG.warn("knet_handle_new failed with large socket buffers, trying without");
            return KnetHandle.open(nodeId, log.descriptor(), KnetLog.DEBUG, false, routing);
        }
    }

    private void tuneHandle() {
        final KnetSettings wanted = settings.knet();
        warn("knet_handle_enable_access_lists", knet.setAccessLists(settings.blockUnlistedIps()));
        warn("knet_handle_pmtud_setfreq", knet.setMtuInterval((int)wanted.pmtudInterval()));
        warn("knet_handle_pmtud_set", knet.setInterfaceMtu((int)wanted.mtu()));
    }

    private void setLogLevel() {
        final int level = KNET_LOG.isDebugEnabled() ? KnetLog.DEBUG : KnetLog.INFO;
        for (int subsystem = 0; subsystem < KnetHandle.SUBSYSTEMS_MAX; subsystem++) {
            final int rc = knet.setLogLevel(subsystem, level);
            if (rc < 0 && rc != -Errno.EINVAL) {
                warn("knet_log_set_loglevel", rc);
            }
        }
    }

    private void reportLinks(final long nowNs) {
        final List<LinkSettings> links = settings.links();
        for (int i = 0; i < links.size(); i++) {
            if (i == links.size() - 1) {
                topology.apply(settings);
                nozzle.apply(settings.knet().nozzle());
            }
            input.onInterfaceChange(links.get(i).link(), true, nowNs);
        }
    }

    private void take(final KnetRouting.Notice notice) {
        switch (notice) {
            case KnetRouting.Notice.Host host -> LOG.debug("Knet host change callback. nodeid: {} reachable: {}", host.nodeId(),
                host.reachable() ? 1 : 0);
            case KnetRouting.Notice.Mtu mtu -> LOG.debug("Knet pMTU change: {}", mtu.bytes());
            case KnetRouting.Notice.SocketFailed failed -> {
                final boolean full = failed.result() < 0 && failed.errno() == Errno.EAGAIN;
                // What comes for a device that is not up yet, or was set down, is lost; the device can come up.
                final boolean down = failed.channel() == KnetRouting.NOZZLE && !failed.sending() && failed.result() < 0 && failed.errno() == Errno.EIO;
                if (!full && !down) {
                    LOG.error("Knet data socket failed: channel: {} {}: {}", failed.channel(), failed.sending() ? "reading" : "writing",
                        failed.result() == 0 ? "end of file" : Errno.strerror(failed.errno()));
                    warn("knet_handle_remove_datafd", knet.removeDataFd(failed.fd()));
                    if (failed.channel() == KnetRouting.NOZZLE) {
                        nozzle.forgetDescriptor();
                    }
                }
            }
        }
        final Throwable failure = knet.failure();
        if (failure != null) {
            LOG.error("A call from libknet failed", failure);
        }
    }

    private void watch(final int fd, final long data) {
        if (fd >= 0) {
            Errno.check("epoll_ctl", Epoll.epollCtl(epollFd, Epoll.EPOLL_CTL_ADD, fd, Epoll.EPOLLIN, data));
        }
    }

    private static int require(final String call, final int result) {
        if (result < 0) {
            throw new TransportFailedException(call + " failed: " + Errno.strerror(-result) + " (" + -result + ")");
        }
        return result;
    }

    private static void warn(final String call, final int result) {
        if (result < 0) {
            LOG.warn("{} failed: {} ({})", call, Errno.strerror(-result), -result);
        }
    }
}
