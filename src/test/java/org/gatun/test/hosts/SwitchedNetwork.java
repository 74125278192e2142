package org.gatun.test.hosts;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Hosts joined by a user-space switch that injects faults on each directed link, drawn from a seed. Host indices count from 1.
 * The switch runs on a thread of its own; the methods here are for one thread.
 */
public final class SwitchedNetwork extends Network {
    private static final AtomicInteger NEXT_DEVICE = new AtomicInteger();
    private static final int QUEUE_FRAMES = 8192;

    private final FaultSwitch fabric;

    public SwitchedNetwork(final int hostCount, final long seed) {
        super(hostCount);
        final List<TapDevice> devices = new ArrayList<>();
        final List<String> lines = new ArrayList<>();
        for (final Host host : hosts()) {
            final String device = "gt" + ProcessHandle.current().pid() % 1_000_000 + "x" + NEXT_DEVICE.incrementAndGet();
            devices.add(TapDevice.open(device));
            lines.add("link set " + device + " txqueuelen " + QUEUE_FRAMES);
            lines.add("link set " + device + " netns " + host.namespace() + " name eth0");
        }
        Commands.ip(lines);
        fabric = new FaultSwitch(devices, seed);
        fabric.start();
        configureHosts();
    }

    /** Changes the faults of all links. */
    public void setFaults(final UnaryOperator<LinkFaults> change) {
        for (final Host from : hosts()) {
            for (final Host to : hosts()) {
                setFaults(from.index(), to.index(), change);
            }
        }
    }

    /** Changes the faults of the link from one host to another, not those of the way back. */
    public void setFaults(final int from, final int to, final UnaryOperator<LinkFaults> change) {
        final FaultLink link = fabric.link(from - 1, to - 1);
        link.setFaults(change.apply(link.faults()));
    }

    /** Takes all faults, cuts and partitions away. Frames under way still arrive. */
    public void heal() {
        setFaults(faults -> LinkFaults.NONE);
    }

    /** Cuts every link between hosts that are not in the same group, and mends those within; a host in no group is alone. */
    public void partition(final List<List<Integer>> groups) {
        for (final Host from : hosts()) {
            for (final Host to : hosts()) {
                final boolean together = groups.stream().anyMatch(g -> g.contains(from.index()) && g.contains(to.index()));
                setFaults(from.index(), to.index(), faults -> faults.withCut(!together && from.index() != to.index()));
            }
        }
    }

    /** Sets the MTU of the interfaces, and lets the links drop what is longer. */
    @Override
    public void setMtu(final int mtu) {
        super.setMtu(mtu);
        setFaults(faults -> faults.withMtu(mtu));
    }

    public LinkCounters counters(final int from, final int to) {
        return fabric.link(from - 1, to - 1).counters();
    }

    /** Fails when the switch has ended by an error: what was tested since is not what it seems. */
    @Override
    public void check() {
        if (fabric.failure() != null) {
            throw new IllegalStateException("the switch ended", fabric.failure());
        }
    }

    @Override
    public void close() {
        fabric.close();
        super.close();
    }
}
