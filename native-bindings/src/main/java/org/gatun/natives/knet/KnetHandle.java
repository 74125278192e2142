package org.gatun.natives.knet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.gatun.natives.knet.generated.LibKnet;
import org.gatun.natives.knet.generated.knet_handle_compress_cfg;
import org.gatun.natives.knet.generated.knet_handle_crypto_cfg;
import org.gatun.natives.knet.generated.knet_host_status;
import org.gatun.natives.link.ErrnoCapture;
import org.gatun.natives.link.NativeLibrary;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.LinuxException;
import org.gatun.natives.linux.SocketAddresses;

/**
 * One local node of libknet: its hosts, links and data descriptors. Results are 0 or the negated errno; {@code -EINVAL} after
 * {@link #close}. Most calls wait for libknet's threads to leave its lock, which takes a moment. Any thread, but not within a
 * {@link KnetListener}. Owns the memory of its upcalls until {@link #close}, which ends libknet's threads first.
 */
public final class KnetHandle implements AutoCloseable {
    public static final int TRANSPORT_LOOPBACK = LibKnet.KNET_TRANSPORT_LOOPBACK();
    public static final int TRANSPORT_UDP = LibKnet.KNET_TRANSPORT_UDP();
    public static final int TRANSPORT_SCTP = LibKnet.KNET_TRANSPORT_SCTP();
    public static final int POLICY_PASSIVE = LibKnet.KNET_LINK_POLICY_PASSIVE();
    public static final int POLICY_ACTIVE = LibKnet.KNET_LINK_POLICY_ACTIVE();
    public static final int POLICY_RR = LibKnet.KNET_LINK_POLICY_RR();
    public static final long LINK_HIGH_PRIORITY = LibKnet.KNET_LINK_FLAG_TRAFFICHIPRIO();
    /** Bytes of the longest message. */
    public static final int MESSAGE_MAX = LibKnet.KNET_MAX_PACKET_SIZE();
    public static final int HOST_MAX = LibKnet.KNET_MAX_HOST() - 1;
    public static final int LINKS_MAX = LibKnet.KNET_MAX_LINK();
    /** Numbers of subsystems of the log are below this. */
    public static final int SUBSYSTEMS_MAX = LibKnet.KNET_MAX_SUBSYSTEMS();

