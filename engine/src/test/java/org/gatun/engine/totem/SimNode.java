package org.gatun.engine.totem;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gatun.engine.totem.pg.GroupCounters;
import org.gatun.engine.totem.pg.GroupLayer;
import org.gatun.engine.totem.srp.RingCounters;
import org.gatun.engine.totem.srp.RingOptions;
import org.gatun.engine.totem.srp.RingTrace;
import org.gatun.engine.totem.srp.SingleRing;

/**
 * A node of the simulated cluster. After each regular configuration it synchronises as the services do: it sends a barrier and takes
 * up ordinary traffic when it has the barriers of all members. Its messages carry who sent them and in which order.
 */
final class SimNode implements TotemTransport, GroupListener, RingIdStore {
    private static final int HEAD = 12;
    private static final int BARRIER = 16;

    final int id;
    /** Messages still to be sent, their smallest and largest length, and how many of them may be under way. */
    int toSend;
    int lengthMin = HEAD;
    int lengthMax = 3000;
    int window = Integer.MAX_VALUE;
    boolean alive;
    boolean paused;
    int incarnation;
    int sent;
    int ownDelivered;
    int[] members = {};
    SingleRing ring;
    RingCounters counters;
    GroupCounters groupCounters;
    /** What this life of the node has seen; the histories of former lives are in {@link #histories}. */
    SimHistory history;
    final List<SimHistory> histories = new ArrayList<>();
    final List<byte[]> inbox = new ArrayList<>();
    private final SimCluster cluster;
    private final MemorySegment outgoing = MemorySegment.ofArray(new byte[1 << 20]);
    private final Set<Integer> awaited = new HashSet<>();
    private GroupLayer layer;
    private boolean barrierDue;
    private boolean synchronised;
    private long stored;

    SimNode(final SimCluster cluster, final int id) {
        this.cluster = cluster;
        this.id = id;
    }

    void start() {
        alive = true;
        paused = false;
        incarnation++;
        inbox.clear();
        members = new int[0];
        sent = 0;
        ownDelivered = 0;
        synchronised = false;
        barrierDue = false;
        history = new SimHistory(id, incarnation);
        histories.add(history);
        counters = new RingCounters();
        groupCounters = new GroupCounters();
        layer = new GroupLayer(cluster.arena, id, 1410, this, groupCounters);
        ring = new SingleRing(SimCluster.parameters(id), this, this, layer, counters, RingTrace.NONE,
            new RingOptions(cluster.arena, 1, cluster.random::nextInt, cluster.firstSeq));
        layer.bind(ring);
        ring.start(cluster.nowNs);
        ring.onInterfaceChange(0, true, cluster.nowNs);
    }

    void kill() {
        alive = false;
    }

    void leave() {
        ring.leave();
        alive = false;
    }

