package org.gatun.engine.service.mon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.ServiceContext;
import org.gatun.engine.service.Service;
import org.gatun.engine.service.TestNode;
import org.gatun.engine.service.TestRing;
import org.gatun.natives.linux.Machine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MonServiceTest {
    private static final String LOAD = "resources.system.load_15min.";
    private static final String MEMORY = "resources.system.memory_used.";
    private static final long MS = 1_000_000;

    @TempDir
    private Path directory;
    private double load = 1.5;
    private TestNode node;
    private long nowNs;

    /** Starts a node whose map has these keys already. */
    private void start(final String... keysAndTexts) throws IOException {
        final Path meminfo = directory.resolve("meminfo");
        Files.writeString(meminfo, """
            MemTotal:        1000 kB
            MemFree:          300 kB
            MemAvailable:     900 kB
            Buffers:           50 kB
            Cached:           200 kB
            SwapTotal:       1000 kB
            SwapFree:         900 kB
            """);
        node = new TestNode(new TestRing(), 1, new Preset(keysAndTexts), new MonService(new MemoryGauge(meminfo),
            new LoadGauge(() -> load)));
    }

    /** Puts keys into the map, as a configuration file does. */
    private static final class Preset extends Service {
        private final String[] keysAndTexts;

        private Preset(final String... keysAndTexts) {
            super(60, "preset", "preset", null);
            this.keysAndTexts = keysAndTexts;
        }

        @Override
        public void start(final ServiceContext context) {
            for (int i = 0; i < keysAndTexts.length; i += 2) {
                context.config().put(keysAndTexts[i], Value.ofString(keysAndTexts[i + 1]));
            }
        }
    }

    private void set(final String key, final String text) {
        node.config().put(key, Value.ofString(text));
    }

    private void pass(final long ms) {
        nowNs += ms * MS;
        node.manager().doWork(nowNs);
    }

    private void assertLoad(final String state, final double current, final long updatedMs) {
        assertEquals(state, node.config().getString(LOAD + "state"));
        assertEquals(Value.ofDouble(current), node.config().get(LOAD + "current"));
        assertEquals(Value.ofU64(updatedMs * MS), node.config().get(LOAD + "last_updated"));
    }

    @Test
    void shouldMeasureNothingWithoutALimit() throws IOException {
        start();
        pass(10_000);
        assertLoad("stopped", 0, 0);
        assertEquals(Value.ofI32(0), node.config().get(MEMORY + "current"));
        assertEquals(Value.ofU64(3000), node.config().get(MEMORY + "poll_period"));
        // A new limit is no change of one, as in corosync.
        set(LOAD + "max", "1");
        pass(10_000);
        assertLoad("stopped", 0, 0);
    }

    @Test
    void shouldMeasureInEachPeriodAndFailAboveTheLimit() throws IOException {
        start(LOAD + "max", "2.5");
        assertLoad("running", 1.5, 0);
        pass(2999);
        load = 2.75;
        assertLoad("running", 1.5, 0);
        pass(1);
        assertLoad("failed", 2.75, 3000);
        load = 0.5;
        pass(3000);
        assertLoad("failed", 0.5, 6000);
        set(LOAD + "max", "3");
        assertLoad("running", 0.5, 6000);
    }

    @Test
    void shouldUsePeriodsThatAreTextAndInRange() throws IOException {
        start(LOAD + "max", "9", LOAD + "poll_period", "600");
        pass(600);
        assertLoad("running", 1.5, 600);
        set(LOAD + "poll_period", "1000");
        pass(999);
        assertLoad("running", 1.5, 600);
        pass(1);
        assertLoad("running", 1.5, 1600);
        for (final String wrong : List.of("499", "120001", "soon")) {
            set(LOAD + "poll_period", wrong);
        }
        node.config().put(LOAD + "poll_period", Value.ofU64(600));
        pass(1000);
        assertLoad("running", 1.5, 2600);
    }

    @Test
    void shouldStopAtALimitThatIsNone() throws IOException {
        start(LOAD + "max", "9");
        set(LOAD + "max", "none");
        pass(10_000);
        assertLoad("stopped", 1.5, 0);
    }

    @Test
    void shouldKeepADeletedLimit() throws IOException {
        start(LOAD + "max", "1");
        assertLoad("failed", 1.5, 0);
        load = 0.5;
        node.config().delete(LOAD + "max");
        assertLoad("running", 0.5, 0);
        load = 1.5;
        pass(3000);
        assertLoad("failed", 1.5, 3000);
    }

    @Test
    void shouldReckonMemoryAndSwapWithoutThePageCache() throws IOException {
        start(MEMORY + "max", "29x");
        assertEquals(Value.ofU32(30), node.config().get(MEMORY + "current"));
        assertEquals("failed", node.config().getString(MEMORY + "state"));
        set(MEMORY + "max", "30");
        assertEquals("running", node.config().getString(MEMORY + "state"));
    }

    @Test
    void shouldMeasureThisMachine() {
        assertTrue(new MemoryGauge(Path.of("/proc/meminfo")).measure() >= 0);
        assertTrue(new LoadGauge(Machine::loadAverage15).measure() >= 0);
        assertEquals(-1, new MemoryGauge(Path.of("/proc/none")).measure());
    }
}