    static final NativeLibrary LIBRARY = NativeLibrary.load("libknet.so.1", "libknet1", "1.25");
    private static final MethodHandle NEW = LIBRARY.withErrno("knet_handle_new_ex", LibKnet::knet_handle_new_ex$descriptor);
    private static final MethodHandle FREE = LIBRARY.withErrno("knet_handle_free", LibKnet::knet_handle_free$descriptor);
    private static final MethodHandle FILTER = LIBRARY.withErrno("knet_handle_enable_filter",
        LibKnet::knet_handle_enable_filter$descriptor);
    private static final MethodHandle SOCK = LIBRARY.withErrno("knet_handle_enable_sock_notify",
        LibKnet::knet_handle_enable_sock_notify$descriptor);
    private static final MethodHandle HOST_NOTIFY = LIBRARY.withErrno("knet_host_enable_status_change_notify",
        LibKnet::knet_host_enable_status_change_notify$descriptor);
    private static final MethodHandle PMTUD_NOTIFY = LIBRARY.withErrno("knet_handle_enable_pmtud_notify",
        LibKnet::knet_handle_enable_pmtud_notify$descriptor);
    private static final MethodHandle ADD_DATAFD = LIBRARY.withErrno("knet_handle_add_datafd", LibKnet::knet_handle_add_datafd$descriptor);
    private static final MethodHandle REMOVE_DATAFD = LIBRARY.withErrno("knet_handle_remove_datafd",
        LibKnet::knet_handle_remove_datafd$descriptor);
    private static final MethodHandle SEND_SYNC = LIBRARY.withErrno("knet_send_sync", LibKnet::knet_send_sync$descriptor);
    private static final MethodHandle SETFWD = LIBRARY.withErrno("knet_handle_setfwd", LibKnet::knet_handle_setfwd$descriptor);
    private static final MethodHandle ACCESS_LISTS = LIBRARY.withErrno("knet_handle_enable_access_lists",
        LibKnet::knet_handle_enable_access_lists$descriptor);
    private static final MethodHandle PMTUD_SETFREQ = LIBRARY.withErrno("knet_handle_pmtud_setfreq",
        LibKnet::knet_handle_pmtud_setfreq$descriptor);
    private static final MethodHandle PMTUD_SET = LIBRARY.withErrno("knet_handle_pmtud_set", LibKnet::knet_handle_pmtud_set$descriptor);
    private static final MethodHandle PMTUD_GET = LIBRARY.withErrno("knet_handle_pmtud_get", LibKnet::knet_handle_pmtud_get$descriptor);
    private static final MethodHandle CRYPTO_SET = LIBRARY.withErrno("knet_handle_crypto_set_config",
        LibKnet::knet_handle_crypto_set_config$descriptor);
    private static final MethodHandle CRYPTO_USE = LIBRARY.withErrno("knet_handle_crypto_use_config",
        LibKnet::knet_handle_crypto_use_config$descriptor);
    private static final MethodHandle CRYPTO_CLEAR = LIBRARY.withErrno("knet_handle_crypto_rx_clear_traffic",
        LibKnet::knet_handle_crypto_rx_clear_traffic$descriptor);
    private static final MethodHandle COMPRESS = LIBRARY.withErrno("knet_handle_compress", LibKnet::knet_handle_compress$descriptor);
    private static final MethodHandle GET_STATS = LIBRARY.withErrno("knet_handle_get_stats", LibKnet::knet_handle_get_stats$descriptor);
    private static final MethodHandle CLEAR_STATS = LIBRARY.withErrno("knet_handle_clear_stats",
        LibKnet::knet_handle_clear_stats$descriptor);
    private static final MethodHandle HOST_ADD = LIBRARY.withErrno("knet_host_add", LibKnet::knet_host_add$descriptor);
    private static final MethodHandle HOST_REMOVE = LIBRARY.withErrno("knet_host_remove", LibKnet::knet_host_remove$descriptor);
    private static final MethodHandle HOST_POLICY = LIBRARY.withErrno("knet_host_set_policy", LibKnet::knet_host_set_policy$descriptor);
    private static final MethodHandle HOST_STATUS = LIBRARY.withErrno("knet_host_get_status", LibKnet::knet_host_get_status$descriptor);
    private static final MethodHandle LINK_SET = LIBRARY.withErrno("knet_link_set_config", LibKnet::knet_link_set_config$descriptor);
    private static final MethodHandle LINK_CLEAR = LIBRARY.withErrno("knet_link_clear_config", LibKnet::knet_link_clear_config$descriptor);
    private static final MethodHandle LINK_ENABLE = LIBRARY.withErrno("knet_link_set_enable", LibKnet::knet_link_set_enable$descriptor);
    private static final MethodHandle LINK_TIMERS = LIBRARY.withErrno("knet_link_set_ping_timers",
        LibKnet::knet_link_set_ping_timers$descriptor);
    private static final MethodHandle LINK_PONGS = LIBRARY.withErrno("knet_link_set_pong_count",
        LibKnet::knet_link_set_pong_count$descriptor);
    private static final MethodHandle LINK_PRIORITY = LIBRARY.withErrno("knet_link_set_priority",
        LibKnet::knet_link_set_priority$descriptor);
    private static final MethodHandle LINK_STATUS = LIBRARY.withErrno("knet_link_get_status", LibKnet::knet_link_get_status$descriptor);
    private static final MethodHandle LOG_LEVEL = LIBRARY.withErrno("knet_log_set_loglevel", LibKnet::knet_log_set_loglevel$descriptor);
    private static final MethodHandle SUBSYSTEM_NAME = LIBRARY.withErrno("knet_log_get_subsystem_name",
        LibKnet::knet_log_get_subsystem_name$descriptor);
    private static final int NAME_MAX = 15;
    private static final int SOCKADDR_STORAGE = 128;

