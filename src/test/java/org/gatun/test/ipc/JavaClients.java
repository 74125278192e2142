package org.gatun.test.ipc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.gatun.client.Cfg;
import org.gatun.client.Cmap;
import org.gatun.client.CmapMap;
import org.gatun.client.CmapValue;
import org.gatun.client.Cpg;
import org.gatun.client.CpgListener;
import org.gatun.client.CsException;
import org.gatun.client.Quorum;
import org.gatun.client.QuorumListener;
import org.gatun.client.QuorumModel;
import org.gatun.client.Tracking;
import org.gatun.client.VoteQuorum;
import org.gatun.client.VoteQuorumListener;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.message.CsError;

/**
 * Clients of all services in one process that connect, track, send and ask until it is killed, each in a thread of its own; the twins of
 * the clients of {@code crowd.c}. Reports "ready" when each has had a connection, and "failed WHAT" where an answer is wrong, and ends. The
 * argument says by 1 or 0 whether keys are iterated over.
 */
final class JavaClients {
    private static final int CLIENTS_OF_EACH = 4;
    private static final int ROUNDS = 50;
    private static final int PAUSE_MAX_MS = 30;
    private static final int KEYS = 16;
    private static final int GROUPS = 5;
    private static final int MESSAGE_MAX = 20_000;

    /** One connection, from open to close. */
    private interface Client {
        void run(CountDownLatch connected) throws CsException;
    }

    private static boolean isIterating;

    private JavaClients() {
    }

    public static void main(final String[] arguments) throws InterruptedException {
        isIterating = "1".equals(arguments[0]);
        final List<Client> clients = List.of(JavaClients::cpg, JavaClients::cmap, JavaClients::quorum, JavaClients::votequorum, JavaClients::cfg);
        final CountDownLatch connected = new CountDownLatch(clients.size() * CLIENTS_OF_EACH);
        for (final Client client : clients) {
            for (int i = 0; i < CLIENTS_OF_EACH; i++) {
                Thread.ofPlatform().start(() -> loop(client, connected));
            }
        }
        connected.await();
        System.out.println("ready");
    }

    private static void loop(final Client client, final CountDownLatch connected) {
        try {
            while (true) {
                try {
                    client.run(connected);
                } catch (final CsException e) {
                    check(e.error(), CsError.OK);
                }
                pause();
            }
        } catch (final IllegalStateException e) {
            System.out.println("failed " + e);
            Runtime.getRuntime().halt(1);
        }
    }

    private static void check(final CsError error, final CsError other) {
        if (error != CsError.OK && error != CsError.TRY_AGAIN && error != other) {
            throw new IllegalStateException("error=" + error);
        }
    }

    private static void dispatched(final int result) {
        if (result < 0) {
            throw new IllegalStateException("dispatch=" + result);
        }
    }

    private static int draw(final int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    private static void pause() {
        try {
            Thread.sleep(draw(PAUSE_MAX_MS));
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void cpg(final CountDownLatch connected) throws CsException {
        final CpgListener deaf = (nodeId, pid, message, offset, length) -> { };
        try (Cpg cpg = Cpg.open(IpcEndpoint.abstractNames(), deaf, false); Arena arena = Arena.ofConfined()) {
            // A process is in a group once, so that each of these threads needs one of its own.
            final String group = "crowd-java-" + Thread.currentThread().threadId() + "-" + draw(GROUPS);
            final CsError joined = cpg.join(group);
            check(joined, CsError.OK);
            connected.countDown();
            final MemorySegment message = arena.allocate(MESSAGE_MAX);
            for (int i = 0; i < ROUNDS && joined == CsError.OK; i++) {
                check(cpg.multicast(message, 0, draw(MESSAGE_MAX)), CsError.OK);
                cpg.membership(group);
                dispatched(cpg.dispatch(Integer.MAX_VALUE, 0));
                pause();
            }
        }
    }

    private static void cmap(final CountDownLatch connected) throws CsException {
        try (Cmap cmap = Cmap.open(IpcEndpoint.abstractNames(), CmapMap.ICMAP)) {
            cmap.trackPrefix("crowd.", EnumSet.allOf(Cmap.Event.class), (change, key, newValue, oldValue) -> { });
            connected.countDown();
            for (int i = 0; i < ROUNDS; i++) {
                final String key = "crowd.key" + draw(KEYS);
                check(cmap.set(key, CmapValue.ofU64(draw(KEYS))), CsError.OK);
                check(cmap.adjust(key, 1), CsError.NOT_EXIST);
                if (isIterating) {
                    cmap.keys("crowd.");
                }
                dispatched(cmap.dispatch(Integer.MAX_VALUE, 0));
                pause();
            }
        }
    }

    private static void quorum(final CountDownLatch connected) throws CsException {
        try (Quorum quorum = Quorum.open(IpcEndpoint.abstractNames(), QuorumModel.V1, new QuorumListener() { })) {
            check(quorum.trackStart(Tracking.CHANGES), CsError.OK);
            connected.countDown();
            for (int i = 0; i < ROUNDS; i++) {
                quorum.isQuorate();
                dispatched(quorum.dispatch(Integer.MAX_VALUE, 0));
                pause();
            }
        }
    }

    private static void votequorum(final CountDownLatch connected) throws CsException {
        try (VoteQuorum votes = VoteQuorum.open(IpcEndpoint.abstractNames(), new VoteQuorumListener() { })) {
            check(votes.trackStart(Tracking.CHANGES, 1), CsError.OK);
            connected.countDown();
            for (int i = 0; i < ROUNDS; i++) {
                votes.info(0);
                dispatched(votes.dispatch(Integer.MAX_VALUE, 0));
                pause();
            }
        }
    }

    private static void cfg(final CountDownLatch connected) throws CsException {
        try (Cfg cfg = Cfg.open(IpcEndpoint.abstractNames(), (kind, error) -> { })) {
            check(cfg.trackStart(), CsError.OK);
            connected.countDown();
            for (int i = 0; i < ROUNDS; i++) {
                cfg.localNodeId();
                cfg.nodeAddresses(1);
                dispatched(cfg.dispatch(Integer.MAX_VALUE, 0));
                pause();
            }
        }
    }
}
