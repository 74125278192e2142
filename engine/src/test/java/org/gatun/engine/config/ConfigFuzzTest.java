package org.gatun.engine.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A {@code corosync.conf}, a file of {@code uidgid.d} and a key file, in one input with {@link #SEPARATOR} between them; the last is
 * the file of user accounts, too. They are taken, or refused with one line that names the file; nothing else is thrown.
 */
final class ConfigFuzzTest {
    private static final byte SEPARATOR = 0x1c;
    private static final String NAME = "fuzz.conf";
    private static final String ACCESS = "fuzz.access";
    private static final int PARTS = 3;
    private static final Path KEY_FILE = temporaryFile();
    private static final HostNames HOST = new Host();

    @FuzzTest
    void shouldTakeOrRefuse(final byte[] input) throws IOException {
        final byte[][] parts = split(input);
        Files.write(KEY_FILE, parts[2]);
        try {
            read(parts);
        } catch (final ConfigurationException e) {
            final String text = e.getMessage();
            assertTrue(text.contains(NAME) || text.contains(ACCESS), text);
            assertEquals(-1, text.indexOf('\n'), text);
            if (text.startsWith("parser error: ")) {
                assertTrue(text.matches("(?s)parser error: fuzz\\.(conf|access):[1-9][0-9]*: .+"), text);
            }
        }
    }

    private static void read(final byte[][] parts) throws ConfigurationException {
        final Accounts accounts = new Accounts(KEY_FILE, KEY_FILE);
        final ConfigFile file = ConfigFile.parse(NAME, parts[0], accounts);
        ConfigGrammar.parse(ACCESS, parts[1], new AccessSections(new FileSections(file, accounts)), false);
        if (parts[2].length > 0 || file.keys().get("totem.keyfile") != null) {
            // No other file of this machine is to be read.
            file.keys().put("totem.keyfile", Value.ofString(KEY_FILE.toString()));
        }
        LoggingReader.read(file);
        SystemSettings.read(file);
        GatunSettings.read(file);
        final TotemReader reader = new TotemReader(file, HOST);
        final TotemSettings totem = reader.read();
        final ConfigMap live = new ConfigMap();
        reader.publish(totem, live);
        assertTrue(live.getU32("runtime.config.totem.token", 0) > 0);
    }

    private static byte[][] split(final byte[] input) {
        final byte[][] parts = new byte[PARTS][];
        int from = 0;
        for (int part = 0; part < PARTS; part++) {
            int to = from;
            while (to < input.length && (part == PARTS - 1 || input[to] != SEPARATOR)) {
                to++;
            }
            parts[part] = Arrays.copyOfRange(input, from, to);
            from = Math.min(input.length, to + 1);
        }
        return parts;
    }

    private static Path temporaryFile() {
        try {
            final Path file = Files.createTempFile("gatun-fuzz", ".key");
            file.toFile().deleteOnExit();
            return file;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A host of one address that knows no names. */
    private static final class Host implements HostNames {
        @Override
        public String nodeName() {
            return "fuzz";
        }

        @Override
        public List<InetAddress> interfaceAddresses() {
            return List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("10.77.0.1"));
        }

        @Override
        public List<InetAddress> resolve(final String name) {
            try {
                return List.of(InetAddress.ofLiteral(name));
            } catch (final IllegalArgumentException e) {
                return List.of();
            }
        }

        @Override
        public String nameOf(final InetAddress address) {
            return null;
        }
    }
}
