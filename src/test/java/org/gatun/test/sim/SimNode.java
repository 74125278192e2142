package org.gatun.test.sim;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.gatun.engine.service.cpg.CpgService;
import org.gatun.engine.totem.TotemTransport;
import org.gatun.engine.totem.srp.RingState;
import org.gatun.test.evs.ProcessTrace;

/** A host of the simulated cluster: its disk and clock outlive the engines that run on it one after the other. */
final class SimNode implements TotemTransport {
    /** What a socket keeps for a node that stands still. */
    private static final int INBOX_MAX = 2000;
    private static final int WINDOW = 6;
    private static final String[] GROUPS = {"a", "b"};

    final int id;
    final SimDisk disk = new SimDisk();
    final SimClock clock;
    SimEngine engine;
    boolean paused;
    int slowNs;
    long busyUntilNs;
    /** Frames on their way to it. */
    int comingIn;
    private int toSend;
    int life;
    /** The deadline that it waits for, on its own clock. */
    private long awaitedNs;
    /** Something happened to it at this moment. */
    boolean touched;
    int[] quorumMembers = {};
    boolean quorate;
    private final Simulation cluster;
    private final Random random;
    private final ArrayDeque<byte[]> inbox = new ArrayDeque<>();
    private final List<SimClient> clients = new ArrayList<>();
    private QuorumClient quorum;
    private byte[] lastToken = {};
    private Arena arena;
    private int pids = 100;

    SimNode(final Simulation cluster, final int id, final Random random) {
        this.cluster = cluster;
        this.id = id;
        this.random = random;
        this.clock = new SimClock(random.nextLong(), random.nextInt(2001) - 1000);
    }

    boolean isUp() {
        return engine != null;
    }

    boolean runs() {
        return engine != null && !paused;
    }

    void start(final boolean forgetful) {
        if (forgetful) {
            disk.forget();
        }
        life++;
        paused = false;
        slowNs = 0;
        busyUntilNs = 0;
        inbox.clear();
        clients.clear();
        quorum = null;
        quorate = false;
        arena = Arena.ofConfined();
        final ProcessTrace trace = cluster.trace().process(id);
        trace.begin(life);
        trace.limits(SimEngine.WINDOW_SIZE, SimEngine.MAX_MESSAGES);
        engine = new SimEngine(id, cluster.plan(), arena, this, disk, cluster.newLog(this), random::nextInt, trace,
            (configuration, members) -> cluster.installed(this, configuration, members));
        touched = true;
        guarded(() -> engine.start(localNs()));
    }

    /** The engine is killed. */
    void crash() {
        failed();
        end();
    }

    /** The engine tells its clients and the others, and ends. */
    void leave() {
        cluster.coverage().event(RingEvent.SHUTDOWN, engine.ring.state());
        failed();
        engine.ring.leave();
        end();
    }

    private void failed() {
        cluster.trace().process(id).fail();
        clients.forEach(client -> client.trace().fail());
    }

    /** Ends the engine; its traces say nothing of it. */
    void end() {
        clients.clear();
        quorum = null;
        engine = null;
        paused = false;
        inbox.clear();
        arena.close();
    }

    /** The run has come to rest: its traces say so. */
    void settled() {
        cluster.trace().process(id).settled();
        clients.forEach(client -> client.trace().settled());
    }

    long localNs() {
        return clock.local(cluster.nowNs());
    }

    /** When it has something to do next, on the cluster's clock. */
    long nextNs() {
        if (touched) {
            return cluster.nowNs();
        }
        final long local = localNs();
        long next = engine.ring.nextDeadlineNs(local);
        final long servicesNs = engine.services.nextDeadlineNs();
        if (servicesNs != Long.MAX_VALUE && servicesNs - next < 0) {
            next = servicesNs;
        }
        if (next - local > 0) {
            awaitedNs = next;
        }
        return next == awaitedNs ? Math.max(cluster.nowNs(), clock.cluster(next) + lateness(next)) : cluster.nowNs();
    }

    /** As random as may be without drawing: the same whenever asked. */
    private long lateness(final long deadlineNs) {
        return Math.floorMod((deadlineNs + id) * 0x9E3779B97F4A7C15L >>> 20, cluster.plan().wakingNs() + 1);
    }

    void receive(final byte[] frame) {
        if (paused) {
            if (inbox.size() < INBOX_MAX) {
                inbox.add(frame);
            }
            return;
        }
        guarded(() -> hand(frame));
    }

    private void hand(final byte[] frame) {
        final MemorySegment segment = MemorySegment.ofArray(frame);
        touched = true;
        engine.recorder.arrives(segment);
        if (cluster.plan().corrupting()) {
            engine.ring.onFrame(segment, 0, frame.length, localNs());
            return;
        }
        final RingState before = engine.ring.state();
        final RingEvent event = Frames.event(segment, id, engine.ring.ringId(), before == RingState.GATHER);
        engine.ring.onFrame(segment, 0, frame.length, localNs());
        cluster.coverage().event(engine.recorder.tookToken() ? RingEvent.TOKEN_ACCEPTED : event, before);
    }

