package org.gatun.natives.nozzle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.LinuxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions of libnozzle on a device of this machine, which needs the right to make one. */
class NozzleDeviceTest {
    private static final String NAME = "gatun-test0";

    @TempDir
    Path scripts;

    /**
     * nozzle_open, nozzle_get_fd, nozzle_set_mac, nozzle_set_mtu, nozzle_get_mtu, nozzle_add_ip, nozzle_set_up, nozzle_set_down,
     * nozzle_close.
     */
    @Test
    void shouldMakeAndRemoveADevice() throws Exception {
        try (NozzleDevice device = open(NAME)) {
            assertEquals(NAME, device.name());
            assertTrue(device.fd() > 0);
            assertEquals(0, device.setMac("54:54:01:00:00:07"));
            assertEquals(0, device.setMtu(1400));
            assertEquals(1400, device.mtu());
            assertEquals(0, device.addAddress("192.0.2.7", "24"));
            assertEquals(-Errno.EINVAL, device.addAddress("192.0.2", "24"));
            assertEquals(0, device.setUp());
            final NetworkInterface found = NetworkInterface.getByName(NAME);
            assertEquals("192.0.2.7", found.getInterfaceAddresses().getLast().getAddress().getHostAddress());
            assertEquals(7, found.getHardwareAddress()[5]);
            assertEquals(0, device.setDown());
            assertFalse(NetworkInterface.getByName(NAME).isUp());
            assertEquals(Errno.EBUSY, assertThrows(LinuxException.class, () -> NozzleDevice.open(NAME, null)).errno());
            assertThrows(IllegalArgumentException.class, () -> device.setMac("nonsense"));
        }
        assertEquals(null, NetworkInterface.getByName(NAME));
    }

    /** nozzle_run_updown. */
    @Test
    void shouldRunScripts() throws Exception {
        script("up.d", "echo hello $0");
        script("down.d", "exit 3");
        try (NozzleDevice device = open(NAME)) {
            final NozzleDevice.Script up = device.runScript(NozzleDevice.UP);
            assertEquals(0, up.result());
            assertTrue(up.output().orElse("").startsWith("hello "), () -> "output=" + up.output());
            assertEquals(NozzleDevice.SCRIPT_FAILED, device.runScript(NozzleDevice.DOWN).result());
            assertEquals(new NozzleDevice.Script(-Errno.ENOENT, Optional.empty()), device.runScript(NozzleDevice.PRE_UP));
        }
    }

    @Test
    void shouldRefuseEverythingOnceClosed() {
        final NozzleDevice device = open("");
        device.close();
        device.close();
        assertEquals(-Errno.EINVAL, device.setUp());
    }

    private NozzleDevice open(final String name) {
        assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "no right to make tap devices");
        return NozzleDevice.open(name, scripts.toString());
    }

    private void script(final String action, final String text) throws Exception {
        final Path script = Files.createDirectories(scripts.resolve(action)).resolve(NAME);
        Files.writeString(script, "#!/bin/sh\n" + text + "\n");
        assertTrue(script.toFile().setExecutable(true));
    }
}
