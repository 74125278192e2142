package org.gatun.engine.transport.udp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.gatun.engine.config.AddressText;
import org.gatun.engine.config.LogMarkers;
import org.gatun.engine.config.TotemSettings;
import org.gatun.engine.totem.TotemInput;
import org.gatun.engine.transport.RingTransport;
import org.gatun.engine.transport.TransportFailedException;
import org.gatun.engine.transport.udp.InterfaceLookup.LocalInterface;
import org.gatun.natives.linux.Epoll;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.Sockets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code udpu} and {@code udp} share: batches of datagrams in both directions, members, and the checks of the local
 * interface with the sockets that come and go by them. One thread, the ring's; made and started by another is fine, if before.
 *
 * <p>States of the interface and what a check does:
 * <pre>
 *  state     interface  action
 *  NONE      up         open sockets → REGULAR, report up
 *  NONE      down       udpu: TransportFailedException; udp: → LOOPBACK, report down
 *  REGULAR   up         one member: nothing; else open the sockets anew (what waits in the old ones is lost)
 *  REGULAR   down       close the sockets → LOOPBACK, report down
 *  LOOPBACK  up         open sockets → REGULAR, report up
 *  LOOPBACK  down       nothing
 * </pre>
 * A report is made only when it differs from the last. Checks repeat each downcheck while the interface is down or the ring has
 * one member; the ring asks for one when it lost the token. In state LOOPBACK nothing is sent: the ring processes its own
 * frames itself, and this node is alone.
 *
 * <p>A port that cannot be bound is tried again after 100, 200, … 1000 ms and then fatal, as in the C engine, but without
 * blocking the thread.
 */
public abstract class SocketTransport implements RingTransport {
    private enum State { NONE, REGULAR, LOOPBACK }

    static final Logger LOG = LoggerFactory.getLogger("TOTEM");

    private static final long MS = 1_000_000L;
    private static final long FIRST_CHECK_NS = 100 * MS;
    private static final long BIND_RETRY_NS = 100 * MS;
    private static final int BIND_RETRIES = 10;
    /** No flood keeps the thread in one call for ever. */
    private static final int DISCARD_MAX = 65_536;

    final UdpTransportParameters parameters;
    final TransportCounters counters = new TransportCounters();
    final Arena arena = Arena.ofShared();
    final MemberTable members;
    final SendBatch sending;
    private final InterfaceLookup interfaces;
    private final MemorySegment discardArea;

    private boolean blockUnlistedIps;
    private long downcheckNs;
    private TotemInput input;
    private int epollFd = -1;
    private long epollData;
    private State state = State.NONE;
    private boolean open;
    private int bindFailures;
    private Boolean reportedUp;
    private boolean linkTold;
    private int ringMembers;
    private boolean checkArmed;
    private long checkNs;
    private long lastNowNs;
    /** Of the message being handed over: bytes behind the datagram in hand, and the length of its datagrams. */
    private int bytesLeft;
    private int segmentInHand = 1;

    SocketTransport(final UdpTransportParameters parameters, final InterfaceLookup interfaces) {
        this.parameters = parameters;
        this.interfaces = interfaces;
        this.members = new MemberTable(arena, parameters.port());
        this.sending = new SendBatch(arena, counters);
        this.discardArea = arena.allocate(64);
        this.blockUnlistedIps = parameters.blockUnlistedIps();
        this.downcheckNs = parameters.downcheckMs() * MS;
        for (final UdpMember member : parameters.members()) {
            members.put(member);
        }
    }

    /** The transport that the parameters ask for, on the interfaces of this host; no socket is open yet. */
    public static SocketTransport create(final UdpTransportParameters parameters) {
        return create(parameters, new KernelInterfaces());
    }

    /** As {@link #create(UdpTransportParameters)}, on interfaces that somebody else knows. */
    public static SocketTransport create(final UdpTransportParameters parameters, final InterfaceLookup interfaces) {
        return parameters.mode() == UdpTransportParameters.Mode.UNICAST
            ? new UnicastTransport(parameters, interfaces)
            : new MulticastTransport(parameters, interfaces);
    }

