package org.gatun.natives.linux;

import static org.gatun.natives.linux.Libc.C_INT;
import static org.gatun.natives.linux.Libc.C_POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The machine as a whole: its load, its end. Any thread. */
public final class Machine {
    /** Restart at once. */
    public static final int RB_AUTOBOOT = 0x01234567;
    /** Stop and switch the power off. */
    public static final int RB_POWER_OFF = 0x4321fedc;

    private static final int AVERAGES = 3;
    private static final MethodHandle GETLOADAVG = Libc.link("getloadavg", FunctionDescriptor.of(C_INT, C_POINTER, C_INT));
    private static final MethodHandle REBOOT = Libc.withErrno("reboot", C_INT, C_INT);

    private Machine() {
    }

    /** {@code int getloadavg(double loadavg[], int nelem)}: the load of the last 15 minutes, below 0 if it is unknown. */
    public static double loadAverage15() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment averages = arena.allocate(ValueLayout.JAVA_DOUBLE, AVERAGES);
            final int count = (int) GETLOADAVG.invokeExact(averages, AVERAGES);
            return count == AVERAGES ? averages.getAtIndex(ValueLayout.JAVA_DOUBLE, AVERAGES - 1L) : -1;
        } catch (final Throwable t) {
            throw Libc.misuse("getloadavg", t);
        }
    }

    /**
     * {@code int reboot(int cmd)}: does not return where it works, and nothing is written to disks before. EPERM: the process lacks
     * CAP_SYS_BOOT; EINVAL: no such command. Inside of a process namespace it ends that namespace only.
     */
    public static int reboot(final int command) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) REBOOT.invokeExact(state, command), state);
        } catch (final Throwable t) {
            throw Libc.misuse("reboot", t);
        }
    }
}
