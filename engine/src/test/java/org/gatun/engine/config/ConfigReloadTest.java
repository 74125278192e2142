package org.gatun.engine.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReloadTest {
    private static final FakeHost HOST = new FakeHost("host", "127.0.0.1");

    @TempDir
    Path directory;

    private final List<String> events = new ArrayList<>();
    private ConfigMap live;

    private Path write(final String totem, final int nodes) throws IOException {
        final StringBuilder text = new StringBuilder("totem {\nversion: 2\n" + totem.replace('/', '\n') + "\n}\nnodelist {\n");
        for (int i = 1; i <= nodes; i++) {
            text.append("node {\nnodeid: " + i + "\nname: n" + i + "\nring0_addr: 127.0.0." + i + "\n}\n");
        }
        return Files.writeString(directory.resolve("corosync.conf"), text.append("}\n"));
    }

    @BeforeEach
    void start() throws IOException, ConfigurationException {
        final ConfigFile file = ConfigFile.read(write("transport: udpu/token: 2000/join: 60", 3));
        final TotemReader reader = new TotemReader(file, HOST);
        reader.publish(reader.read(), file.keys());
        live = file.keys();
        live.put("totem.client_made", Value.ofU8(1));
        live.put("resources.kept", Value.ofU8(1));
        live.track("", ConfigMap.TRACK_PREFIX | ConfigMap.TRACK_ADD | ConfigMap.TRACK_DELETE | ConfigMap.TRACK_MODIFY,
            (key, event, newValue, oldValue) -> events.add(event + " " + key));
    }

    @Test
    void shouldReportNoEventWhenNothingChanged() throws ConfigurationException {
        live.delete("totem.client_made");
        events.clear();
        ConfigReload.prepare(directory.resolve("corosync.conf"), live, HOST).commit(live);
        assertEquals(List.of(), events);
    }

    @Test
    void shouldCarryOverDifferenceWhenFileChanged() throws IOException, ConfigurationException {
        final ConfigReload reload = ConfigReload.prepare(write("transport: udpu/token: 2000/merge: 300", 2), live, HOST);
        assertEquals(List.of(), events);
        reload.commit(live);
        assertEquals(List.of("1 totem.client_made", "1 totem.join", "1 nodelist.node.2.name", "1 nodelist.node.2.nodeid",
            "1 nodelist.node.2.ring0_addr", "4 totem.merge"), events.subList(0, 6));
        assertEquals(2000, live.getU32("runtime.config.totem.token", 0));
        assertEquals(300, live.getU32("runtime.config.totem.merge", 0));
        assertEquals(2, reload.totem().nodes().size());
        assertEquals(2000, reload.totem().parameters().token());
        assertEquals(1, live.getU8("resources.kept", 0));
    }

    @Test
    void shouldKeepWhatCannotChange() throws IOException, ConfigurationException {
        final ConfigReload reload = ConfigReload.prepare(write("transport: knet/netmtu: 1400/token: 2000/join: 60", 3), live, HOST);
        assertEquals(List.of("totem.netmtu", "totem.transport"), reload.ignoredKeys());
        reload.commit(live);
        assertEquals("udpu", live.getString("totem.transport"));
        assertEquals(List.of("1 totem.client_made"), events);
        assertEquals(TransportKind.UDPU, reload.totem().transport());
    }

    @Test
    void shouldChangeNothingWhenFileIsWrong() throws IOException {
        final Path file = write("transport: udpu/join: 1", 3);
        assertThrows(ConfigurationException.class, () -> ConfigReload.prepare(file, live, HOST));
        assertEquals(List.of(), events);
    }
}
