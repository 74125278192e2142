package org.gatun.tools.demo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.gatun.client.Cpg;
import org.gatun.client.CpgListener;
import org.gatun.client.CpgMember;
import org.gatun.client.CsException;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.message.CsError;

/**
 * A member of the demonstration's process group, connected to one node. It tells of configuration changes and keeps what is delivered
 * to it; a thread of its own dispatches. Any thread may look; one thread at a time sends.
 *
 * <p>A message is two ints of 4 bytes: the act it belongs to, and its number at the sender.
 */
final class GroupMember implements CpgListener, AutoCloseable {
    private static final String GROUP = "gatun-demo";
    private static final int MESSAGE_BYTES = 8;
    private static final int DISPATCH_MS = 100;

    private final int nodeId;
    private final Story story;
    private final Cpg cpg;
    private final Thread dispatcher;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment outgoing = arena.allocate(MESSAGE_BYTES, 8);
    private final List<Delivery> deliveries = new ArrayList<>();
    private List<Integer> groupNodes = List.of();
    private List<Integer> ringNodes = List.of();
    private volatile boolean closing;

    /** One message as it was delivered. */
    record Delivery(int act, int fromNode, int number) {
        @Override
        public String toString() {
            return fromNode + "/" + number;
        }
    }

    private GroupMember(final int nodeId, final IpcEndpoint endpoint, final Story story) throws CsException {
        this.nodeId = nodeId;
        this.story = story;
        cpg = Cpg.open(endpoint, this, true);
        dispatcher = new Thread(this::dispatch, "member-" + nodeId);
        dispatcher.setDaemon(true);
    }

    /** Connects to a node, as soon as it takes clients, and joins the group. */
    static GroupMember join(final DemoNode node, final Story story, final Duration timeout)
        throws Story.FailedException, InterruptedException {
        final IpcEndpoint endpoint = IpcEndpoint.standard().withNames("", node.serviceSuffix());
        final GroupMember[] member = new GroupMember[1];
        final String[] last = {"not tried"};
        Story.await("node " + node.id() + " takes clients", timeout, () -> {
            try {
                member[0] = new GroupMember(node.id(), endpoint, story);
                return true;
            } catch (final CsException e) {
                last[0] = e.getMessage();
                return !node.isRunning();
            }
        }, () -> last[0]);
        if (member[0] == null) {
            throw new Story.FailedException("node " + node.id() + " has ended");
        }
        member[0].joinGroup(timeout);
        return member[0];
    }

    private void joinGroup(final Duration timeout) throws Story.FailedException, InterruptedException {
        final CsError[] error = new CsError[1];
        Story.await("node " + nodeId + " lets its client join", timeout, () -> {
            error[0] = cpg.join(GROUP);
            return error[0] != CsError.TRY_AGAIN;
        }, () -> "last answer: " + error[0]);
        if (error[0] != CsError.OK) {
            throw new Story.FailedException("node " + nodeId + " refuses the join: " + error[0]);
        }
        dispatcher.start();
    }

    private void dispatch() {
        while (!closing && cpg.dispatch(Integer.MAX_VALUE, DISPATCH_MS) >= 0) {
            // What there is to do is done by the listener's methods.
        }
    }

    int nodeId() {
        return nodeId;
    }

    @Override
    public void deliver(final int fromNode, final int pid, final MemorySegment message, final long offset, final int length) {
        if (length != MESSAGE_BYTES) {
            return;
        }
        final int act = message.get(ValueLayout.JAVA_INT_UNALIGNED, offset);
        final int number = message.get(ValueLayout.JAVA_INT_UNALIGNED, offset + 4);
        synchronized (deliveries) {
            deliveries.add(new Delivery(act, fromNode, number));
        }
    }

    @Override
    public void configurationChange(final List<CpgMember> members, final List<CpgMember> left, final List<CpgMember> joined) {
        final List<Integer> nodes = members.stream().map(CpgMember::nodeId).toList();
        synchronized (deliveries) {
            groupNodes = nodes;
        }
        story.say("  node %d: group is %s%s%s", nodeId, nodes, described(", joined ", joined), described(", left ", left));
    }

    private static String described(final String prefix, final List<CpgMember> members) {
        return members.isEmpty() ? "" : prefix + members.stream().map(m -> m.nodeId() + " (" + m.reason().name().toLowerCase(
            Locale.ROOT).replace('_', ' ') + ")").collect(Collectors.joining(", "));
    }

    @Override
    public void totemConfigurationChange(final int ringNodeId, final long ringSequence, final int[] nodeIds) {
        final List<Integer> nodes = Arrays.stream(nodeIds).boxed().toList();
        synchronized (deliveries) {
            if (nodes.equals(ringNodes)) {
                return;
            }
            ringNodes = nodes;
        }
        story.say("  node %d: ring %d.%x has nodes %s", nodeId, ringNodeId, ringSequence, nodes);
    }

    /** Whether these nodes, and no other, have members in the group. */
    boolean sees(final List<Integer> nodes) {
        synchronized (deliveries) {
            return groupNodes.equals(nodes);
        }
    }

    /** How many messages of an act have been delivered. */
    long delivered(final int act) {
        return deliveries(act).size();
    }

    /** What of an act has been delivered, in order. */
    List<Delivery> deliveries(final int act) {
        synchronized (deliveries) {
            return deliveries.stream().filter(d -> d.act() == act).toList();
        }
    }

    /** Sends messages with the numbers 1 to {@code count}; the error that ended it, or OK. */
    CsError send(final int act, final int count) {
        for (int number = 1; number <= count; ) {
            outgoing.set(ValueLayout.JAVA_INT, 0, act);
            outgoing.set(ValueLayout.JAVA_INT, 4, number);
            final CsError error = cpg.multicast(outgoing, 0, MESSAGE_BYTES);
            if (error == CsError.OK) {
                number++;
            } else if (error != CsError.TRY_AGAIN) {
                return error;
            }
            Thread.yield();
        }
        return CsError.OK;
    }

    @Override
    public void close() {
        closing = true;
        try {
            dispatcher.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cpg.close();
        arena.close();
    }
}
