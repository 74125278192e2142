package org.gatun.engine.runtime;

import java.lang.foreign.Arena;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.gatun.engine.config.GatunSettings.Idle;
import org.gatun.engine.runtime.seam.DeliverySeam;
import org.gatun.engine.runtime.seam.Doorbell;
import org.gatun.engine.runtime.seam.MulticastSeam;
import org.gatun.engine.totem.Groups;
import org.gatun.engine.totem.pg.GroupLayer;
import org.gatun.engine.totem.pg.PacketListener;
import org.gatun.engine.totem.pg.Unpacker;

/**
 * The ring on a thread of its own ({@code threading: dedicated}), and the seams between it and the services. Of the services' thread,
 * where nothing else is said.
 */
final class DedicatedRing implements Executor {
    /** Messages and commands taken from the services in one turn. */
    private static final int MULTICASTS_AT_ONCE = 256;
    /** Reports given to the services in one turn. */
    private static final int REPORTS_AT_ONCE = 256;
    private static final long ALIVE_CHECK_MS = 100;
    private static final long SERVICES_BEHIND_PAUSE_NS = 50_000;

    private final Poller poller = new Poller();
    private final Doorbell doorbell = new Doorbell(poller::wake);
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Arena arena;
    private final DeliverySeam deliveries;
    private final Unpacker services;
    private MulticastSeam multicasts;
    private EventLoop loop;
    private Thread thread;
    private volatile RuntimeException failure;

    /**
     * @param arena owns the seams' bytes; shared
     * @param servicesBell wakes the services' thread
     * @param services where the ring's packets go, on the services' thread
     */
    DedicatedRing(final Arena arena, final Doorbell servicesBell, final Unpacker services) {
        this.arena = arena;
        this.services = services;
        this.deliveries = new DeliverySeam(arena, servicesBell);
    }

    /** Where the ring's descriptors are registered. */
    Poller poller() {
        return poller;
    }

    /** What the group layer reports to. */
    PacketListener deliveries() {
        return deliveries;
    }

    /** The group layer as the services see it from their thread. Once, after the layer has its ring. */
    Groups seenFromServices(final GroupLayer groups) {
        multicasts = new MulticastSeam(arena, doorbell, groups.localNodeId(), groups.bytesPerUnit(), groups.maximumBytes(),
            groups.capacity(), () -> services.onSynchronisation(false));
        return multicasts;
    }

    /** The agent that hands reports to the services, on their thread. */
    Agent reports() {
        return new Reports();
    }

    /**
     * Starts the thread.
     *
     * @param owner the ring agent's number at {@link #poller()}
     * @param onStart run first on the new thread
     * @param onFailure run last on it if the ring failed; {@link #end} then throws
     */
    void start(final RingAgent ring, final GroupLayer groups, final int owner, final Idle idle, final Runnable onStart,
        final Runnable onFailure) {
        final SeamedRing agent = new SeamedRing(ring, groups);
        poller.owner(owner, agent);
        loop = new EventLoop(poller, idle, doorbell, agent);
        thread = Thread.ofPlatform().name("gatun-ring").start(() -> {
            try {
                onStart.run();
                loop.run();
            } catch (final RuntimeException e) {
                failure = e;
                onFailure.run();
            }
        });
    }

    /**
     * Runs the task on the ring's thread, before what it does next, and returns when it has run; at once if the ring has failed. The
     * services' thread.
     */
    @Override
    public void execute(final Runnable task) {
        final FutureTask<Void> future = new FutureTask<>(task, null);
        tasks.add(future);
        doorbell.ring();
        while (thread.isAlive()) {
            try {
                future.get(ALIVE_CHECK_MS, TimeUnit.MILLISECONDS);
                return;
            } catch (final TimeoutException e) {
                continue;
            } catch (final ExecutionException e) {
                throw new IllegalStateException("on the ring's thread: " + e.getCause().getMessage(), e.getCause());
            } catch (final InterruptedException e) {
                throw new IllegalStateException("nobody interrupts the services' thread", e);
            }
        }
    }

    /**
     * Waits until the thread, which was {@linkplain #stop stopped} or has failed, is gone.
     *
     * @throws RuntimeException what it failed with
     */
    void end() {
        try {
            thread.join();
        } catch (final InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the services' thread", e);
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Ends the thread's loop after the current cycle. Any thread. */
    void stop() {
        loop.stop();
    }

    /** The ring's agent with the seams around it. On the ring's thread. */
    private final class SeamedRing implements Agent, Poller.Source {
        private final RingAgent ring;
        private final GroupLayer groups;
        private long lookedAt = -1;

        SeamedRing(final RingAgent ring, final GroupLayer groups) {
            this.ring = ring;
            this.groups = groups;
        }

        @Override
        public void onReady(final long data, final int events, final long nowNs) {
            if (isBehind()) {
                // The network's bytes stay where they are, and keep the descriptor ready.
                LockSupport.parkNanos(SERVICES_BEHIND_PAUSE_NS);
                return;
            }
            // What clients asked for while the token was on its way goes with it.
            takeMulticasts();
            ring.onReady(data, events, nowNs);
        }

        @Override
        public int doWork(final long nowNs) {
            int work = 0;
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
                work++;
            }
            isBehind();
            work += takeMulticasts() + ring.doWork(nowNs);
            multicasts.publishFigures(groups.room());
            return work;
        }

        @Override
        public long nextDeadlineNs(final long nowNs) {
            if (!tasks.isEmpty() || multicasts.published() != lookedAt) {
                return nowNs;
            }
            final long next = ring.nextDeadlineNs(nowNs);
            final long retry = nowNs + SERVICES_BEHIND_PAUSE_NS;
            return deliveries.isBacklogged() && retry - next < 0 ? retry : next;
        }

        private boolean isBehind() {
            deliveries.drainBacklog();
            return deliveries.isBacklogged();
        }

        private int takeMulticasts() {
            final long published = multicasts.published();
            final int count = multicasts.poll(groups, deliveries.configurations(), MULTICASTS_AT_ONCE, groups::isSynchronising);
            // What found the send queue full waits for the token, not for another look.
            lookedAt = count < MULTICASTS_AT_ONCE ? published : -1;
            return count;
        }
    }

    /** Takes the ring's reports to the services. On the services' thread. */
    private final class Reports implements Agent {
        @Override
        public int doWork(final long nowNs) {
            return deliveries.poll(services, REPORTS_AT_ONCE, multicasts::configurationReported);
        }

        @Override
        public long nextDeadlineNs(final long nowNs) {
            return deliveries.isEmpty() ? nowNs + EventLoop.LONGEST_SLEEP_NS : nowNs;
        }
    }
}
