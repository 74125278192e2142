package org.gatun.engine.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
    @TempDir
    Path directory;

    private Accounts accounts;

    @BeforeEach
    void writeAccounts() throws IOException {
        final Path users = Files.writeString(directory.resolve("passwd"), "root:x:0:0:root:/root:/bin/sh\nhacluster:x:189:189::/:/x\n");
        final Path groups = Files.writeString(directory.resolve("group"), "root:x:0:\nhaclient:x:189:\n");
        accounts = new Accounts(users, groups);
    }

    private ConfigFile parse(final String text) throws ConfigurationException {
        return ConfigFile.parse("x.conf", text.getBytes(StandardCharsets.ISO_8859_1), accounts);
    }

    private static List<String> dump(final ConfigFile file) {
        final List<String> all = new ArrayList<>();
        final KeyCursor cursor = file.keys().iterate("");
        for (String key = cursor.next(); key != null; key = cursor.next()) {
            all.add(key + '=' + file.keys().get(key));
        }
        return all;
    }

    /** Each line is a text, with / for a newline and ~ for a blank at an end, and the keys that come of it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
        top: x                                      | top=x (str)
        totem {/version: 2/}                        | totem.version=2 (u32)
        totem{/~~version:2~~/~~}~~                  | totem.version=2 (u32)
        totem: {/version : 2/}                      | totem.version=2 (u32)
        #totem {//~~# x/top: #x                     | top=#x (str)
        top: a : b } c                              | top=a : b } c (str)
        top:                                        | top= (str)
        top: x/top: y                               | top=y (str)
        a {/b {/c: 1/}/}/a {/b {/d: 2/}/}           | a.b.c=1 (str);a.b.d=2 (str)
        totem {/: x/}                               | totem.:=x (str)
        totem {/token: +010/}                       | totem.token=10 (u32)
        totem {/config_version: -1/}                | totem.config_version=18446744073709551615 (u64)
        totem {/knet_compression_level: -3/}        | totem.knet_compression_level=-3 (i32)
        nodelist {/node {/nodeid: 1/}/node {/x: y/}/} | nodelist.node.0.nodeid=1 (u32);nodelist.node.1.x=y (str)
        nodelist {/node {/nodeid: 1/}/}/nodelist {/node {/nodeid: 2/}/} | nodelist.node.0.nodeid=2 (u32)
        nodelist {/foo: bar/}                       | nodelist.foo=bar (str)
        totem {/interface {/ttl: 3/other: 1/linknumber: 2/}/} | totem.interface.2.ttl=3 (u8);totem.interface.other=1 (str)
        totem {/interface {/ttl: 3/}/interface {/ttl: 4/mcastport: 1/}/} | totem.interface.0.mcastport=1 (u16);totem.interface.0.ttl=4 (u8)
        totem {/interface {/knet_ping_timeout: 2147483648/}/} | ''
        totem {/interface {/member {/memberaddr: a/}/member {/memberaddr: b/}/}/} | totem.interface.0.member.0=b (str);totem.interface.0.member.1=a (str)
        logging {/logger_subsys {/debug: on/subsys: CPG/}/} | logging.logger_subsys.CPG.debug=on (str);logging.logger_subsys.CPG.subsys=CPG (str)
        logging {/logging_daemon {/name: corosync/debug: on/}/} | logging.debug=on (str)
        logging {/logging_daemon {/name: corosync/subsys: X/debug: on/}/} | logging.logger_subsys.X.debug=on (str);logging.logger_subsys.X.subsys=X (str)
        logging {/logging_daemon {/name: foo/debug: on/}/} | logging.logging_daemon.foo.debug=on (str);logging.logging_daemon.foo.name=foo (str)
        quorum {/two_node: 1/device {/votes: 1/x: y/}/} | quorum.device.votes=1 (u32);quorum.device.x=y (str);quorum.two_node=1 (u8)
        uidgid {/uid: hacluster/gid: 7/}            | uidgid.config.gid.7=1 (u8);uidgid.config.uid.189=1 (u8)
        resources {/watchdog_timeout: 9/system {/memory_used {/poll_period: 5/}/}/} | resources.system.memory_used.poll_period=5 (u64);resources.watchdog_timeout=9 (u32)
        pload {/count: 5/}                          | pload.count=5 (str)
        """)
    void shouldStoreKeysWhenTextIsGood(final String text, final String keys) throws ConfigurationException {
        assertEquals(keys, String.join(";", dump(parse(text.replace('/', '\n').replace('~', ' ')))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        foo                                         | 1 | neither the start
        totem {/version: 2                          | 2 | Closing brace is missing
        totem {/} x                                 | 2 | must stand alone
        }                                           | 1 | without an open section
        {/}                                         | 1 | no name
        totem { x/}                                 | 1 | Nothing may follow
        top: { x                                    | 1 | Nothing may follow
        a: x                                        | 1 | CS_ERR_NAME_TOO_LONG
        totem {/vers ion: 2/}                       | 2 | "totem.vers ion"
        totem {/version:/}                          | 2 | "totem.version" is expected to be integer in range (0..4294967295), but "" was given
        totem {/token: 4294967296/}                 | 2 | (0..4294967295), but "4294967296"
        totem {/token: -1/}                         | 2 | but "-1"
        totem {/token: 0x10/}                       | 2 | but "0x10"
        totem {/config-version: 1/config_version: 18446744073709551616/} | 3 | (0..18446744073709551615)
        totem {/knet_compression_level: -2147483649/} | 2 | (-2147483648..2147483647)
        totem {/interface {/linknumber: 256/}/}     | 3 | (0..255)
        totem {/ip_version: ipv7/}                  | 2 | ipv4, ipv6, ipv4-6, ipv6-4
        totem {/crypto_cipher: des/}                | 2 | one of none, aes256
        totem {/knet_compression_model: none/}      | 2 | one of zlib
        totem {/interface {/member {/foo: bar/}/}/} | 4 | memberaddr only
        logging {/logger_subsys {/debug: on/}/}     | 4 | has no key subsys
        logging {/logging_daemon {/subsys: X/}/}    | 4 | has no key name
        uidgid {/uid: nobody-such/}                 | 2 | No such user: "nobody-such"
        uidgid {/gid: -1/}                          | 2 | No such group
        uidgid {/foo: root/}                        | 2 | uid and gid only
        system {/sched_rr: maybe/}                  | 2 | one of yes, no
        """)
    void shouldSayFileLineAndReasonWhenTextIsWrong(final String text, final int line, final String reason) {
        final ConfigurationException e = assertThrows(ConfigurationException.class, () -> parse(text.replace('/', '\n')));
        assertTrue(e.getMessage().startsWith("parser error: x.conf:" + line + ": "), e.getMessage());
        assertTrue(e.getMessage().contains(reason), e.getMessage());
        assertEquals(ConfigurationException.EXIT_CONFIGURATION, e.exitStatus());
    }

    @Test
    void shouldTakeLineOf511BytesAndRefuseOneMore() throws ConfigurationException {
        assertEquals(1, parse("top: " + "x".repeat(505) + "\n").keys().size());
        assertThrows(ConfigurationException.class, () -> parse("top: " + "x".repeat(506) + "\n"));
        assertEquals(1, parse("top: " + "x".repeat(506)).keys().size());
        assertThrows(ConfigurationException.class, () -> parse("top: " + "x".repeat(507)));
    }

    @Test
    void shouldTakePathOf254BytesAndRefuseOneMore() throws ConfigurationException {
        assertEquals(1, parse("a".repeat(250) + " {\nxyz: 1\n}\n").keys().size());
        assertThrows(ConfigurationException.class, () -> parse("a".repeat(251) + " {\nxyz: 1\n}\n"));
        assertThrows(ConfigurationException.class, () -> parse("a".repeat(255) + " {\n}\n"));
    }

    @Test
    void shouldAcceptCarriageReturnsAndMissingLastNewline() throws ConfigurationException {
        assertEquals(List.of("totem.x=y (str)"), dump(parse("totem {\r\nx: y\r\n}")));
    }

    @Test
    void shouldKeepBytesOfValueWhenTheyAreNotText() throws ConfigurationException {
        final byte[] bytes = parse("top: \u00e4\u00ff").keys().get("top").toBytes();
        assertEquals(List.of((byte)0xe4, (byte)0xff, (byte)0), List.of(bytes[0], bytes[1], bytes[2]));
    }

    @Test
    void shouldKnowLineOfKey() throws ConfigurationException {
        final ConfigFile file = parse("totem {\n\ninterface {\nlinknumber: 3\nttl: 2\n}\n}\n");
        assertEquals("x.conf:5", file.where("totem.interface.3.ttl"));
        assertEquals("x.conf", file.where("totem.version"));
        assertNull(file.keys().get("totem.interface.linknumber"));
    }

    @Test
    void shouldReadAccessFilesBesideTheFile() throws IOException, ConfigurationException {
        final Path conf = Files.writeString(directory.resolve("corosync.conf"), "totem {\nversion: 2\n}\n");
        final Path access = Files.createDirectory(directory.resolve("uidgid.d"));
        Files.writeString(access.resolve("one"), "uidgid {\nuid: 99\n}\nuidgid {\ngid: 98\n}\n");
        Files.writeString(access.resolve(".two"), "uidgid {\nuid: 97\n}\n");
        assertEquals(List.of("totem.version=2 (u32)", "uidgid.config.gid.98=1 (u8)", "uidgid.config.uid.97=1 (u8)",
            "uidgid.config.uid.99=1 (u8)"), dump(ConfigFile.read(conf)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        totem {/}/               | 1
        uidgid {/x {/}/}/        | 2
        uid: 5/                  | 1
        uidgid {/uid: 5/foo: 1/} | 3
        """)
    void shouldRefuseAccessFileWhenItHoldsAnythingElse(final String text, final int line) throws IOException {
        final Path conf = Files.writeString(directory.resolve("corosync.conf"), "");
        final Path access = Files.writeString(Files.createDirectory(directory.resolve("uidgid.d")).resolve("one"), text.replace('/', '\n'));
        final ConfigurationException e = assertThrows(ConfigurationException.class, () -> ConfigFile.read(conf));
        assertTrue(e.getMessage().startsWith("parser error: " + access + ':' + line + ": "), e.getMessage());
    }

    @Test
    void shouldSayWhyWhenFileCannotBeRead() {
        final Path missing = directory.resolve("missing");
        final ConfigurationException e = assertThrows(ConfigurationException.class, () -> ConfigFile.read(missing));
        assertEquals("Can't read file " + missing + ": No such file or directory", e.getMessage());
    }

    @Property(tries = 2000)
    void shouldParseOrRefuseButNeverFailWhenTextIsArbitrary(@ForAll @Chars({'{', '}', ':', '\n', ' ', '\t', 'a', 'b', '#', '\0', '1'})
        final String text) {
        accounts = new Accounts(Path.of("/nonexistent"), Path.of("/nonexistent"));
        try {
            parse("nodelist {\nnode {\n" + text + "\n}\n}\n");
        } catch (final ConfigurationException e) {
            assertTrue(e.getMessage().startsWith("parser error: x.conf:"));
        }
    }
}