    /** Begins: the first check of the interface, which opens the sockets, is due 100 ms later. */
    @Override
    public final void start(final TotemInput ring, final long nowNs) {
        input = Objects.requireNonNull(ring);
        lastNowNs = nowNs;
        LOG.info(LogMarkers.NOTICE, "Initializing transport (UDP/IP {}).",
            parameters.mode() == UdpTransportParameters.Mode.UNICAST ? "Unicast" : "Multicast");
        arm(nowNs + FIRST_CHECK_NS);
    }

    @Override
    public final void register(final int epollDescriptor, final long data) {
        epollFd = epollDescriptor;
        epollData = data;
        for (final int fd : fds()) {
            watch(fd);
        }
    }

    /** The sockets that receive, none while the interface is down. A copy; they change at interface checks. */
    public final int[] fds() {
        return open ? receivingSockets() : new int[0];
    }

    /**
     * Reads one batch of each socket without waiting and hands the frames to the ring, in the order of each socket.
     *
     * @return the number of datagrams taken, 0 = nothing waited
     */
    public final int receive(final long nowNs) {
        lastNowNs = nowNs;
        return open ? receiveAll(nowNs) : 0;
    }

    @Override
    public final int receive(final long data, final long nowNs) {
        return receive(nowNs);
    }

    /** Runs the interface check that is due; how much was done, 0 = nothing. {@link TransportFailedException} is fatal. */
    @Override
    public final int doWork(final long nowNs) {
        lastNowNs = nowNs;
        if (!checkArmed || checkNs - nowNs > 0) {
            return 0;
        }
        checkArmed = false;
        check(nowNs);
        return 1;
    }

    @Override
    public final long nextDeadlineNs() {
        return checkArmed ? checkNs : Long.MAX_VALUE;
    }

    @Override
    public final void reconfigure(final TotemSettings settings) {
        reconfigure(settings.blockUnlistedIps(), settings.parameters().downcheck());
        LOG.info("Configuring link {}", parameters.link());
        final List<UdpMember> wanted = UdpMember.of(settings);
        for (int i = members.count() - 1; i >= 0; i--) {
            final int nodeId = members.nodeId(i);
            if (wanted.stream().noneMatch(member -> member.nodeId() == nodeId)) {
                removeMember(nodeId);
            }
        }
        wanted.forEach(this::addMember);
    }

    @Override
    public final int continuousSendFailures() {
        return counters.continuousSendmsgFailures();
    }

    /** A reload changed one of these two; the period holds from the next check on. */
    public final void reconfigure(final boolean newBlockUnlistedIps, final int newDowncheckMs) {
        if (newDowncheckMs <= 0) {
            throw new IllegalArgumentException("downcheck must be above 0: downcheck=" + newDowncheckMs);
        }
        blockUnlistedIps = newBlockUnlistedIps;
        downcheckNs = newDowncheckMs * MS;
    }

    /** A reload added a node or gave it another address. False: the table of 384 members is full. */
    public final boolean addMember(final UdpMember member) {
        if (UdpTransportParameters.isIpv6(member.address()) != UdpTransportParameters.isIpv6(parameters.bindAddress())) {
            throw new IllegalArgumentException("address family differs from the bind address's: nodeid=" + member.nodeId()
                + ", address=" + AddressText.of(member.address()));
        }
        final InetAddress before = members.addressOf(member.nodeId());
        if (member.address().equals(before)) {
            return true;
        }
        flush();
        if (!members.put(member)) {
            return false;
        }
        if (before != null) {
            tellMember("removing", before);
        }
        tellMember("adding new", member.address());
        return true;
    }

    /** A reload removed a node. False: it was none. */
    public final boolean removeMember(final int nodeId) {
        final InetAddress before = members.addressOf(nodeId);
        if (before == null) {
            return false;
        }
        flush();
        members.remove(nodeId);
        tellMember("removing", before);
        return true;
    }

    public final TransportCounters counters() {
        return counters;
    }

    /** Whether the sockets are open on the node's interface. */
    public final boolean isUp() {
        return open;
    }