    /** Stands still: what arrives waits in its socket. */
    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        final List<byte[]> waiting = new ArrayList<>(inbox);
        while (!inbox.isEmpty()) {
            final byte[] frame = inbox.remove(0);
            ring.onFrame(MemorySegment.ofArray(frame), 0, frame.length, cluster.nowNs);
        }
        cluster.note(waiting.size());
    }

    boolean runs() {
        return alive && !paused;
    }

    boolean isSynchronised() {
        return synchronised;
    }

    long nextDeadlineNs() {
        return ring.nextDeadlineNs(cluster.nowNs);
    }

    void work() {
        ring.doWork(cluster.nowNs);
        if (barrierDue) {
            sendBarrier();
        }
        while (toSend > 0 && synchronised && sent - ownDelivered < window && sendOne()) {
            toSend--;
            sent++;
        }
    }

    private void sendBarrier() {
        if (cluster.forged) {
            barrierDue = false;
            synchronised = true;
            layer.synchronisationComplete();
            return;
        }
        final RingId current = history.current().ring;
        outgoing.set(JAVA_INT_UNALIGNED, 0, current.representative());
        outgoing.set(JAVA_LONG_UNALIGNED, 4, current.sequence());
        barrierDue = !layer.multicast(GroupName.SYNC, outgoing, 0, BARRIER, outgoing, 0, 0);
    }

    private boolean sendOne() {
        final int length = lengthMin + (int)(Integer.toUnsignedLong(sent * 0x9E3779B9) % (lengthMax - lengthMin + 1));
        outgoing.asSlice(HEAD, length - HEAD).fill((byte)(id + sent));
        outgoing.set(JAVA_INT_UNALIGNED, 0, id);
        outgoing.set(JAVA_INT_UNALIGNED, 4, incarnation);
        outgoing.set(JAVA_INT_UNALIGNED, 8, sent);
        return layer.multicast(GroupName.SERVICES, outgoing, 0, HEAD, outgoing, HEAD, length - HEAD);
    }

    @Override
    public void multicast(final MemorySegment segment, final long offset, final int length) {
        for (final SimNode other : cluster.nodes) {
            if (other != this) {
                cluster.send(this, other, segment, offset, length);
            }
        }
    }

    @Override
    public void sendToken(final int nodeId, final MemorySegment segment, final long offset, final int length) {
        if (nodeId > 0 && nodeId <= cluster.nodes.size()) {
            cluster.send(this, cluster.node(nodeId), segment, offset, length);
        }
    }

    @Override
    public void flush() {
    }

    @Override
    public void receiveMulticasts() {
    }

    @Override
    public boolean discardPending() {
        final boolean any = !inbox.isEmpty();
        inbox.clear();
        return any;
    }

    @Override
    public void membershipSize(final int count) {
    }

    @Override
    public void checkInterfaces(final long now) {
    }

    @Override
    public long load() {
        return stored;
    }

    @Override
    public void store(final long sequence) {
        stored = sequence;
    }

    @Override
    public void onDeliver(final GroupName name, final int nodeId, final MemorySegment message, final long offset, final int length,
        final boolean foreignOrder) {
        if (cluster.forged) {
            cluster.note(message.asSlice(offset, length).byteSize());
            return;
        }
        if (name == GroupName.SYNC) {
            onBarrier(nodeId, new RingId(message.get(JAVA_INT_UNALIGNED, offset), message.get(JAVA_LONG_UNALIGNED, offset + 4)));
            return;
        }
        final int from = message.get(JAVA_INT_UNALIGNED, offset);
        final int life = message.get(JAVA_INT_UNALIGNED, offset + 4);
        final int index = message.get(JAVA_INT_UNALIGNED, offset + 8);
        if (from != nodeId) {
            throw new AssertionError("node " + id + ": a message of " + from + " came from " + nodeId);
        }
        for (long at = offset + HEAD; at < offset + length; at++) {
            if (message.get(JAVA_BYTE, at) != (byte)(from + index)) {
                throw new AssertionError("node " + id + ": wrong byte in message " + index + " of " + from + " at " + (at - offset));
            }
        }
        cluster.note(id * 31L + from * 17L + index);
        history.onMessage(from, life, index);
        if (from == id && life == incarnation) {
            ownDelivered++;
        }
    }

    private void onBarrier(final int from, final RingId of) {
        if (!synchronised && of.equals(history.current().ring) && awaited.remove(from) && awaited.isEmpty()) {
            synchronised = true;
            layer.synchronisationComplete();
        }
    }

    @Override
    public void onConfigurationChange(final boolean transitional, final RingId ringId, final int[] newMembers, final int[] left,
        final int[] joined) {
        cluster.note(Arrays.hashCode(newMembers) + ringId.hashCode());
        synchronised = false;
        if (cluster.forged) {
            barrierDue = !transitional;
            return;
        }
        if (transitional) {
            history.onTransitional(ringId, newMembers);
            return;
        }
        history.onRegular(ringId, newMembers, joined);
        members = newMembers;
        awaited.clear();
        for (final int member : newMembers) {
            awaited.add(member);
        }
        barrierDue = true;
    }

    @Override
    public void onTokenSent() {
    }

    @Override
    public String toString() {
        return "node " + id + (alive ? paused ? " paused" : " alive" : " dead") + ", " + ring.state() + ", members "
            + Arrays.toString(members) + ", synchronised " + synchronised + ", to send " + toSend + ", sent " + sent + ", own delivered "
            + ownDelivered;
    }
}
