package org.gatun.test.knet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.Tools;
import org.gatun.test.engines.Transport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rings whose nodes compress what they send. Every packet says in which way, so that nodes may differ; but not with zstd, which libknet
 * 1.25 opens with what it has of the node's own model, and ends the process by a segmentation fault where that is another.
 */
@Tag("interop")
class KnetCompressionTest {
    private static final ClusterSettings SETTINGS = ClusterSettings.QUICK.withTransport(Transport.KNET_IPV4)
        .with(ClusterSettings.crypto("openssl", "aes256", "sha256"));

    static Stream<Arguments> mixesAndModels() {
        return Stream.of(List.of("zlib", "lz4", "lzma"), List.of("zstd", "zstd", "zstd"))
            .flatMap(models -> Mix.selected("GCG", "CGC").map(mix -> Arguments.of(mix, models)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("mixesAndModels")
    void shouldCarryWhatIsCompressed(final Mix mix, final List<String> models) {
        try (Cluster cluster = new Cluster(mix, SETTINGS, 24)) {
            for (final Engine engine : cluster.engines()) {
                engine.editConfiguration(text -> text.replace("totem {\n", "totem {\n    knet_compression_model: "
                    + models.get(engine.nodeId() - 1) + "\n    knet_compression_threshold: 200\n"));
            }
            cluster.start();
            Carried.assertEverything(cluster);
            for (final Engine engine : cluster.engines()) {
                final Tools tools = new Tools(engine);
                for (final String direction : List.of("tx", "rx")) {
                    final String prefix = "stats.knet.handle." + direction + "_compressed_";
                    assertTrue(tools.counter(prefix + "packets") > 0, () -> engine + ": " + direction);
                    assertTrue(tools.counter(prefix + "original_bytes") > tools.counter(prefix + "size_bytes"), () -> engine + ": " + direction);
                }
            }
        }
    }
}
