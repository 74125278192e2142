package org.gatun.natives.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MachineTest {
    /** No command of the kernel's: nothing would happen even to a process that may. */
    private static final int NO_COMMAND = 1;

    @Test
    void shouldReadTheLoad() throws IOException {
        final double load = Machine.loadAverage15();
        final double shown = Double.parseDouble(java.nio.file.Files.readString(Path.of("/proc/loadavg")).split(" ")[2]);
        assertTrue(Math.abs(load - shown) < 0.1, load + " " + shown);
    }

    @Test
    void shouldRefuseAnUnknownCommand() {
        assertEquals(Processes.geteuid() == 0 ? -Errno.EINVAL : -Errno.EPERM, Machine.reboot(NO_COMMAND));
    }
}
