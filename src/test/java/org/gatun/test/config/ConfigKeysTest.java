package org.gatun.test.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gatun.engine.config.ConfigFile;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.ConfigurationException;
import org.gatun.engine.config.HostNames;
import org.gatun.engine.config.KeyCursor;
import org.gatun.engine.config.TotemReader;
import org.gatun.engine.config.Value;
import org.gatun.engine.config.ValueType;
import org.gatun.test.hosts.BridgedNetwork;
import org.gatun.test.hosts.Commands;
import org.gatun.test.hosts.Host;
import org.gatun.test.hosts.Network;
import org.gatun.test.hosts.Requirement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A running corosync has the same keys, types and values of configuration as our map: the file's, those made up, and the timers. */
@Tag("interop")
class ConfigKeysTest {
    /** Runs corosync, prints its map when it answers, and ends it. */
    private static final String SCRIPT = """
        mount -t tmpfs tmpfs /run
        corosync -f -c "$0" >"$0.log" 2>&1 &
        pid=$!
        n=0
        until corosync-cmapctl runtime.members. >"$0.keys" 2>&1 && [ -s "$0.keys" ]; do
          n=$((n + 1))
          if [ $n -gt 100 ] || ! kill -0 $pid; then cat "$0.log"; kill -9 $pid; exit 1; fi
          sleep 0.1
        done
        corosync-cmapctl
        kill $pid
        wait $pid
        """;
    /** Keys of other makers. */
    private static final List<String> NOT_CONFIGURATION = List.of("internal_configuration.", "resources.", "runtime.blackbox.",
        "runtime.force_gather", "runtime.members.", "runtime.services.", "runtime.votequorum.");

    private static Network network;

    @TempDir
    Path directory;

    @BeforeAll
    static void up() {
        Requirement.require(Requirement.ROOT, Requirement.NAMESPACES, Requirement.C_COROSYNC);
        network = new BridgedNetwork(1);
    }

    @AfterAll
    static void down() {
        if (network != null) {
            network.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udpu-1", "udpu-2", "udpu-3", "udpu-5", "udpu-12", "udpu-tuned", "udpu-odd-token", "udpu-everything",
        "udp-named", "udp-broadcast", "udp-ipv6", "udp-everything", "knet-two-links"})
    void shouldHaveKeysOfCorosync(final String name) throws IOException, ConfigurationException {
        final Path file = directory.resolve("corosync.conf");
        try (InputStream in = ConfigKeysTest.class.getResourceAsStream("keys/" + name + ".conf")) {
            final Path state = Files.createDirectory(directory.resolve("state"));
            Files.writeString(file, new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("@STATE@", state.toString()));
        }
        final Host host = network.host(1);
        final Commands.Result corosync = host.run("unshare", "-m", "sh", "-c", SCRIPT, file.toString()).orThrow();
        final Map<String, String> theirs = new TreeMap<>();
        corosync.output().lines().filter(line -> line.contains(" = ")).forEach(line -> {
            final int equals = line.indexOf(" = ");
            put(theirs, line.substring(0, equals), line.substring(equals + 3));
        });
        assertTrue(theirs.size() > 20, corosync.output());

        final ConfigFile ours = ConfigFile.read(file);
        final TotemReader reader = new TotemReader(ours, new TestHost(host));
        reader.publish(reader.read(), ours.keys());
        assertEquals(String.join("\n", lines(theirs)), String.join("\n", lines(dump(ours.keys()))));
    }

    private static List<String> lines(final Map<String, String> keys) {
        return keys.entrySet().stream().map(entry -> entry.getKey() + " = " + entry.getValue()).toList();
    }

    private static Map<String, String> dump(final ConfigMap map) {
        final Map<String, String> keys = new TreeMap<>();
        final KeyCursor cursor = map.iterate("");
        for (String key = cursor.next(); key != null; key = cursor.next()) {
            final Value value = map.get(key);
            final String text = value.type() == ValueType.STR ? value.asString()
                : value.type() == ValueType.U64 ? Long.toUnsignedString(value.asLong()) : Long.toString(value.asLong());
            put(keys, key + " (" + value.type().label() + ")", text);
        }
        return keys;
    }

    private static void put(final Map<String, String> keys, final String key, final String value) {
        if (NOT_CONFIGURATION.stream().noneMatch(key::startsWith)) {
            keys.put(key, value);
        }
    }

    /** The host that corosync runs on, of which the test's own process is no part. */
    private record TestHost(Host host) implements HostNames {
        @Override
        public String nodeName() {
            return HostNames.ofSystem().nodeName();
        }

        @Override
        public List<InetAddress> interfaceAddresses() {
            return List.of(InetAddress.ofLiteral(host.ipv4()), InetAddress.ofLiteral(host.ipv6()));
        }

        @Override
        public List<InetAddress> resolve(final String name) {
            return HostNames.ofSystem().resolve(name);
        }

        @Override
        public String nameOf(final InetAddress address) {
            return null;
        }
    }
}
