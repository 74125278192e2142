package org.gatun.natives.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
    private static final int PAGE = 65_536;

    @TempDir
    Path dir;

    @Test
    void shouldMapAFileTwiceSideBySideWhenTheAddressIsFixed() {
        final int fd = Files.open(dir.resolve("ring").toString(), Files.O_RDWR | Files.O_CREAT, 0600);
        assertEquals(0, Files.ftruncate(fd, PAGE));
        final long address = Memory.mmap(0, 2L * PAGE, Memory.PROT_NONE, Memory.MAP_PRIVATE | Memory.MAP_ANONYMOUS, -1, 0);
        assertTrue(address > 0);
        final int protection = Memory.PROT_READ | Memory.PROT_WRITE;
        assertEquals(address, Memory.mmap(address, PAGE, protection, Memory.MAP_SHARED | Memory.MAP_FIXED, fd, 0));
        assertEquals(address + PAGE,
            Memory.mmap(address + PAGE, PAGE, protection, Memory.MAP_SHARED | Memory.MAP_FIXED, fd, 0));
        Files.close(fd);
        final MemorySegment both = Memory.segment(address, 2L * PAGE);
        both.set(ValueLayout.JAVA_LONG_UNALIGNED, PAGE - 4, 0x1122334455667788L);
        assertEquals(0x11223344, both.get(ValueLayout.JAVA_INT, 0));
        assertEquals(0, Memory.msync(address, PAGE, Memory.MS_SYNC));
        assertEquals(0, Memory.munmap(address, 2L * PAGE));
        assertEquals(-Errno.ENOMEM, Memory.msync(address, PAGE, Memory.MS_SYNC));
        assertEquals(-Errno.EINVAL, Memory.munmap(address + 1, PAGE));
        assertEquals(-Errno.EBADF, Memory.mmap(0, PAGE, protection, Memory.MAP_SHARED, -1, 0));
    }

    @Test
    void shouldLockMemory() {
        assertEquals(-Errno.EINVAL, Memory.mlockall(0));
        final int rc = Memory.mlockall(Memory.MCL_CURRENT | Memory.MCL_ONFAULT);
        assertTrue(rc == 0 || rc == -Errno.ENOMEM || rc == -Errno.EPERM, () -> Errno.describe("mlockall", rc));
        assertEquals(0, Memory.munlockall());
    }
}
