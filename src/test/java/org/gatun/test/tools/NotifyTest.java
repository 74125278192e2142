package org.gatun.test.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.Tools;
import org.gatun.test.engines.Transport;
import org.gatun.test.hosts.Requirement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both kinds of corosync-notifyd tell the same of the same events, side by side on a node of either kind. */
@Tag("interop")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NotifyTest {
    private static final String CLIENT = "corosync-cpgtoo";
    private static final List<String> KINDS = List.of(".* (joined|left)$", ".* (is now quorate|has lost quorum)$", ".* link 0 .*",
        ".* link 1 .*");

    @ParameterizedTest
    @ValueSource(strings = {"GC", "CG"})
    void shouldTellTheSameAsTheCProgram(final String mix) {
        Requirement.require(Requirement.C_NOTIFYD);
        try (Cluster cluster = new Cluster(new Mix(mix), ClusterSettings.QUICK.withTransport(Transport.KNET_TWO_LINKS), 61).start()) {
            final Engine engine = cluster.engine(1);
            // The ring needs one of them only, and what comes later one notifier may tell, and one that is not yet there not.
            Await.until("both links", Cluster.FORMATION, () -> linkDown(engine), cluster::diagnosis);
            try (Twins.Running c = new Twins.Running(engine, Twins.Kind.C, "notifyd", "-f", "-o", "-n");
                Twins.Running gatun = new Twins.Running(engine, Twins.Kind.GATUN, "notifyd", "-f", "-o", "-n")) {
                for (final Twins.Running notifier : List.of(c, gatun)) {
                    notifier.awaitMatch("\\[notice\\] .*\\[1\\] is now quorate");
                }
                assertEquals(0, engine.run("corosync-cpgtool").status());
                for (final Twins.Running notifier : List.of(c, gatun)) {
                    notifier.awaitMatch("\\[notice\\] .*\\.corosync-cpgtoo is now disconnected from corosync");
                }
                cluster.engine(2).kill();
                for (final Twins.Running notifier : List.of(c, gatun)) {
                    notifier.awaitMatch("\\[notice\\] .*\\[1\\] has lost quorum");
                }
                cluster.engine(2).start();
                cluster.awaitRing(List.of(1, 2), Cluster.FORMATION);
                for (final Twins.Running notifier : List.of(c, gatun)) {
                    notifier.awaitMatch("\\[notice\\] .*\\[1\\] link 0 to node 2 is now operational",
                        "\\[notice\\] .*\\[1\\] link 1 to node 2 is now operational");
                }
                engine.kill();
                assertSame(c.end(), gatun.end());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GC", "CG"})
    void shouldSendAndLogTheSameAsTheCProgram(final String mix) {
        Requirement.require(Requirement.C_NOTIFYD, Requirement.SNMP_AND_DBUS);
        try (Cluster cluster = new Cluster(new Mix(mix), ClusterSettings.QUICK.withTransport(Transport.KNET_TWO_LINKS), 62).start()) {
            final Engine engine = cluster.engine(1);
            Await.until("both links", Cluster.FORMATION, () -> linkDown(engine), cluster::diagnosis);
            try (NotifyRecipient c = new NotifyRecipient(engine, Twins.Kind.C);
                NotifyRecipient gatun = new NotifyRecipient(engine, Twins.Kind.GATUN)) {
                awaitSame(c, gatun, cluster, 1, "=quorate");
                assertEquals(0, engine.run("corosync-cpgtool").status());
                // Connections give signals only.
                awaitSame(c, gatun, cluster, 5, "=quorate");
                cluster.engine(2).kill();
                awaitSame(c, gatun, cluster, 9, "=left", "=not quorate", " 02=0 \\S+ 04=disconnected", " 02=1 \\S+ 04=disconnected");
                cluster.engine(2).start();
                cluster.awaitRing(List.of(1, 2), Cluster.FORMATION);
                awaitSame(c, gatun, cluster, 13, "=joined", "=quorate", " 02=0 \\S+ 04=operational", " 02=1 \\S+ 04=operational");
            }
        }
    }

    /** Both have sent traps whose ends match these, so many signals, and nothing that the other has not. */
    private static void awaitSame(final NotifyRecipient c, final NotifyRecipient gatun, final Cluster cluster, final int signals,
        final String... ends) {
        Await.until("traps and signals " + List.of(ends), Cluster.FORMATION, () -> {
            final List<String> traps = c.traps();
            final boolean areThere = Stream.of(ends).allMatch(end -> traps.stream().anyMatch(trap -> trap.matches(".*" + end)))
                && c.signals(CLIENT).size() == signals && c.logged().size() == traps.size();
            return areThere && sorted(traps).equals(sorted(gatun.traps())) && sorted(c.signals(CLIENT)).equals(sorted(gatun.signals(CLIENT)))
                && sorted(c.logged()).equals(sorted(gatun.logged())) ? Optional.empty() : Optional.of("C: " + traps + "\n" + c.signals(CLIENT) + "\n"
                + c.logged() + "\nGatun: " + gatun.traps() + "\n" + gatun.signals(CLIENT) + "\n" + gatun.logged());
        }, cluster::diagnosis);
    }

    private static List<String> sorted(final List<String> lines) {
        return lines.stream().sorted().toList();
    }

    private static Optional<String> linkDown(final Engine engine) {
        final Tools tools = new Tools(engine);
        return IntStream.of(0, 1).filter(link -> tools.counter("stats.knet.node2.link" + link + ".connected") != 1).mapToObj(link -> "no link " + link)
            .findFirst();
    }

    /** Events of one kind come in one order; which kind comes first is a matter of the moment. */
    private static void assertSame(final List<String> c, final List<String> gatun) {
        for (final String kind : KINDS) {
            final List<String> expected = c.stream().filter(line -> line.matches(kind)).toList();
            assertTrue(expected.size() >= 2, () -> kind + ": " + c);
            assertEquals(expected, gatun.stream().filter(line -> line.matches(kind)).toList());
        }
        final String client = ".*\\.corosync-cpgtoo is now .*";
        assertEquals(c.stream().filter(line -> line.matches(client)).toList(), gatun.stream().filter(line -> line.matches(client)).toList());
        assertEquals(c.getLast(), gatun.getLast());
    }
}
