package org.gatun.test.knet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.Transport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sealed rings of both kinds of engine: every cipher and hash, either library, keys of either form, and a key that is wrong. */
@Tag("interop")
class KnetCryptoTest {
    private static final ClusterSettings SETTINGS = ClusterSettings.QUICK.withTransport(Transport.KNET_IPV4);
    private static final Duration REFUSAL = Duration.ofSeconds(20);

    static Stream<Arguments> suites() {
        return Stream.of(
            Arguments.of("GCC", "nss", "aes128", "sha1"),
            Arguments.of("CGG", "nss", "aes192", "sha384"),
            Arguments.of("GCG", "openssl", "aes256", "sha512"),
            Arguments.of("GGC", "openssl", "aes256", "md5"),
            Arguments.of("GGG", "nss", "aes256", "sha256"));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @MethodSource("suites")
    void shouldCarryMessagesWhenSealed(final Mix mix, final String model, final String cipher, final String hash) {
        try (Cluster cluster = new Cluster(mix, SETTINGS.with(ClusterSettings.crypto(model, cipher, hash)), 1).start()) {
            Carried.assertEverything(cluster);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldCarryMessagesWhenNodesUseDifferentLibraries(final Mix mix) {
        try (Cluster cluster = new Cluster(mix, SETTINGS.with(ClusterSettings.crypto("openssl", "aes256", "sha256")), 2)) {
            cluster.engine(1).editConfiguration(text -> text.replace("crypto_model: openssl", "crypto_model: nss"));
            cluster.start();
            Carried.assertEverything(cluster);
        }
    }

    static Stream<Mix> mixes() {
        return Mix.selected("GCC", "CGG");
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldKeepANodeOutWhenItsKeyIsWrong(final Mix mix) {
        try (Cluster cluster = new Cluster(mix, SETTINGS.with(ClusterSettings.crypto("nss", "aes256", "sha256")), 3)) {
            cluster.engine(3).editConfiguration(text -> text.replace("k3y-", "wr0n"));
            final List<Integer> others = List.of(1, 2);
            others.forEach(id -> cluster.engine(id).start());
            cluster.awaitRing(others, Cluster.FORMATION);
            cluster.engine(3).start();
            for (final Engine engine : cluster.engines()) {
                Await.until(engine + " says that it cannot open packets", REFUSAL,
                    () -> engine.log().stream().anyMatch(line -> line.contains("Digest does not match. Check crypto key and configuration."))
                        && engine.log().stream().anyMatch(line -> line.contains("Unable to decrypt packet from "))
                        ? Optional.empty() : Optional.of(engine.lastLogLines(5)), cluster::diagnosis);
            }
            assertEquals(others, cluster.status(1).orElseThrow().members().stream().toList());
            cluster.engine(3).kill();
            cluster.engine(3).editConfiguration(text -> text.replace("wr0n", "k3y-"));
            cluster.engine(3).start();
            cluster.awaitRing(mix.nodeIds(), Cluster.FORMATION);
        }
    }
}