    private final Arena arena = Arena.ofShared();
    private final KnetUpcalls upcalls;
    private MemorySegment handle = MemorySegment.NULL;

    private KnetHandle(final KnetListener listener) {
        this.upcalls = new KnetUpcalls(listener);
    }

    /**
     * {@code knet_handle_new_ex} and the functions that libknet calls. Takes about 200 ms; the threads that it starts inherit the
     * caller's scheduling.
     *
     * @param hostId 0 to 65535
     * @param logFd where {@link KnetLog} messages are written, 0 = nowhere; the caller's
     * @param privileged insist on large socket buffers: ENAMETOOLONG where the system's limits forbid them
     * @throws LinuxException if it fails
     */
    public static KnetHandle open(final int hostId, final int logFd, final int logLevel, final boolean privileged,
        final KnetListener listener) {
        final KnetHandle knet = new KnetHandle(listener);
        try {
            knet.create(hostId, logFd, logLevel, privileged ? LibKnet.KNET_HANDLE_FLAG_PRIVILEGED() : 0);
            Errno.check("knet_handle_enable_filter", knet.install(FILTER, knet.upcalls.filter(knet.arena)));
            Errno.check("knet_handle_enable_sock_notify", knet.install(SOCK, knet.upcalls.socket(knet.arena)));
            Errno.check("knet_host_enable_status_change_notify", knet.install(HOST_NOTIFY, knet.upcalls.host(knet.arena)));
            Errno.check("knet_handle_enable_pmtud_notify", knet.install(PMTUD_NOTIFY, knet.upcalls.mtu(knet.arena)));
            return knet;
        } catch (final RuntimeException e) {
            knet.close();
            throw e;
        }
    }

    /** What the listener threw first since the last call, {@code null} if nothing. */
    public Throwable failure() {
        return upcalls.failure();
    }

    /**
     * {@code knet_handle_add_datafd} with a pair made by libknet: the descriptor to send and receive messages with, or -errno. Closed by
     * {@link #removeDataFd} and by {@link #close}.
     */
    public int addDataFd(final int channel) {
        return addDataFd(0, channel);
    }

