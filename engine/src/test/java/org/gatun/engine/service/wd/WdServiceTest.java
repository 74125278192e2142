package org.gatun.engine.service.wd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.Service;
import org.gatun.engine.service.ServiceContext;
import org.gatun.engine.service.TestNode;
import org.gatun.engine.service.TestRing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WdServiceTest {
    private static final String DEVICE = "resources.watchdog_device";
    private static final String TIMEOUT = "resources.watchdog_timeout";
    private static final String PROCESS = "resources.process.17.";
    private static final long MS = 1_000_000;

    private final FakeHardware hardware = new FakeHardware();
    private TestNode node;
    private long nowNs;

    /** Notes what is done to it. The device takes what it is told, or keeps its own time-out. */
    private static final class FakeHardware implements Hardware, Hardware.Device {
        private final List<String> calls = new ArrayList<>();
        private boolean writable = true;
        private boolean trained = true;
        private int timeout = 60;

        private List<String> take() {
            final List<String> taken = List.copyOf(calls);
            calls.clear();
            return taken;
        }

        @Override
        public boolean isWritable(final String path) {
            return writable;
        }

        @Override
        public Device open(final String path) {
            calls.add("open " + path);
            return this;
        }

        @Override
        public void reboot() {
            calls.add("reboot");
        }

        @Override
        public void powerOff() {
            calls.add("power off");
        }

        @Override
        public String identity() {
            calls.add("identity");
            return "dog";
        }

        @Override
        public boolean hasTimeout() {
            calls.add("has timeout");
            return trained;
        }

        @Override
        public int timeout(final int otherwise) {
            calls.add("timeout");
            return timeout;
        }

        @Override
        public void setTimeout(final int seconds) {
            calls.add("set timeout " + seconds);
            timeout = seconds;
        }

        @Override
        public void enable() {
            calls.add("enable");
        }

        @Override
        public void keepAlive() {
            calls.add("keep alive");
        }

        @Override
        public int sayGoodbye() {
            calls.add("goodbye");
            return 1;
        }
    }

    private void start(final Runnable keys) {
        node = new TestNode(new TestRing(), 1);
        pass(1);
        keys.run();
        node.manager().load(new WdService(hardware));
    }

    private void set(final String key, final String text) {
        node.config().put(key, Value.ofString(text));
    }

    private void pass(final long ms) {
        nowNs += ms * MS;
        node.manager().doWork(nowNs);
    }

    /** A process that looks after itself; the order is that of libsam. */
    private void makeProcess(final String recovery, final long periodMs) {
        set(PROCESS + "recovery", recovery);
        node.config().put(PROCESS + "poll_period", Value.ofU64(periodMs));
        update();
        set(PROCESS + "state", "running");
    }

    private void update() {
        node.config().put(PROCESS + "last_updated", Value.ofU64(nowNs));
    }

    @Test
    void shouldTickleTheDeviceTwiceInATimeout() {
        start(() -> set(DEVICE, "/dev/watchdog"));
        assertEquals(List.of("open /dev/watchdog", "identity", "timeout", "has timeout", "set timeout 6", "timeout", "enable"),
            hardware.take());
        assertEquals(Value.ofU32(6), node.config().get(TIMEOUT));
        pass(2999);
        assertEquals(List.of(), hardware.take());
        pass(1);
        pass(3000);
        assertEquals(List.of("keep alive", "keep alive"), hardware.take());
        node.manager().stop(() -> { });
        pass(3000);
        assertEquals(List.of("goodbye"), hardware.take());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "off"})
    void shouldDoWithoutADevice(final String word) {
        start(() -> set(DEVICE, word));
        pass(10_000);
        assertEquals(List.of(), hardware.take());
    }

    @Test
    void shouldDoWithoutADeviceThatIsNotThere() {
        hardware.writable = false;
        start(() -> set(DEVICE, "/dev/none"));
        pass(10_000);
        assertEquals(List.of(), hardware.take());
    }

    @Test
    void shouldChangeTheTimeoutWithinItsRange() {
        start(() -> {
            set(DEVICE, "dog");
            node.config().put(TIMEOUT, Value.ofU32(121));
        });
        assertEquals(Value.ofU32(6), node.config().get(TIMEOUT));
        hardware.take();
        node.config().put(TIMEOUT, Value.ofU32(20));
        assertEquals(List.of("timeout", "has timeout", "set timeout 20", "timeout"), hardware.take());
        node.config().put(TIMEOUT, Value.ofU32(1));
        assertEquals(Value.ofU32(20), node.config().get(TIMEOUT));
        hardware.take();
        pass(9999);
        assertEquals(List.of(), hardware.take());
        pass(1);
        assertEquals(List.of("keep alive"), hardware.take());
    }

    @Test
    void shouldKeepTheRhythmWhereTheDeviceKeepsItsTimeout() {
        hardware.trained = false;
        start(() -> set(DEVICE, "dog"));
        assertEquals(List.of("open dog", "identity", "timeout", "has timeout", "timeout", "enable"), hardware.take());
        pass(3000);
        assertEquals(List.of("keep alive"), hardware.take());
    }

    @ParameterizedTest
    @CsvSource({"watchdog,", "quit,", "reboot,reboot", "shutdown,power off", "none,"})
    void shouldRecoverFromAProcessThatIsSilent(final String recovery, final String action) {
        start(() -> set(DEVICE, "dog"));
        makeProcess(recovery, 1000);
        for (int i = 0; i < 10; i++) {
            pass(1000);
            update();
        }
        hardware.take();
        pass(1400);
        assertEquals(List.of(), hardware.take());
        pass(1000);
        assertEquals(action == null ? List.of() : List.of("flush logs"), node.control());
        assertEquals(action == null ? List.of() : List.of(action), hardware.take().stream().filter(c -> !c.equals("keep alive")).toList());
        pass(20_000);
        pass(20_000);
        final boolean ended = recovery.equals("watchdog") || recovery.equals("quit");
        assertEquals(ended ? List.of() : List.of("keep alive", "keep alive"), hardware.take());
    }

    @Test
    void shouldBelieveAProcessThatSaysItHasFailed() {
        start(() -> { });
        makeProcess("shutdown", 1000);
        pass(100);
        set(PROCESS + "state", "failed");
        update();
        pass(1000);
        assertEquals(List.of("power off"), hardware.take());
        // It may come back.
        set(PROCESS + "state", "running");
        update();
        pass(900);
        update();
        pass(900);
        assertEquals(List.of(), hardware.take());
    }

    @Test
    void shouldNotWatchWhatIsStoppedOrDeleted() {
        start(() -> { });
        makeProcess("reboot", 1000);
        set(PROCESS + "state", "stopped");
        pass(30_000);
        assertEquals(List.of(), hardware.take());
        set(PROCESS + "state", "running");
        node.config().delete(PROCESS + "state");
        pass(30_000);
        assertEquals(List.of(), hardware.take());
        set(PROCESS + "state", "running");
        pass(5999);
        assertEquals(List.of(), hardware.take());
        pass(1);
        assertEquals(List.of("reboot"), hardware.take());
    }

    @Test
    void shouldWaitForARecoveryAndForTheFirstUpdate() {
        start(() -> {
            set("resources.system.memory_used.state", "running");
            node.config().put("resources.system.memory_used.last_updated", Value.ofU64(0));
        });
        assertEquals(Value.ofU64(6000), node.config().get("resources.system.memory_used.poll_period"));
        pass(60_000);
        set("resources.system.memory_used.recovery", "shutdown");
        pass(60_000);
        assertEquals(List.of(), hardware.take());
        node.config().put("resources.system.memory_used.last_updated", Value.ofU64(1));
        pass(6000);
        assertEquals(List.of("power off"), hardware.take());
    }

    @Test
    void shouldGiveNewResourcesTimeToBegin() {
        start(() -> { });
        makeProcess("shutdown", 4000);
        pass(7999);
        assertEquals(List.of(), hardware.take());
        pass(1);
        assertEquals(List.of("power off"), hardware.take());
    }

    @Test
    void shouldBearAFileThatIsNoDevice(@TempDir final Path directory) throws Exception {
        final Path file = java.nio.file.Files.writeString(directory.resolve("dog"), "");
        final Hardware machine = new SystemHardware();
        assertEquals(false, machine.isWritable(directory.resolve("none").toString()));
        assertNull(machine.open(directory.resolve("none").toString()));
        final Hardware.Device device = machine.open(file.toString());
        assertEquals("", device.identity());
        assertEquals(false, device.hasTimeout());
        assertEquals(7, device.timeout(7));
        device.setTimeout(5);
        device.enable();
        device.keepAlive();
        assertEquals(1, device.sayGoodbye());
        assertEquals("V", java.nio.file.Files.readString(file));
    }
}
