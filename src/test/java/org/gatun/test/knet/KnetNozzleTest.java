package org.gatun.test.knet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.Transport;
import org.gatun.test.hosts.HostThread;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The network device of the nozzle section, between nodes of both kinds over sealed links. */
@Tag("interop")
class KnetNozzleTest {
    private static final ClusterSettings SETTINGS = ClusterSettings.QUICK.withTransport(Transport.KNET_TWO_LINKS)
        .with(ClusterSettings.crypto("openssl", "aes256", "sha256"));
    private static final Duration CHANGE = Duration.ofSeconds(20);
    private static final int PORT = 7007;
    private static final int DATAGRAM = 4000;
    private static final int ANSWER_MS = 500;
    private static final String DEVICE = "noz0";
    private static final String IPV4 = "nozzle {\n    name: noz0\n    ipaddr: 172.31.7.0\n    ipprefix: 24\n}\n";
    private static final String IPV6 =
        "nozzle {\n    name: noz0\n    ipaddr: fd77:1::\n    ipprefix: 64\n    macaddr: 02:aa:bb:cc:dd:ee\n}\n";
    private static final List<String> SCRIPTS = List.of("pre-up", "up", "down", "post-down");

    static Stream<Mix> mixes() {
        return Mix.selected("GCG");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldCarryIpBetweenAllNodes(final Mix mix) {
        try (Cluster cluster = new Cluster(mix, SETTINGS, 21)) {
            cluster.engines().forEach(engine -> configure(engine, IPV4));
            cluster.start();
            cluster.engines().forEach(engine -> {
                awaitDevice(engine, "172.31.7." + engine.nodeId() + "/24", cluster);
                assertTrue(link(engine).contains(" 54:54:01:00:00:0" + engine.nodeId() + " "), () -> link(engine));
            });
            assertCarries(cluster, "172.31.7.");
            final Engine left = cluster.engine(1);
            left.stop();
            assertEquals("", link(left));
            left.start();
            cluster.awaitRing(mix.nodeIds(), Cluster.FORMATION);
            awaitDevice(left, "172.31.7.1/24", cluster);
            assertCarries(cluster, "172.31.7.");
            setDown(left, cluster);
            assertEquals(0, left.run("ip", "link", "set", DEVICE, "up").status());
            assertCarries(cluster, "172.31.7.");
        }
    }

    /** Sets a Gatun's device down, and has a datagram come for it. A C engine would give it up. */
    private static void setDown(final Engine engine, final Cluster cluster) {
        assertEquals(0, engine.run("ip", "link", "set", DEVICE, "down").status());
        try (HostThread receiving = new HostThread(cluster.engine(2).host());
            DatagramSocket socket = receiving.call(() -> new DatagramSocket(PORT));
            HostThread sending = new HostThread(cluster.engine(3).host());
            DatagramSocket source = sending.call(() -> new DatagramSocket())) {
            socket.setSoTimeout((int)CHANGE.toMillis());
            source.send(new DatagramPacket(new byte[1], 1, InetAddress.ofLiteral("172.31.7.255"), PORT));
            socket.receive(new DatagramPacket(new byte[1], 1));
        } catch (final IOException e) {
            throw new AssertionError(cluster.diagnosis(), e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldMakeChangeAndRemoveTheDeviceAtAReload(final Mix mix) {
        try (Cluster cluster = new Cluster(mix, SETTINGS, 22).start()) {
            cluster.engines().forEach(engine -> assertEquals("", link(engine)));
            cluster.engines().forEach(KnetNozzleTest::addScripts);
            reloadInTurn(cluster, IPV4);
            cluster.engines().forEach(engine -> awaitDevice(engine, "172.31.7." + engine.nodeId() + "/24", cluster));
            reloadInTurn(cluster, IPV6);
            cluster.engines().forEach(engine -> {
                awaitDevice(engine, "fd77:1::" + engine.nodeId() + "/64", cluster);
                assertTrue(link(engine).contains(" 02:aa:bb:cc:00:0" + engine.nodeId() + " "), () -> link(engine));
            });
            assertCarries(cluster, "fd77:1::");
            reload(cluster, "");
            cluster.engines().forEach(engine -> Await.until(engine + " has removed its device", CHANGE,
                () -> link(engine).isEmpty() ? Optional.empty() : Optional.of(link(engine)), cluster::diagnosis));
            final List<String> expected = nozzleLines(cluster.engine(2));
            final List<String> ran = expected.stream().filter(line -> line.contains("this is ")).map(line -> line.split("this is ")[1]).toList();
            assertEquals(Stream.of(SCRIPTS, SCRIPTS).flatMap(List::stream).toList(), ran);
            cluster.engines().forEach(engine -> assertEquals(expected, nozzleLines(engine), engine.toString()));
        }
    }

    /** As in the C engine, what is wrong with the section costs the node the device, not the ring. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldGoOnWithoutADeviceWhenAValueIsWrong(final Mix mix) {
        final List<UnaryOperator<String>> mistakes = List.of(
            text -> text.replaceAll("    ipaddr.*\n", ""),
            text -> text.replaceAll("    ipprefix.*\n", ""),
            text -> text.replace("ipprefix: 24", "ipprefix: 31"),
            text -> text.replace("172.31.7.0", "elsewhere"),
            text -> text.replace("172.31.7.0", "gg::"),
            text -> text.replace("ipprefix", "macaddr: 54:54:01\n    ipprefix"),
            text -> text.replace("noz0", "lo"));
        try (Cluster cluster = new Cluster(mix, SETTINGS, 23).start()) {
            // Nothing is sent by itself then: see reloadInTurn.
            cluster.engines().forEach(engine -> assertEquals(0,
                engine.run("sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6").status()));
            for (final UnaryOperator<String> mistake : mistakes) {
                reload(cluster, mistake.apply(IPV4));
            }
            reload(cluster, IPV4);
            cluster.engines().forEach(engine -> awaitDevice(engine, "172.31.7." + engine.nodeId() + "/24", cluster));
            final List<String> expected = nozzleLines(cluster.engine(2));
            cluster.engines().forEach(engine -> assertEquals(expected, nozzleLines(engine), engine.toString()));
            assertCarries(cluster, "172.31.7.");
        }
    }

    private static void configure(final Engine engine, final String nozzle) {
        engine.editConfiguration(text -> text.replaceAll("(?s)nozzle \\{[^}]*}\n", "") + nozzle);
    }

    /**
     * First on the C node, then on the others. A C engine gives up its device for good when a frame comes for it between the moment when
     * libknet knows it and the one when it is up, and new devices tell their neighbours of themselves.
     */
    private static void reloadInTurn(final Cluster cluster, final String nozzle) {
        configure(cluster.engine(2), nozzle);
        reload(cluster);
        reload(cluster, nozzle);
    }

    private static void reload(final Cluster cluster, final String nozzle) {
        cluster.engines().forEach(engine -> configure(engine, nozzle));
        reload(cluster);
    }

    private static void reload(final Cluster cluster) {
        final String answer = cluster.engine(1).run("corosync-cfgtool", "-R").output();
        assertTrue(answer.contains("Done"), () -> answer + cluster.diagnosis());
    }

    /** Scripts that say which they are, and fail, as only then what they say goes to the log. */
    private static void addScripts(final Engine engine) {
        try {
            for (final String script : SCRIPTS) {
                final Path directory = Files.createDirectories(engine.configuration().resolveSibling("updown.d").resolve(script + ".d"));
                final Path file = Files.writeString(directory.resolve(DEVICE), "#!/bin/sh\necho this is " + script + "\nexit 1\n");
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String link(final Engine engine) {
        return engine.run("ip", "-o", "link", "show", "dev", DEVICE).output().replaceAll("Device .* does not exist.\\s*", "");
    }

    private static void awaitDevice(final Engine engine, final String address, final Cluster cluster) {
        Await.until(engine + " has a device with " + address, CHANGE, () -> {
            final String text = engine.run("ip", "-o", "addr", "show", "dev", DEVICE, "up").output();
            return text.contains(" " + address + " ") && !text.contains("tentative") ? Optional.empty() : Optional.of(text);
        }, cluster::diagnosis);
    }

    /** Has every host ping every other, and send it a datagram that does not fit into one frame. */
    private static void assertCarries(final Cluster cluster, final String network) {
        for (final Engine to : cluster.engines()) {
            try (HostThread receiving = new HostThread(to.host());
                DatagramSocket socket = receiving.call(() -> new DatagramSocket(PORT))) {
                for (final Engine from : cluster.engines()) {
                    assertArrives(cluster, from, to, InetAddress.ofLiteral(network + to.nodeId()), socket);
                }
            }
        }
    }

    /** As no transport that is lossless lies below, anything may be sent again. */
    private static void assertArrives(final Cluster cluster, final Engine from, final Engine to, final InetAddress address,
        final DatagramSocket socket) {
        final byte[] sent = (from + " to " + to + ' ').repeat(DATAGRAM).substring(0, DATAGRAM).getBytes(StandardCharsets.US_ASCII);
        final DatagramPacket received = new DatagramPacket(new byte[DATAGRAM + 1], DATAGRAM + 1);
        try (HostThread sending = new HostThread(from.host());
            DatagramSocket source = sending.call(() -> new DatagramSocket())) {
            socket.setSoTimeout(ANSWER_MS);
            Await.until("IP from " + from + " to " + to, CHANGE, () -> {
                try {
                    if (!sending.call(() -> address.isReachable(ANSWER_MS))) {
                        return Optional.of("no answer to a ping");
                    }
                    source.send(new DatagramPacket(sent, DATAGRAM, address, PORT));
                    socket.receive(received);
                    return Arrays.equals(sent, Arrays.copyOf(received.getData(), received.getLength())) ? Optional.empty()
                        : Optional.of("another datagram of " + received.getLength() + " bytes");
                } catch (final IOException e) {
                    return Optional.of(e.toString());
                }
            }, cluster::diagnosis);
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What the log says of the device, without what differs from node to node. */
    private static List<String> nozzleLines(final Engine engine) {
        return engine.log().stream().filter(line -> line.matches(".*\\[TOTEM \\].*(ozzle|Opened|this is ).*"))
            .filter(line -> !line.contains("Can't find datafd"))
            .map(line -> line.replaceAll(".*\\[TOTEM \\]", "").replaceAll(" fd \\d+", " fd N").replaceAll("/node\\d/", "/nodeN/")
                .replaceAll("(00:0|7\\.|::)" + engine.nodeId() + "\\b", "$1N")).toList();
    }
}