    /** {@code knet_handle_add_datafd}: libknet reads and writes a descriptor of the caller's, who removes and closes it. 0. */
    public int addDataFd(final int fd, final int channel) {
        try (Arena scratch = Arena.ofConfined()) {
            final MemorySegment fds = scratch.allocateFrom(ValueLayout.JAVA_INT, fd);
            final MemorySegment channels = scratch.allocateFrom(ValueLayout.JAVA_BYTE, (byte)channel);
            final int rc = call(state -> (int)ADD_DATAFD.invokeExact(state, handle, fds, channels));
            return rc < 0 || fd > 0 ? rc : fds.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /** {@code knet_handle_remove_datafd}. */
    public int removeDataFd(final int fd) {
        return call(state -> (int)REMOVE_DATAFD.invokeExact(state, handle, fd));
    }

    /**
     * {@code knet_send_sync}: sends a message to the one node that the filter names, on the calling thread, past what waits in a descriptor.
     * The listener is asked on this thread. 0, EHOSTDOWN: the node is not connected, and what goes to this node itself, which is carried; EAGAIN:
     * no room; ECANCELED: nothing is forwarded; E2BIG: for more than one node. Allocates nothing.
     */
    public int sendSync(final MemorySegment message, final int length, final int channel) {
        Objects.checkFromIndexSize(0, length, message.byteSize());
        final MemorySegment state = ErrnoCapture.state();
        try {
            final int rc = (int)SEND_SYNC.invokeExact(state, handle, message, (long)length, (byte)channel);
            return rc == 0 ? 0 : -ErrnoCapture.errno(state);
        } catch (final Throwable t) {
            throw ErrnoCapture.misuse("knet_send_sync", t);
        }
    }

    /** {@code knet_handle_setfwd}: whether messages are carried, no at first. To stop waits until what was written is sent, 0.4 s. */
    public int setForwarding(final boolean on) {
        return call(state -> (int)SETFWD.invokeExact(state, handle, on ? 1 : 0));
    }

    /** {@code knet_handle_enable_access_lists}: whether packets of senders that are no peer of a link are dropped. */
    public int setAccessLists(final boolean on) {
        return call(state -> (int)ACCESS_LISTS.invokeExact(state, handle, on ? 1 : 0));
    }

    /** {@code knet_handle_pmtud_setfreq}: seconds between discoveries of the path MTU, 1 to 86400. */
    public int setMtuInterval(final int seconds) {
        return call(state -> (int)PMTUD_SETFREQ.invokeExact(state, handle, seconds));
    }

    /** {@code knet_handle_pmtud_set}: the MTU of the interfaces in bytes, 0 = discovered. */
    public int setInterfaceMtu(final int bytes) {
        return call(state -> (int)PMTUD_SET.invokeExact(state, handle, bytes));
    }

    /** {@code knet_handle_pmtud_get}: the bytes of a message that fit one packet on all links. */
    public int dataMtu() {
        try (Arena scratch = Arena.ofConfined()) {
            final MemorySegment mtu = scratch.allocate(ValueLayout.JAVA_INT);
            final int rc = call(state -> (int)PMTUD_GET.invokeExact(state, handle, mtu));
            return rc < 0 ? rc : mtu.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /** {@code knet_handle_crypto_set_config}: fills a slot, 1 or 2. EBUSY: it is in use; ENXIO: an unknown name. Wipes the copied key. */
    public int setCrypto(final KnetCrypto crypto, final int slot) {
        try (Arena scratch = Arena.ofConfined()) {
            final MemorySegment config = scratch.allocate(knet_handle_crypto_cfg.layout());
            setName(knet_handle_crypto_cfg.crypto_model(config), crypto.model());
            setName(knet_handle_crypto_cfg.crypto_cipher_type(config), crypto.cipher());
            setName(knet_handle_crypto_cfg.crypto_hash_type(config), crypto.hash());
            final MemorySegment key = knet_handle_crypto_cfg.private_key(config);
            Objects.checkFromIndexSize(0, crypto.key().length, key.byteSize());
            MemorySegment.copy(crypto.key(), 0, key, ValueLayout.JAVA_BYTE, 0, crypto.key().length);
            knet_handle_crypto_cfg.private_key_len(config, crypto.key().length);
            final int rc = call(state -> (int)CRYPTO_SET.invokeExact(state, handle, config, (byte)slot));
            key.fill((byte)0);
            return rc;
        }
    }

    /** {@code knet_handle_crypto_use_config}: sends with a slot, 0 = in clear. */
    public int useCrypto(final int slot) {
        return call(state -> (int)CRYPTO_USE.invokeExact(state, handle, (byte)slot));
    }

    /** {@code knet_handle_crypto_rx_clear_traffic}: whether packets in clear are taken although a slot is filled, yes at first. */
    public int setClearTraffic(final boolean allowed) {
        final byte value = (byte)(allowed ? LibKnet.KNET_CRYPTO_RX_ALLOW_CLEAR_TRAFFIC() : LibKnet.KNET_CRYPTO_RX_DISALLOW_CLEAR_TRAFFIC());
        return call(state -> (int)CRYPTO_CLEAR.invokeExact(state, handle, value));
    }

    /**
     * {@code knet_handle_compress}. EINVAL: an unknown model, or a level that it has not.
     *
     * @param threshold bytes above which messages are compressed, 0 = libknet's default
     */
    public int setCompression(final String model, final int threshold, final int level) {
        try (Arena scratch = Arena.ofConfined()) {
            final MemorySegment config = scratch.allocate(knet_handle_compress_cfg.layout());
            setName(knet_handle_compress_cfg.compress_model(config), model);
            knet_handle_compress_cfg.compress_threshold(config, threshold);
            knet_handle_compress_cfg.compress_level(config, level);
            return call(state -> (int)COMPRESS.invokeExact(state, handle, config));
        }
    }

    /** {@code knet_handle_get_stats} into {@link KnetFigures#ofHandle}. */
    public int statistics(final KnetFigures figures) {
        return call(state -> (int)GET_STATS.invokeExact(state, handle, figures.segment(), figures.segment().byteSize()));
    }

    /** {@code knet_handle_clear_stats}, those of links included. */
    public int clearStatistics() {
        return call(state -> (int)CLEAR_STATS.invokeExact(state, handle, LibKnet.KNET_CLEARSTATS_HANDLE_AND_LINK()));
    }

    /** {@code knet_host_add}: a node, this one included. EEXIST. About 2 MB. */
    public int addHost(final int hostId) {
        return call(state -> (int)HOST_ADD.invokeExact(state, handle, (short)hostId));
    }

    /** {@code knet_host_remove}. EBUSY: it has links. */
    public int removeHost(final int hostId) {
        return call(state -> (int)HOST_REMOVE.invokeExact(state, handle, (short)hostId));
    }

    /** {@code knet_host_set_policy}: how links are chosen, a {@code POLICY_…}. */
    public int setPolicy(final int hostId, final int policy) {
        return call(state -> (int)HOST_POLICY.invokeExact(state, handle, (short)hostId, (byte)policy));
    }

    /** {@code knet_host_get_status}: 1 = reachable, 0 = not. */
    public int reachable(final int hostId) {
        try (Arena scratch = Arena.ofConfined()) {
            final MemorySegment status = scratch.allocate(knet_host_status.layout());
            final int rc = call(state -> (int)HOST_STATUS.invokeExact(state, handle, (short)hostId, status));
            return rc < 0 ? rc : knet_host_status.reachable(status);
        }
    }

    /**
     * {@code knet_link_set_config}: opens the socket of a link. EBUSY, EADDRNOTAVAIL, EADDRINUSE, EPROTONOSUPPORT.
     *
     * @param transport a {@code TRANSPORT_…}
     * @param source of this node; port and scope as in {@code destination}
     * @param destination of the other node, of the same family
     * @param scopeId index of the interface for link-local addresses, else 0
     * @param flags 0 or {@link #LINK_HIGH_PRIORITY}
     */
    public int setLink(final int hostId, final int link, final int transport, final InetAddress source, final InetAddress destination,
        final int port, final int scopeId, final long flags) {
        try (Arena scratch = Arena.ofConfined()) {
            final MemorySegment from = scratch.allocate(SOCKADDR_STORAGE, 8);
            final MemorySegment to = scratch.allocate(SOCKADDR_STORAGE, 8);
            SocketAddresses.setInet(from, 0, source, port, scopeId);
            SocketAddresses.setInet(to, 0, destination, port, scopeId);
            return call(state -> (int)LINK_SET.invokeExact(state, handle, (short)hostId, (byte)link, (byte)transport, from, to, flags));
        }
    }

    /** {@code knet_link_clear_config}. EBUSY: it is enabled. */
    public int clearLink(final int hostId, final int link) {
        return call(state -> (int)LINK_CLEAR.invokeExact(state, handle, (short)hostId, (byte)link));
    }

    /** {@code knet_link_set_enable}. */
    public int enableLink(final int hostId, final int link, final boolean on) {
        return call(state -> (int)LINK_ENABLE.invokeExact(state, handle, (short)hostId, (byte)link, on ? 1 : 0));
    }

    /**
     * {@code knet_link_set_ping_timers}. EINVAL: an interval or precision of 0; ENOSYS: a timeout of 0.
     *
     * @param precision samples of the mean latency
     */
    public int setPingTimers(final int hostId, final int link, final long intervalMs, final long timeoutMs, final int precision) {
        return call(state -> (int)LINK_TIMERS.invokeExact(state, handle, (short)hostId, (byte)link, intervalMs, timeoutMs, precision));
    }

    /** {@code knet_link_set_pong_count}: answers after which a link is up, 1 to 255. */
    public int setPongCount(final int hostId, final int link, final int count) {
        return call(state -> (int)LINK_PONGS.invokeExact(state, handle, (short)hostId, (byte)link, (byte)count));
    }

    /** {@code knet_link_set_priority}: higher is preferred, 0 to 255. */
    public int setPriority(final int hostId, final int link, final int priority) {
        return call(state -> (int)LINK_PRIORITY.invokeExact(state, handle, (short)hostId, (byte)link, (byte)priority));
    }

    /** {@code knet_link_get_status} into {@link KnetFigures#ofLink}. EINVAL: no such link. */
    public int linkStatus(final int hostId, final int link, final KnetFigures figures) {
        return call(state -> (int)LINK_STATUS.invokeExact(state, handle, (short)hostId, (byte)link, figures.segment(),
            figures.segment().byteSize()));
    }

    /** {@code knet_log_set_loglevel}: what a part of libknet logs, a level of {@link KnetLog}. EINVAL: no such part. */
    public int setLogLevel(final int subsystem, final int level) {
        return call(state -> (int)LOG_LEVEL.invokeExact(state, handle, (byte)subsystem, (byte)level));
    }

    /** {@code knet_log_get_subsystem_name}: the name of a part of libknet, {@code common} if there is none. */
    public static String subsystemName(final int subsystem) {
        try {
            final MemorySegment name = (MemorySegment)SUBSYSTEM_NAME.invokeExact(ErrnoCapture.state(), (byte)subsystem);
            return name.getString(0);
        } catch (final Throwable t) {
            throw ErrnoCapture.misuse("knet_log_get_subsystem_name", t);
        }
    }

    /** {@code knet_handle_free}, when all hosts are removed, and the memory of the upcalls; takes about 200 ms. Once more does nothing. */
    @Override
    public void close() {
        if (!handle.equals(MemorySegment.NULL)) {
            Errno.check("knet_handle_free", call(state -> (int)FREE.invokeExact(state, handle)));
            handle = MemorySegment.NULL;
        }
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    private void create(final int hostId, final int logFd, final int logLevel, final long flags) {
        final MemorySegment state = ErrnoCapture.state();
        try {
            handle = (MemorySegment)NEW.invokeExact(state, (short)hostId, logFd, (byte)logLevel, flags);
        } catch (final Throwable t) {
            throw ErrnoCapture.misuse("knet_handle_new_ex", t);
        }
        if (handle.equals(MemorySegment.NULL)) {
            throw new LinuxException("knet_handle_new_ex", ErrnoCapture.errno(state));
        }
    }

    private int install(final MethodHandle function, final MemorySegment stub) {
        return call(state -> (int)function.invokeExact(state, handle, MemorySegment.NULL, stub));
    }

    private static void setName(final MemorySegment field, final String name) {
        final byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length > NAME_MAX) {
            throw new IllegalArgumentException("the name is longer than " + NAME_MAX + " characters: name=" + name);
        }
        field.fill((byte)0);
        MemorySegment.copy(bytes, 0, field, ValueLayout.JAVA_BYTE, 0, bytes.length);
    }

    private static int call(final ErrnoCapture.Call call) {
        return ErrnoCapture.result("libknet", call);
    }
}
