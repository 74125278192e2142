package org.gatun.test.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;
import org.gatun.test.hosts.Commands;
import org.gatun.test.hosts.Layout;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each tool and its C namesake print the same and end the same, against one ring of a Gatun and a C node. */
@Tag("interop")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ToolsTest {
    private static final String LINES = "/org/gatun/test/tools/command-lines.txt";
    private static final String ONLY_STATUS = "? ";
    private static final String WITH_INPUT = "~ ";
    private static final String PREPARATION = "+ ";
    private static final String DRIVEN_ELSEWHERE = "@ ";

    private final Twins twins = new Twins();
    private Cluster cluster;

    /** A command line, what the C tool does before it, what is compared, and whether the tool has its own standard input. */
    record Line(String text, String preparation, boolean isStatusOnly, boolean hasInput) {
        @Override
        public String toString() {
            return text;
        }
    }

    @BeforeEach
    void start() {
        if (cluster == null) {
            // Here and not once for the class, so that what the machine lacks is told for each test by name.
            cluster = new Cluster(new Mix("GC"), ClusterSettings.QUICK, 31).start();
            cluster.record(1, "tools");
            cluster.record(2, "a, \\b");
        }
    }

    @AfterAll
    void stop() {
        twins.close();
        if (cluster != null) {
            cluster.close();
        }
    }

    static Stream<Line> lines() {
        final List<Line> lines = new ArrayList<>();
        String preparation = "";
        try (InputStream in = ToolsTest.class.getResourceAsStream(LINES)) {
            for (final String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (line.startsWith(PREPARATION)) {
                    preparation = line.substring(PREPARATION.length());
                } else if (!line.isBlank() && !line.startsWith("#") && !line.startsWith(DRIVEN_ELSEWHERE)) {
                    final boolean isStatusOnly = line.startsWith(ONLY_STATUS);
                    final boolean hasInput = line.startsWith(WITH_INPUT);
                    lines.add(new Line(isStatusOnly || hasInput ? line.substring(2) : line, preparation, isStatusOnly, hasInput));
                    preparation = "";
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines.stream();
    }

    @ParameterizedTest
    @MethodSource("lines")
    void shouldPrintTheSameAndEndTheSameAsTheCTool(final Line line) {
        for (final Engine engine : cluster.engines()) {
            compare(engine, line);
        }
    }

    private void compare(final Engine engine, final Line line) {
        prepare(engine, line);
        final String c = twins.run(engine, Twins.Kind.C, line.text());
        prepare(engine, line);
        final String gatun = line.hasInput() ? twins.run(engine, Twins.Kind.GATUN, line.text()) : twins.runServed(engine, line.text());
        if (line.isStatusOnly()) {
            assertEquals(lastLine(c), lastLine(gatun));
            assertEquals(c.lines().count() > 1, gatun.lines().count() > 1);
        } else {
            assertEquals(c, gatun, () -> "on " + engine);
        }
    }

    private void prepare(final Engine engine, final Line line) {
        if (!line.preparation().isEmpty()) {
            twins.run(engine, Twins.Kind.C, line.preparation());
        }
    }

    private static String lastLine(final String text) {
        return text.lines().toList().getLast();
    }

    @Test
    void shouldSayThatThereIsNoEngine() {
        final String line = "for tool in 'cfgtool -s' 'cfgtool -n' 'cfgtool -R' 'cfgtool -L' 'cfgtool -k 1' 'cfgtool -a 1' 'cfgtool -H'"
            + " cmapctl 'cmapctl -g a.b' cpgtool quorumtool 'quorumtool -l';"
            + " do unshare -n $PREFIX$tool; echo $?; done";
        final String c = twins.run(cluster.engine(1), Twins.Kind.C, line);
        assertEquals(c, twins.run(cluster.engine(1), Twins.Kind.GATUN, line));
        assertEquals(12, c.lines().filter("1"::equals).count(), c);
    }

    /** Both tell the same of a wrong option, each its own usage and version. */
    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help", "-x", "-c", "-f -c", "-t -c /nonexistent", "-f -t -c /nonexistent", "-tc/nonexistent", "-t -c ''", "-v",
        "-v -c", "-fvz", "words -v", "-z -v", "-- -t -v -c /nonexistent/corosync.conf -f"})
    void shouldTakeTheSameOptionsAsTheDaemon(final String options) {
        // Where no option counts, the daemon would start: with -t it does not.
        final String line = options.startsWith("-- ") ? "-t -c /nonexistent " + options : options;
        final String script = "unshare -n \"$0\" " + line + " >$1/daemon.out 2>$1/daemon.err </dev/null; echo $?; test -s $1/daemon.out; echo $?;"
            + " head -1 $1/daemon.err | grep -o 'invalid option.*\\|option requires.*\\|^usage'";
        final String directory = Layout.work("daemon-options").toString();
        final String c = Commands.run("sh", "-c", script, "corosync", directory).output();
        assertEquals(c, Commands.run("sh", "-c", script, Layout.gatund().toString(), directory).output());
    }

    @Test
    void shouldShowTheModelsOfLibknetAsTheDaemon() {
        final String c = models("corosync");
        assertEquals(c, models(Layout.gatund().toString()));
        assertEquals(2, c.lines().count(), c);
    }

    private static String models(final String daemon) {
        return Commands.run("sh", "-c", "\"$0\" -v | grep 'Available.*models: .'", daemon).output();
    }

    @Test
    void shouldSayThatTheUserMayNot() {
        final String line = "for tool in 'cfgtool -s' 'cfgtool -n' 'cfgtool -R' 'cfgtool -L' 'cfgtool -k 1' 'cfgtool -a 1' 'cfgtool -H'"
            + " cmapctl 'cmapctl -g a.b' 'cmapctl -C all' cpgtool quorumtool 'quorumtool -l' 'quorumtool -e 2';"
            + " do setpriv --reuid 2 --regid 2 --clear-groups $PREFIX$tool; echo $?; done";
        for (final Engine engine : cluster.engines()) {
            final String c = twins.run(engine, Twins.Kind.C, line);
            assertEquals(c, twins.run(engine, Twins.Kind.GATUN, line), () -> "on " + engine);
            assertEquals(14, c.lines().filter("1"::equals).count(), c);
        }
    }

    @Test
    void shouldShowChangesAsTheCToolDoes() {
        for (final Engine engine : cluster.engines()) {
            try (Twins.Running c = new Twins.Running(engine, Twins.Kind.C, "cmapctl", "-b", "-T", "watch.", "watch.one");
                Twins.Running gatun = new Twins.Running(engine, Twins.Kind.GATUN, "cmapctl", "-b", "-T", "watch.", "watch.one")) {
                c.await("Type");
                gatun.await("Type");
                twins.run(engine, Twins.Kind.C, "cmapctl -s watch.one u8 1; cmapctl -s watch.one u16 2; cmapctl -s watch.two str x;"
                    + " cmapctl -s watch.two bin /dev/stdin; cmapctl -D watch.; cmapctl -s watch.end u8 1; cmapctl -d watch.end");
                for (final Twins.Running tool : List.of(c, gatun)) {
                    tool.await("delete> watch.end");
                    // One line: the C tool never sees a second that comes with it.
                    tool.type("quit");
                }
                assertEquals(c.end(), gatun.end());
            }
        }
    }

    @Test
    void shouldMonitorQuorumAsTheCToolDoesUntilTheEngineGoes() {
        final Engine engine = cluster.engine(2);
        try (Twins.Running c = new Twins.Running(engine, Twins.Kind.C, "quorumtool", "-m");
            Twins.Running gatun = new Twins.Running(engine, Twins.Kind.GATUN, "quorumtool", "-m")) {
            c.await("         2 ");
            gatun.await("         2 ");
            cluster.engine(1).kill();
            c.await("Quorum:           2 Activity blocked");
            gatun.await("Quorum:           2 Activity blocked");
            cluster.engine(1).start();
            cluster.awaitRing(List.of(1, 2), Cluster.FORMATION);
            c.await("Quorum:           2  ");
            gatun.await("Quorum:           2  ");
            engine.kill();
            assertEquals(c.end(), gatun.end());
        }
        restart(engine);
    }

    private void restart(final Engine engine) {
        Await.until("the engine ends", Duration.ofSeconds(20),
            () -> engine.isRunning() ? Optional.of("it runs") : Optional.empty(), cluster::diagnosis);
        engine.start();
        cluster.awaitRing(List.of(1, 2), Cluster.FORMATION);
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndEngines(final Twins.Kind kind) {
        assertEquals("Killing node 2\nstatus: 0\n", twins.run(cluster.engine(1), kind, "cfgtool -k 2"));
        restart(cluster.engine(2));
        assertEquals("Shutting down corosync\nstatus: 0\n", twins.run(cluster.engine(1), kind, "cfgtool -H"));
        restart(cluster.engine(1));
        assertEquals("Shutting down corosync\nstatus: 0\n", twins.run(cluster.engine(2), kind, "cfgtool --shutdown --force"));
        restart(cluster.engine(2));
    }

    @Test
    void shouldPrintJsonWherePeopleRead() {
        final Engine engine = cluster.engine(1);
        final String json = twins.run(engine, Twins.Kind.GATUN, "cfgtool -s --json; cfgtool -n --json; cfgtool -a 2 --json;"
            + " cmapctl --json -g totem.version; cpgtool -n --json; quorumtool --json");
        final List<String> lines = json.lines().toList();
        assertTrue(lines.get(0).startsWith("{\"localNodeId\":1,\"transport\":\"udpu\",\"nodes\":[{\"nodeId\":1,"), json);
        assertTrue(lines.get(1).startsWith("{\"localNodeId\":1,\"transport\":\"udpu\",\"nodes\":[{\"nodeId\":2,"), json);
        assertEquals("[\"10.77.0.2\"]", lines.get(2));
        assertEquals("[{\"key\":\"totem.version\",\"type\":\"u32\",\"value\":2}]", lines.get(3));
        assertTrue(lines.get(4).startsWith("[") && lines.get(4).endsWith("]"), json);
        assertTrue(lines.get(5).contains("\"quorate\":true,\"expectedVotes\":2,"), json);
        assertEquals("status: 0", lines.get(6));
    }

    @Test
    void shouldMakeNoConfigurationOfAnotherRoot() {
        final String line = """
            for root in '<other a="1"><corosync b="2"><t/></corosync></other>' '<corosync xmlns="urn:z" a="1"><t a="1"/></corosync>'; do
              printf '%s' "$root" >$W/x.xml; xmlproc $W/x.xml 2>$W/errors; echo $?; grep -c 'root element' $W/errors
            done""";
        assertEquals("0\n0\n0\n0\nstatus: 1\n", twins.run(cluster.engine(1), Twins.Kind.C, line));
        assertEquals("0\n1\n0\n1\nstatus: 0\n", twins.run(cluster.engine(1), Twins.Kind.GATUN, line));
    }

    @Test
    void shouldReadNothingOutsideAnXmlConfiguration() {
        final String lines = twins.run(cluster.engine(1), Twins.Kind.GATUN, """
            printf '<!DOCTYPE corosync [<!ENTITY e SYSTEM "file:///etc/hostname">]><corosync><t>&e;</t></corosync>' >$W/entity.xml
            printf '<!DOCTYPE corosync [<!ENTITY %% e SYSTEM "/etc/hostname">%%e;]><corosync/>' >$W/parameter.xml
            printf '<!DOCTYPE corosync SYSTEM "corosync.dtd"><corosync/>' >$W/dtd.xml
            printf '<!DOCTYPE corosync [<!ENTITY a "aaaaaaaaaa">' >$W/many.xml
            for i in b c d e f g h; do
              printf '<!ENTITY %s "%s">' "$i" "$before$before$before$before" >>$W/many.xml; before="&$i;&$i;&$i;&$i;&$i;&$i;&a;"
            done
            printf ']><corosync><t a="&h;"/></corosync>' >>$W/many.xml
            for name in entity parameter dtd many; do xmlproc $W/$name.xml $W/no; echo $?; test -e $W/no; echo $?; done""");
        final List<String> all = lines.lines().toList();
        assertEquals(List.of("6", "1", "6", "1", "6", "1", "6", "1"), all.subList(0, 8), lines);
        assertEquals(3, all.stream().filter(line -> line.contains("external entities are refused")).count(), lines);
    }

    @Test
    void shouldCompleteInTheShell() {
        final Path scripts = Layout.root().resolve("target/image/share/bash-completion/completions");
        final String completions = Commands.run("bash", "-c", """
            cd "$1" && for name in gatun corosync-*; do
              . "./$name" && complete -p "$name" | sed 's/.* //' && complete -r "$name" || exit
            done
            # Only the shell itself may call it.
            compopt() { :; }
            complete_line() {
              COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
              "_complete_$1" && echo "$*: ${COMPREPLY[*]}"
            }
            complete_line gatun xmlp
            complete_line gatun cfgtool --st
            complete_line corosync-keygen --si""", "bash", scripts.toString()).orThrow().output();
        assertEquals("""
            gatun
            corosync-blackbox
            corosync-cfgtool
            corosync-cmapctl
            corosync-cpgtool
            corosync-keygen
            corosync-notifyd
            corosync-quorumtool
            corosync-xmlproc
            gatun xmlp: xmlproc
            gatun cfgtool --st: --status
            corosync-keygen --si: --size
            """, completions);
    }
}