    @Override
    public final void sendToken(final int nodeId, final MemorySegment segment, final long offset, final int length) {
        final int index = members.indexOf(nodeId);
        if (index < 0 || nodeId == parameters.nodeId()) {
            return;
        }
        if (!open) {
            counters.unsent++;
            return;
        }
        if (sending.room() == 0) {
            flush();
        }
        sending.addToken(members.address(index), segment, offset, length);
    }

    /** Queues a frame to all destinations, behind what was given before. */
    final void queue(final MemorySegment segment, final long offset, final int length) {
        if (!open) {
            counters.unsent++;
            return;
        }
        if (sending.room() == 0 || sending.hasToken()) {
            flush();
        }
        sending.addFrame(segment, offset, length);
    }

    @Override
    public final void flush() {
        if (!open) {
            sending.clear();
        } else if (!sending.isEmpty()) {
            nameDestinations(sending);
            sending.flush(sendingSocket());
        }
    }

    @Override
    public final void membershipSize(final int size) {
        ringMembers = size;
        if (bindFailures == 0) {
            checkArmed = false;
            if (size == 1) {
                arm(lastNowNs + downcheckNs);
            }
        }
    }

    @Override
    public final void checkInterfaces(final long nowNs) {
        lastNowNs = nowNs;
        check(nowNs);
    }

    @Override
    public final void close() {
        if (open) {
            flush();
            open = false;
            closeSockets();
        }
        checkArmed = false;
        arena.close();
    }

    /** Opens the sockets for an interface and registers the receiving ones by {@link #watch}: 0, or -errno and none is open. */
    abstract int openSockets(LocalInterface local);

    abstract void closeSockets();

    abstract int[] receivingSockets();

    abstract int sendingSocket();

    abstract int receiveAll(long nowNs);

    /** Says where frames go, by {@link SendBatch#begin} and {@link SendBatch#addDestination}. */
    abstract void nameDestinations(SendBatch batch);

    /** Whether the batch's datagram is to be handed on; counts if not. */
    abstract boolean accepts(ReceiveBatch batch, int index);

    final boolean blocksUnlistedIps() {
        return blockUnlistedIps;
    }

    final boolean isOpen() {
        return open;
    }

    final void watch(final int fd) {
        if (epollFd >= 0) {
            Errno.check("epoll_ctl", Epoll.epollCtl(epollFd, Epoll.EPOLL_CTL_ADD, fd, Epoll.EPOLLIN, epollData));
        }
    }

    final long lastNowNs() {
        return lastNowNs;
    }

    /** One batch from one socket to the ring. The ring may call back into this transport meanwhile. */
    final int receiveBatch(final ReceiveBatch batch, final int fd, final long nowNs) {
        final int taken = batch.receive(fd);
        if (taken < 0) {
            // Nothing waits, or a signal came: the poll asks again. The rest tells of the network and clears by reading.
            if (taken != -Errno.EAGAIN && taken != -Errno.EINTR) {
                counters.receiveErrors++;
            }
            return 0;
        }
        for (int i = batch.advance(); i >= 0; i = batch.advance()) {
            if (batch.isTruncated(i)) {
                counters.truncated++;
            } else if (accepts(batch, i)) {
                handOver(batch, i, nowNs);
            }
        }
        return taken;
    }

    private void handOver(final ReceiveBatch batch, final int index, final long nowNs) {
        final long offset = batch.offset(index);
        final int length = batch.length(index);
        final int segment = batch.segmentLength(index);
        int at = 0;
        do {
            counters.received++;
            final int frame = Math.min(segment, length - at);
            bytesLeft = length - at - frame;
            segmentInHand = segment;
            input.onFrame(batch.area(), offset + at, frame, nowNs);
            at += segment;
        } while (at < length && !batch.isDiscarded());
    }