    void resume() {
        paused = false;
        touched = true;
        while (engine != null && !inbox.isEmpty()) {
            receive(inbox.remove());
        }
    }

    /** Timers, services and clients. */
    void work() {
        touched = false;
        guarded(() -> {
            engine.recorder.arrives(MemorySegment.NULL);
            engine.ring.doWork(localNs());
            engine.services.doWork(localNs());
        });
        if (engine != null) {
            guarded(this::serveClients);
        }
    }

    private void guarded(final Runnable work) {
        try {
            work.run();
        } catch (final SimDisk.FullException e) {
            cluster.fault(this, Fault.CRASH, "its disk is full");
            crash();
        }
    }

    // ---- clients

    private void serveClients() {
        if (quorum == null) {
            final QuorumClient client = new QuorumClient(99, engine.services.gateway(), this::onQuorum);
            quorum = client;
            if (!client.track()) {
                quorum = null;
                return;
            }
        }
        while (clients.size() < GROUPS.length && addClient()) {
            continue;
        }
        final boolean open = engine.takesRequests(CpgService.ID);
        final boolean synchronising = !engine.isSynchronised();
        for (final SimClient client : clients) {
            while (toSend > 0 && client.isMember() && client.underWay() < WINDOW) {
                if (!open) {
                    client.refused(synchronising);
                    break;
                }
                toSend--;
                cluster.coverage().event(RingEvent.MESSAGE_SUBMITTED, engine.ring.state());
                client.send(cluster.plan().bigMessages() ? random.nextInt(2000) : random.nextInt(60), synchronising);
            }
        }
    }

    private boolean addClient() {
        final String group = GROUPS[clients.size()];
        final SimClient client = new SimClient(cluster.trace(), id, ++pids, group, engine.services.gateway(), () -> engine.recorder.current(),
            cluster.plan().corrupting());
        if (!engine.takesRequests(CpgService.ID) || !client.join()) {
            return false;
        }
        clients.add(client);
        return true;
    }

    /** Its clients want to send so many messages. */
    void wantToSend(final int messages) {
        toSend = messages;
        touched = true;
    }

    /** The interface is reported up once more. */
    void interfaceChanged() {
        touched = true;
        guarded(() -> engine.ring.onInterfaceChange(0, true, localNs()));
    }

    /** One of its clients leaves its group, or dies; another takes its place. */
    void endClient(final boolean byCall) {
        if (!clients.isEmpty() && engine.takesRequests(CpgService.ID)) {
            touched = true;
            guarded(() -> clients.removeLast().end(byCall));
        }
    }

    /** All of its clients die, with what they wait for; others take their places. */
    void replaceClients() {
        touched = true;
        while (!clients.isEmpty()) {
            clients.removeLast().end(false);
        }
    }

    boolean clientsAreDone() {
        return clients.size() == GROUPS.length && toSend == 0 && clients.stream().allMatch(client -> client.isMember() && client.underWay() == 0);
    }

    private void onQuorum(final QuorumClient.Notice notice) {
        quorate = notice.quorate();
        quorumMembers = notice.members();
        if (!notice.quorate() || !cluster.plan().autoTieBreaker() || 2 * quorumMembers.length > cluster.plan().nodes()) {
            engine.recorder.quorum(notice.ring(), notice.quorate());
        }
        for (final SimClient client : clients) {
            client.trace().quorumRing(notice.ring().representative(), notice.ring().sequence());
        }
    }

    // ---- the network

    @Override
    public void multicast(final MemorySegment segment, final long offset, final int length) {
        if (Frames.isMergeDetect(segment, offset)) {
            cluster.coverage().event(RingEvent.MERGE_TIMER, engine.ring.state());
        }
        engine.recorder.leaves(segment, offset, length);
        cluster.multicast(this, segment, offset, length);
    }

    @Override
    public void sendToken(final int nodeId, final MemorySegment segment, final long offset, final int length) {
        engine.recorder.passesToken(segment, offset);
        final byte[] token = segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        if (Arrays.equals(token, lastToken)) {
            cluster.coverage().event(RingEvent.TOKEN_SENT_AGAIN, engine.ring.state());
        }
        lastToken = token;
        cluster.send(this, nodeId, segment, offset, length);
    }

    @Override
    public void flush() {
        // Frames are copied as they are given.
    }

    @Override
    public void receiveMulticasts() {
        // Tokens come by the same socket.
    }

    @Override
    public boolean discardPending() {
        final boolean any = !inbox.isEmpty();
        inbox.clear();
        return any;
    }

    @Override
    public void membershipSize(final int members) {
        // The interface stays up.
    }

    @Override
    public void checkInterfaces(final long nowNs) {
        // The interface stays up.
    }

    @Override
    public String toString() {
        return "node " + id + (engine == null ? " is down" : ' ' + engine.ring.state().toString() + ' ' + engine.recorder.current()
            + (paused ? " paused" : "") + (engine.isSynchronised() ? "" : " synchronising") + (quorate ? " quorate" : "") + " to send " + toSend
            + " under way " + clients.stream().mapToInt(SimClient::underWay).sum() + " clients " + clients.stream().filter(SimClient::isMember).count());
    }
}
