package org.gatun.engine.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.gatun.engine.config.Value;
import org.gatun.ipc.message.CsError;
import org.junit.jupiter.api.Test;

final class RuntimeKeysTest {
    private final TestNode node = new TestNode(new TestRing(), 1);

    private void set(final String key, final String text) {
        assertEquals(CsError.OK, node.config().setByClient(key, Value.ofString(text)));
    }

    @Test
    void shouldDumpAtEachChange() {
        set("runtime.blackbox.dump_state", "1");
        set("runtime.blackbox.dump_flight_data", "1");
        set("runtime.blackbox.dump_flight_data", "1");
        set("runtime.blackbox.dump_flight_data", "2");
        assertEquals(List.of("dump state", "dump flight data", "dump flight data"), node.control());
        assertEquals("2", node.config().getString("runtime.blackbox.dump_flight_data"));
        assertEquals(CsError.OK, node.config().deleteByClient("runtime.blackbox.dump_state"));
        assertEquals("dump state", node.control().getLast());
    }

    @Test
    void shouldGatherAndForgetTheWish() {
        set("runtime.force_gather", "no");
        assertEquals(0, node.ring().gathers());
        set("runtime.force_gather", "yes");
        assertEquals(1, node.ring().gathers());
        assertEquals("no", node.config().getString("runtime.force_gather"));
    }
}