    /**
     * Throws away the rest of a batch being handled and what waits in its socket. Reads into a place of its own: the frame
     * being handled stays as it is.
     */
    final boolean discard(final ReceiveBatch batch, final int fd) {
        int thrown = Math.max(0, batch.left()) + (bytesLeft + segmentInHand - 1) / segmentInHand;
        bytesLeft = 0;
        batch.discard();
        for (int i = 0; i < DISCARD_MAX; i++) {
            final long n = Sockets.recv(fd, discardArea, 0, discardArea.byteSize(), Sockets.MSG_DONTWAIT);
            if (n >= 0) {
                thrown++;
            } else if (n == -Errno.EAGAIN) {
                break;
            }
        }
        counters.discarded += thrown;
        return thrown > 0;
    }

    private void check(final long nowNs) {
        final LocalInterface local = interfaces.find(parameters.bindAddress());
        final boolean up = local != null && local.up();
        final boolean nothingToDo = up ? state == State.REGULAR && open && ringMembers == 1 : state == State.LOOPBACK;
        if (nothingToDo) {
            arm(nowNs + downcheckNs);
        } else if (up) {
            interfaceUp(local, nowNs);
        } else {
            interfaceDown(nowNs);
        }
    }

    private void interfaceUp(final LocalInterface local, final long nowNs) {
        shut();
        members.scope(local.index());
        final int rc = openSockets(local);
        if (rc < 0) {
            retryBind(local.address(), rc, nowNs);
            return;
        }
        counters.socketsOpened++;
        bindFailures = 0;
        open = true;
        state = State.REGULAR;
        checkArmed = false;
        if (ringMembers == 1) {
            arm(nowNs + downcheckNs);
        }
        report(true, local.address(), nowNs);
    }

    private void interfaceDown(final long nowNs) {
        if (state == State.NONE && parameters.mode() == UdpTransportParameters.Mode.UNICAST) {
            throw new TransportFailedException("no local interface that is up has the bind address: bindnetaddr="
                + AddressText.of(parameters.bindAddress()));
        }
        shut();
        bindFailures = 0;
        state = State.LOOPBACK;
        arm(nowNs + downcheckNs);
        report(false, parameters.bindAddress(), nowNs);
    }

    private void retryBind(final InetAddress address, final int error, final long nowNs) {
        bindFailures++;
        if (bindFailures > BIND_RETRIES) {
            throw new TransportFailedException("the ring's sockets cannot be opened: address=" + AddressText.of(address)
                + ", port=" + parameters.port() + ", " + Errno.describe("bind", error));
        }
        LOG.warn("the ring's sockets cannot be opened yet: address={}, port={}, attempt={}, {}", AddressText.of(address),
            parameters.port(), bindFailures, Errno.describe("bind", error));
        arm(nowNs + bindFailures * BIND_RETRY_NS);
    }

    private void report(final boolean up, final InetAddress address, final long nowNs) {
        if (reportedUp == null || reportedUp != up) {
            reportedUp = up;
            if (up) {
                LOG.info(LogMarkers.NOTICE, "The network interface [{}] is now up.", AddressText.of(address));
            } else {
                LOG.info(LogMarkers.NOTICE, "The network interface [{}] is down.", AddressText.of(address));
            }
            input.onInterfaceChange(parameters.link(), up, nowNs);
            if (up && !linkTold) {
                tellLink();
            }
        }
    }

    private void tellLink() {
        linkTold = true;
        LOG.info("Configuring link {}", parameters.link());
        for (int i = 0; i < members.count(); i++) {
            tellMember("adding new", members.addressOf(members.nodeId(i)));
        }
    }

    private void tellMember(final String what, final InetAddress address) {
        if (linkTold && parameters.mode() == UdpTransportParameters.Mode.UNICAST) {
            LOG.info(LogMarkers.NOTICE, "{} UDPU member {{}}", what, AddressText.of(address));
        }
    }

    private void shut() {
        if (open) {
            flush();
            open = false;
            closeSockets();
        }
    }

    private void arm(final long deadlineNs) {
        checkArmed = true;
        checkNs = deadlineNs;
    }

    /** Closes a descriptor of a subclass, if there is one: -1 for its field. */
    static int shut(final int fd) {
        if (fd >= 0) {
            Files.close(fd);
        }
        return -1;
    }
}
