package org.gatun.test.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Crowd;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.EngineKind;
import org.gatun.test.engines.Mix;
import org.gatun.test.hosts.Requirement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two hundred clients of all libraries, of several users, C and Java, at work on one node and killed anywhere in it: others are served
 * all the time, nothing of them stays in the engine, and it does not grow from one crowd to the next.
 */
@Tag("interop")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrowdTest {
    private static final int ALLOWED = 65_534;
    private static final int REFUSED = 2;
    private static final int CLIENTS = 200;
    private static final int KILLS = 200;
    private static final int JAVA_KILLS = 2;
    private static final int ROUNDS = 3;
    private static final Duration ROUND = Duration.ofSeconds(60);
    /**
     * Who is not served waits for as long as the crowd is there. Two processors that have two hundred other processes to run let a client
     * wait for up to half of this, as do machines that stand still for a moment.
     */
    private static final int WAIT_MAX_US = 2 * ClusterSettings.QUICK.tokenMs() * 1000;
    private static final Pattern DONE =
        Pattern.compile("done cpg=(\\d+) cmap=(\\d+) quorum=(\\d+) votequorum=(\\d+) cfg=(\\d+) allowed=(\\d+) refused=(\\d+)");
    private static final Pattern WITNESS = Pattern.compile("witness rounds=(\\d+) max_us=(\\d+)");
    private static final int ANSWERS_MIN = 100;
    /** The heap has its room from the start, and touches more of it bit by bit; what is in it is measured by itself. */
    private static final long RESIDENT_GROWTH_KIB_MAX = 48 * 1024;
    private static final long HEAP_GROWTH_MAX = 1 << 20;

    static Stream<Mix> mixes() {
        return Mix.selected("GC", "CG");
    }

    @ParameterizedTest
    @MethodSource("mixes")
    void shouldServeOthersAndKeepNothingOfClientsThatDie(final Mix mix) throws IOException {
        Requirement.require(Requirement.SHARED_MEMORY);
        try (Cluster cluster = new Cluster(mix, ClusterSettings.QUICK, 54)) {
            for (final Engine engine : cluster.engines()) {
                final Path directory = Files.createDirectories(engine.configuration().resolveSibling("uidgid.d"));
                Files.writeString(directory.resolve("crowd"), "uidgid {\n    uid: " + ALLOWED + "\n}\n");
            }
            cluster.start();
            final List<Crowd> witnesses = new ArrayList<>();
            try {
                cluster.engines().forEach(engine -> witnesses.add(Crowd.witness(engine, cluster::diagnosis)));
                witnesses.forEach(witness -> witness.await("ready", ROUND));
                rounds(cluster, witnesses);
            } finally {
                witnesses.forEach(Crowd::close);
            }
        }
    }

    private static void rounds(final Cluster cluster, final List<Crowd> witnesses) {
        final Engine engine = cluster.engine(1);
        final boolean isGatun = engine.kind() == EngineKind.GATUN;
        round(cluster, witnesses, 1);
        long heap = isGatun ? EngineFootprint.liveHeap(engine) : 0;
        final EngineFootprint before = EngineFootprint.settled(engine);
        final long resident = engine.residentKib();
        for (int round = 2; round <= (isGatun ? ROUNDS : 1); round++) {
            round(cluster, witnesses, round);
            Await.until("the engine is as before", ROUND, () -> {
                final EngineFootprint now = EngineFootprint.of(engine);
                return now.equals(before) ? Optional.empty() : Optional.of(now + ", before: " + before);
            }, cluster::diagnosis);
        }
        if (isGatun) {
            heap = EngineFootprint.liveHeap(engine) - heap;
        }
        final long grown = engine.residentKib() - resident;
        assertTrue(grown < RESIDENT_GROWTH_KIB_MAX, "resident memory has grown by " + grown + " KiB");
        assertTrue(heap < HEAP_GROWTH_MAX, "the heap has grown by " + heap);
    }

    private static void round(final Cluster cluster, final List<Crowd> witnesses, final int round) {
        final Engine engine = cluster.engine(1);
        witnesses.forEach(CrowdTest::longestWait);
        try (Crowd crowd = Crowd.clients(engine, round, CLIENTS, KILLS, ALLOWED, REFUSED, cluster::diagnosis)) {
            crowd.await("ready", ROUND);
            for (int i = 0; i < JAVA_KILLS; i++) {
                try (Crowd java = Crowd.ofJava(engine, JavaClients.class, cluster::diagnosis)) {
                    java.await("ready", ROUND);
                    assertEquals(List.of("ready"), java.reports());
                }
            }
            crowd.awaitEnd(ROUND);
            final Matcher done = DONE.matcher(crowd.reports().getLast());
            assertTrue(done.matches(), crowd::lastReports);
            for (int i = 1; i <= done.groupCount(); i++) {
                assertTrue(Integer.parseInt(done.group(i)) > ANSWERS_MIN, crowd::lastReports);
            }
        }
        for (final Crowd witness : witnesses) {
            final long wait = longestWait(witness);
            // A C engine with a crowd has let a token pass its timeout, so that both nodes' clients waited for seconds.
            if (engine.kind() == EngineKind.GATUN) {
                assertTrue(wait < WAIT_MAX_US, () -> "waited for " + wait + " us: " + witness + "\n" + cluster.diagnosis());
            }
        }
        engine.run("corosync-cmapctl", "-D", "crowd.").orThrow();
    }

    /** Microseconds that a witness has waited at most since the last question. */
    private static long longestWait(final Crowd witness) {
        final int before = witness.reports("witness").size();
        witness.command("tell");
        Await.until("an answer of " + witness, ROUND, () -> witness.reports("witness").size() > before ? Optional.empty()
            : Optional.of(witness.lastReports()), () -> "");
        final Matcher told = WITNESS.matcher(witness.reports("witness").getLast());
        assertTrue(told.matches(), witness::lastReports);
        return Long.parseLong(told.group(2));
    }
}
