package org.gatun.engine.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TotemReaderTest {
    private static final String LOCAL = "nodelist {\nnode {\nring0_addr: 127.0.0.1\nnodeid: 1\n}\n}\n";
    private static final FakeHost HOST = new FakeHost("host", "127.0.0.1", "::1").withName("both", "127.0.0.5", "fd77::5");

    private static TotemReader reader(final String totem, final String rest) throws ConfigurationException {
        final String text = "totem {\nversion: 2\n" + totem.replace('/', '\n') + "\n}\n" + rest;
        final ConfigFile file = ConfigFile.parse("x.conf", text.getBytes(StandardCharsets.UTF_8), Accounts.ofSystem());
        return new TotemReader(file, HOST);
    }

    private static TotemSettings read(final String totem, final String rest) throws ConfigurationException {
        return reader(totem, rest).read();
    }

    private static String nodes(final String... bodies) {
        final StringBuilder text = new StringBuilder("nodelist {\n");
        for (final String body : bodies) {
            text.append("node {\n").append(body.replace('/', '\n')).append("\n}\n");
        }
        return text.append("}\n").toString();
    }

    private static String cluster(final int size) {
        final String[] bodies = new String[size];
        Arrays.setAll(bodies, i -> "nodeid: " + (i + 1) + "/ring0_addr: 127.0.0." + (i + 1));
        return nodes(bodies);
    }

    /** The tables of the protocol description: number of nodes, T, R, H, C, knet timeout, knet interval. */
    @ParameterizedTest
    @CsvSource({"1,3000,714,561,3600,1500,750", "2,3000,714,561,3600,1500,750", "3,3650,869,685,4380,1825,912",
        "4,4300,1023,808,5160,2150,1075", "5,4950,1178,932,5940,2475,1237", "6,5600,1333,1056,6720,2800,1400",
        "12,9500,2261,1798,11400,4750,2375", "24,17300,4119,3285,20760,8650,4325"})
    void shouldDeriveTimersFromNumberOfNodes(final int size, final int token, final int retransmit, final int hold,
        final int consensus, final int pingTimeout, final int pingInterval) throws ConfigurationException {
        final TotemSettings settings = read("transport: udpu", cluster(size));
        final TotemParameters parameters = settings.parameters();
        assertEquals(List.of(token, retransmit, hold, consensus),
            List.of(parameters.token(), parameters.tokenRetransmit(), parameters.hold(), parameters.consensus()));
        assertEquals(List.of(pingTimeout, pingInterval),
            List.of(settings.links().getFirst().knetPingTimeout(), settings.links().getFirst().knetPingInterval()));
    }

    @ParameterizedTest
    @CsvSource({"1000,238,180,1200", "1650,392,303,1980", "5000,1190,942,6000", "10000,2380,1894,12000"})
    void shouldDeriveTimersFromToken(final int token, final int retransmit, final int hold, final int consensus)
        throws ConfigurationException {
        final TotemParameters parameters = read("transport: udpu/token: " + token, LOCAL).parameters();
        assertEquals(List.of(token, retransmit, hold, consensus),
            List.of(parameters.token(), parameters.tokenRetransmit(), parameters.hold(), parameters.consensus()));
    }

    @Test
    void shouldHaveDefaultsOfTheProtocol() throws ConfigurationException {
        assertEquals(new TotemParameters(1, 1410, 3000, 75, 714, 561, 4, 50, 0, 3600, 200, 1000, 2500, 30, 0, 50, 50, 17, 5, false),
            read("transport: udpu", LOCAL).parameters());
        assertEquals(65446, read("", LOCAL).parameters().netMtu());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "-1", "99999999999"})
    void shouldIgnoreSectionsThatLookLikeNodesWithoutNumber(final String number) throws ConfigurationException {
        final String strange = "nodelist {\nnode." + number + " {\nnodeid: 9\nring0_addr: 127.0.0.9\n}\n}\n";
        assertEquals(1, read("transport: udpu", LOCAL + strange).nodes().size());
    }

    @Test
    void shouldTakeZeroForDefaultExceptWhereZeroMeansOff() throws ConfigurationException {
        final TotemParameters parameters = read("transport: udpu/token: 0/join: 0/window_size: 0/token_warning: 0", LOCAL).parameters();
        assertEquals(List.of(3000, 50, 50, 0),
            List.of(parameters.token(), parameters.join(), parameters.windowSize(), parameters.tokenWarning()));
    }

    /** The totem section and the key, line and part of the problem that are told. The section begins at line 1, its keys at 3. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        transport: tcp                              | :3: totem.transport: | "tcp"
        transport: udpu/max_network_delay: 29       | :4: totem.max_network_delay: | at least 30
        transport: udpu/token: 29                   | :4: totem.token: | at least 30 ms, but is 29
        transport: udpu/token_warning: 101          | :4: totem.token_warning: | 101
        transport: udpu/token_retransmit: 29        | :4: totem.token_retransmit: | at least 30
        transport: udpu/token: 30                   | :4: totem.token: | token_retransmits_before_loss_const
        transport: udpu/hold: 13                    | :4: totem.hold: | at least 14
        transport: udpu/join: 29                    | :4: totem.join: | at least 30
        transport: udpu/consensus: 29               | :4: totem.consensus: | at least 30
        transport: udpu/join: 100/consensus: 50     | :5: totem.consensus: | not be below join (100 ms)
        transport: udpu/merge: 29                   | :4: totem.merge: | at least 30
        transport: udpu/downcheck: 29               | :4: totem.downcheck: | at least 30
        transport: udpu/version: 3                  | :4: totem.version: | must be 2
        transport: udpu/netmtu: 100                 | :4: totem.netmtu: | 200..65536
        transport: udpu/interface {/ttl: 2/}        | :5: totem.interface.0.ttl: | udp
        transport: udpu/interface {/knet_link_priority: 2/} | :5: totem.interface.0.knet_link_priority: | knet
        transport: udpu/interface {/linknumber: 8/ttl: 2/} | :6: totem.interface.8.ttl: | highest link is 7
        transport: udpu/interface {/linknumber: 1/mcastport: 1/} | nodelist.node.0.name: | every node needs a name
        transport: udpu/crypto_cipher: aes256       | :4: totem.crypto_cipher: | crypto_hash
        transport: udpu/crypto_hash: sha256/keyfile: nonexistent | totem.keyfile: | No such file
        transport: udpu/crypto_hash: sha256/key: abc | :5: totem.key: | has 3
        transport: udpu/link_mode: fast             | :4: totem.link_mode: | passive, active or rr
        transport: udpu/ip_version: ipv6            | nodelist.node.0.ring0_addr: | ipv6
        interface {/knet_transport: tcp/}           | :4: totem.interface.0.knet_transport: | udp or sctp
        transport: udp                              | totem.interface.0.mcastaddr: | cluster_name
        transport: udp/interface {/mcastaddr: 10.1.1.1/} | :5: totem.interface.0.mcastaddr: | not a multicast
        transport: udp/ip_version: ipv6-4/interface {/mcastaddr: ff15::1/} | :6: totem.interface.0.mcastaddr: | family
        transport: udp/interface {/mcastaddr: x/}   | :5: totem.interface.0.mcastaddr: | no address
        """)
    void shouldNameKeyAndLineWhenValueIsRefused(final String totem, final String where, final String problem) {
        final ConfigurationException e = assertThrows(ConfigurationException.class, () -> read(totem, LOCAL));
        assertTrue(e.getMessage().startsWith("parse error in config: x.conf:"), e.getMessage());
        assertTrue(e.getMessage().contains(where), e.getMessage());
        assertTrue(e.getMessage().contains(problem), e.getMessage());
        assertEquals(ConfigurationException.EXIT_CONFIGURATION, e.exitStatus());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        transport: udpu | nodeid: 1/ring0_addr: 127.0.0.1 | nodeid: 1/ring0_addr: 127.0.0.2 | node id 1 appears twice
        transport: udpu | nodeid: 1/ring0_addr: 127.0.0.1 | nodeid: 2/ring0_addr: nosuch    | "nosuch" is no address
        transport: udpu | nodeid: 1/ring0_addr: 127.0.0.1 | nodeid: 2/ring0_addr: ::2       | another address family
        transport: udpu | nodeid: 1/ring0_addr: 127.0.0.1 | nodeid: 2/ring8_addr: ::2       | highest link is 7
        transport: udpu | nodeid: 1/ring0_addr: 127.0.0.8 | nodeid: 2/ring0_addr: 127.0.0.9 | no node of the nodelist is this host
        transport: udpu | nodeid: 1/ring0_addr: 127.0.0.1/ring1_addr: 127.0.0.2/name: a | ring0_addr: 127.0.0.2/ring1_addr: 127.0.0.2/name: b | has one link, but 2
        transport: udpu | ring0_addr: ::1                 | ring0_addr: ::2                 | explicit node id
        transport: knet | ring0_addr: 127.0.0.1           | nodeid: 2/ring0_addr: 127.0.0.9 | explicit node id
        transport: knet | nodeid: 65536/ring0_addr: 127.0.0.1 | nodeid: 2/ring0_addr: 127.0.0.9 | up to 65535
        transport: knet | nodeid: 1/name: a/ring0_addr: 127.0.0.1/ring1_addr: 127.0.0.2 | nodeid: 2/name: b/ring0_addr: 127.0.0.9 | same number of links
        transport: knet | nodeid: 1/name: a/ring0_addr: 127.0.0.1/ring1_addr: 127.0.0.2 | nodeid: 2/ring0_addr: 127.0.0.9 | every node needs a name
        """)
    void shouldRefuseNodelistThatCannotWork(final String totem, final String first, final String second, final String problem) {
        final ConfigurationException e = assertThrows(ConfigurationException.class,
            () -> reader(totem, nodes(first, second)).read());
        assertTrue(e.getMessage().contains(problem), e.getMessage());
    }

    @Test
    void shouldJudgeValuesThatAClientChanged() {
        final ConfigMap map = new ConfigMap();
        map.put("totem.token", Value.ofU32(5000));
        assertNull(TotemTunables.of(map, 3).refusal());
        assertEquals(5650, TotemTunables.of(map, 3).parameters(1, 1500).token());
        map.put("totem.token", Value.ofU32(1));
        assertEquals("totem.token: must be at least 30 ms, but is 1 ms", TotemTunables.of(map, 2).refusal());
    }

    @Test
    void shouldRefuseConfigurationWithoutNodelist() {
        assertThrows(ConfigurationException.class, () -> read("transport: udpu", ""));
        assertThrows(ConfigurationException.class, () -> read("transport: udpu/interface {/bindnetaddr: 127.0.0.1/}", ""));
    }

    @Test
    void shouldMakeNodeIdsFromIpv4Addresses() throws ConfigurationException {
        final TotemReader reader = reader("transport: udpu/clear_node_high_bit: yes",
            nodes("ring0_addr: 127.0.0.1", "ring0_addr: 200.0.0.1"));
        final TotemSettings settings = reader.read();
        assertEquals(2130706433, settings.localNode().nodeId());
        assertEquals(0x48000001, settings.nodes().get(1).nodeId());
    }

    @Test
    void shouldFillInKeysThatItMakes() throws ConfigurationException {
        final ConfigFile file = ConfigFile.parse("x.conf",
            ("totem {\nversion: 2\ntransport: udp\ncluster_name: rich\n}\n" + nodes("ring0_addr: 127.0.0.9", "ring0_addr: 127.0.0.1"))
                .getBytes(StandardCharsets.UTF_8), Accounts.ofSystem());
        final TotemReader reader = new TotemReader(file, HOST);
        final TotemSettings settings = reader.read();
        reader.publish(settings, file.keys());
        assertEquals(Value.ofU32(1), file.keys().get("nodelist.local_node_pos"));
        assertEquals(Value.ofU32(0x7f000001), file.keys().get("nodelist.node.1.nodeid"));
        assertEquals(Value.ofString("127.0.0.1"), file.keys().get("totem.interface.0.bindnetaddr"));
        assertEquals(Value.ofString("239.192.6.104"), file.keys().get("totem.interface.0.mcastaddr"));
        assertEquals(Value.ofU32(3000), file.keys().get("runtime.config.totem.token"));
        assertEquals(Value.ofU32(750), file.keys().get("runtime.config.totem.interface.0.knet_ping_interval"));
        assertEquals(Value.ofString("none"), file.keys().get("runtime.config.totem.knet_compression_model"));
        assertEquals(FakeHost.literal("239.192.6.104"), settings.links().getFirst().multicastAddress());
    }

    @Test
    void shouldMakeIpv6MulticastAddressOfClusterName() {
        assertEquals("ff15::662", MulticastAddresses.make("rich", 0, FakeHost.literal("::1")));
        assertEquals("239.192.6.105", MulticastAddresses.make("rich", 1, FakeHost.literal("10.0.0.1")));
    }

    @ParameterizedTest
    @CsvSource({"'',5405,1", "mcastport: 5500,5500,1", "mcastport: 0,5405,1", "broadcast: yes,5405,1", "ttl: 7,5405,7"})
    void shouldReadLinkOfUdp(final String line, final int port, final int ttl) throws ConfigurationException {
        final LinkSettings link = read("transport: udp/cluster_name: x/interface {/bindnetaddr: 1.2.3.4/" + line + "/}", LOCAL)
            .links().getFirst();
        assertEquals(port, link.port());
        assertEquals(ttl, link.ttl());
        assertEquals(line.startsWith("broadcast"), link.broadcast());
        assertEquals(line.startsWith("broadcast"), link.multicastAddress() == null);
        assertEquals(FakeHost.literal("127.0.0.1"), link.bindAddress());
    }

    @ParameterizedTest
    @CsvSource({"udpu,'',fd77::5", "udpu,ipv4,127.0.0.5", "udpu,ipv6,fd77::5", "udpu,ipv4-6,127.0.0.5", "udpu,ipv6-4,fd77::5"})
    void shouldChooseFamilyOfIpVersion(final String transport, final String version, final String address)
        throws ConfigurationException {
        final String line = version.isEmpty() ? "" : "/ip_version: " + version;
        final TotemSettings settings = new TotemReader(ConfigFile.parse("x.conf",
            ("totem {\nversion: 2\ntransport: " + transport + line.replace('/', '\n') + "\n}\n"
                + nodes("ring0_addr: both/nodeid: 3")).getBytes(StandardCharsets.UTF_8), Accounts.ofSystem()),
            new FakeHost("both").withName("both", "127.0.0.5", "fd77::5")).read();
        assertEquals(FakeHost.literal(address), settings.links().getFirst().bindAddress());
    }

    @Test
    void shouldWarnOfKeysThatAreIgnored() throws ConfigurationException {
        final TotemReader reader = reader("transport: udpu/nodeid: 5/interface {/bindnetaddr: x/member {/memberaddr: y/}/}", LOCAL);
        reader.read();
        assertEquals(3, reader.warnings().size());
    }

    @Test
    void shouldReadKeyFromFileBeforeInlineKey(@TempDir final Path directory) throws IOException, ConfigurationException {
        final byte[] key = new byte[5000];
        new Random(7).nextBytes(key);
        final Path file = Files.write(directory.resolve("key"), key);
        final ConfigFile conf = ConfigFile.parse("x.conf", ("totem {\nversion: 2\nsecauth: on\ncrypto_hash: sha512\nkey: " + "k".repeat(200)
            + "\nkeyfile: " + file + "\n}\n" + LOCAL).getBytes(StandardCharsets.UTF_8), Accounts.ofSystem());
        final CryptoSettings crypto = new TotemReader(conf, HOST).read().knet().crypto();
        assertEquals(List.of("nss", "aes256", "sha512"), List.of(crypto.model(), crypto.cipher(), crypto.hash()));
        assertArrayEquals(Arrays.copyOf(key, 4096), crypto.key());
        assertFalse(crypto.toString().contains("1, 2"));
    }

    @Test
    void shouldCountZeroByteOfInlineKey() throws ConfigurationException {
        final CryptoSettings crypto = read("crypto_hash: sha256/key: " + "k".repeat(127), LOCAL).knet().crypto();
        assertEquals(128, crypto.key().length);
        assertTrue(crypto.isEnabled());
        assertThrows(ConfigurationException.class, () -> read("crypto_hash: sha256/key: " + "k".repeat(126), LOCAL));
    }

    @Test
    void shouldHaveNoKnetSettingsWhenTransportIsAnother() throws ConfigurationException {
        assertNull(read("transport: udpu", LOCAL).knet());
        assertEquals("passive", read("", LOCAL).knet().linkMode());
    }

    @Test
    void shouldReadFlags() throws ConfigurationException {
        final TotemSettings settings = read("transport: udpu/block_unlisted_ips: no/cancel_token_hold_on_retransmit: yes"
            + "/config_version: 7/cluster_name: c", LOCAL);
        assertFalse(settings.blockUnlistedIps());
        assertTrue(settings.parameters().cancelTokenHoldOnRetransmit());
        assertEquals(7, settings.configVersion());
        assertEquals("c", settings.clusterName());
        assertTrue(read("transport: udpu/block_unlisted_ips: maybe", LOCAL).blockUnlistedIps());
    }
}
