package org.gatun.engine.service.wd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.gatun.ipc.message.Marshal;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.Machine;
import org.gatun.natives.linux.Watchdog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The machine that the engine runs on. */
final class SystemHardware implements Hardware {
    private static final Logger LOGGER = LoggerFactory.getLogger("WD");

    @Override
    public boolean isWritable(final String path) {
        try {
            return java.nio.file.Files.isWritable(Path.of(path));
        } catch (final InvalidPathException e) {
            return false;
        }
    }

    @Override
    public Device open(final String path) {
        final int fd = Files.open(path, Files.O_WRONLY | Files.O_CLOEXEC, 0);
        return fd < 0 ? null : new FileDevice(fd);
    }

    @Override
    public void reboot() {
        end("restart", Machine.RB_AUTOBOOT);
    }

    @Override
    public void powerOff() {
        end("power off", Machine.RB_POWER_OFF);
    }

    private static void end(final String what, final int command) {
        LOGGER.error("could not {} the machine: {}", what, Errno.describe("reboot", Machine.reboot(command)));
    }

    /** Lives as long as the process: a watchdog that is closed without a word resets the machine. */
    private static final class FileDevice implements Device {
        private final int fd;
        private final MemorySegment argument = Arena.global().allocate(Watchdog.WATCHDOG_INFO_SIZE, 4);

        private FileDevice(final int fd) {
            this.fd = fd;
        }

        @Override
        public String identity() {
            return support() ? Marshal.getText(argument, Watchdog.IDENTITY, Watchdog.IDENTITY_LENGTH) : "";
        }

        @Override
        public boolean hasTimeout() {
            return support() && (argument.get(ValueLayout.JAVA_INT, 0) & Watchdog.WDIOF_SETTIMEOUT) != 0;
        }

        @Override
        public int timeout(final int otherwise) {
            return Files.ioctl(fd, Watchdog.WDIOC_GETTIMEOUT, argument) < 0 ? otherwise : argument.get(ValueLayout.JAVA_INT, 0);
        }

        @Override
        public void setTimeout(final int seconds) {
            tell(Watchdog.WDIOC_SETTIMEOUT, seconds);
        }

        @Override
        public void enable() {
            tell(Watchdog.WDIOC_SETOPTIONS, Watchdog.WDIOS_ENABLECARD);
        }

        @Override
        public void keepAlive() {
            tell(Watchdog.WDIOC_KEEPALIVE, 1);
        }

        @Override
        public int sayGoodbye() {
            argument.set(ValueLayout.JAVA_BYTE, 0, (byte)'V');
            return (int)Files.write(fd, argument, 0, 1);
        }

        private boolean support() {
            return Files.ioctl(fd, Watchdog.WDIOC_GETSUPPORT, argument) >= 0;
        }

        private void tell(final long request, final int value) {
            argument.set(ValueLayout.JAVA_INT, 0, value);
            Files.ioctl(fd, request, argument);
        }
    }
}
