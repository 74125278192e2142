package org.gatun.natives.linux;

import static org.gatun.natives.linux.Libc.C_ADDRESS;
import static org.gatun.natives.linux.Libc.C_INT;
import static org.gatun.natives.linux.Libc.C_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Mappings, by address: the owner of a mapping unmaps it, and no segment of it may be used afterwards (the VM cannot tell).
 * Results are ≥ 0 or the negated errno. Any thread.
 */
public final class Memory {
    public static final int PROT_NONE = 0;
    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;
    public static final int MAP_SHARED = 0x1;
    public static final int MAP_PRIVATE = 0x2;
    public static final int MAP_FIXED = 0x10;
    public static final int MAP_ANONYMOUS = 0x20;
    public static final int MCL_CURRENT = 1;
    public static final int MCL_FUTURE = 2;
    /** With one of the two above: pages are locked when they are first touched. */
    public static final int MCL_ONFAULT = 4;
    public static final int MS_ASYNC = 1;
    public static final int MS_SYNC = 4;

    private static final MethodHandle MMAP =
        Libc.withErrno("mmap", C_ADDRESS, C_ADDRESS, C_LONG, C_INT, C_INT, C_INT, C_LONG);
    private static final MethodHandle MUNMAP = Libc.withErrno("munmap", C_INT, C_ADDRESS, C_LONG);
    private static final MethodHandle MSYNC = Libc.withErrno("msync", C_INT, C_ADDRESS, C_LONG, C_INT);
    private static final MethodHandle MLOCKALL = Libc.withErrno("mlockall", C_INT, C_INT);
    private static final MethodHandle MUNLOCKALL = Libc.withErrno("munlockall", C_INT);
    private static final MethodHandle GETPAGESIZE = Libc.link("getpagesize", FunctionDescriptor.of(C_INT));

    private Memory() {
    }

    /** {@code int getpagesize(void)}: bytes of a page. */
    public static int pageSize() {
        try {
            return (int) GETPAGESIZE.invokeExact();
        } catch (final Throwable t) {
            throw Libc.misuse("getpagesize", t);
        }
    }

    /**
     * {@code void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)}: the address. EACCES, EINVAL,
     * ENOMEM. May wait for memory.
     *
     * @param address 0, or with MAP_FIXED the place, whose present mapping is replaced
     */
    public static long mmap(final long address, final long length, final int protection, final int flags, final int fd,
        final long offset) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((long) MMAP.invokeExact(state, address, length, protection, flags, fd, offset), state);
        } catch (final Throwable t) {
            throw Libc.misuse("mmap", t);
        }
    }

    /** {@code int munmap(void *addr, size_t length)}: 0. EINVAL. */
    public static int munmap(final long address, final long length) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) MUNMAP.invokeExact(state, address, length), state);
        } catch (final Throwable t) {
            throw Libc.misuse("munmap", t);
        }
    }

    /** A segment over a mapping made by {@link #mmap}; valid for any thread until the mapping's owner unmaps it. */
    public static MemorySegment segment(final long address, final long length) {
        return Libc.sized(MemorySegment.ofAddress(address), length);
    }

    /** {@code int msync(void *addr, size_t length, int flags)}: 0. EINVAL, ENOMEM (not mapped). MS_SYNC blocks on the disk. */
    public static int msync(final long address, final long length, final int flags) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) MSYNC.invokeExact(state, address, length, flags), state);
        } catch (final Throwable t) {
            throw Libc.misuse("msync", t);
        }
    }

    /** {@code int mlockall(int flags)}: 0. ENOMEM (limit), EPERM, EINVAL. Reads in every page of the process: long. */
    public static int mlockall(final int flags) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) MLOCKALL.invokeExact(state, flags), state);
        } catch (final Throwable t) {
            throw Libc.misuse("mlockall", t);
        }
    }

    /** {@code int munlockall(void)}: 0. */
    public static int munlockall() {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) MUNLOCKALL.invokeExact(state), state);
        } catch (final Throwable t) {
            throw Libc.misuse("munlockall", t);
        }
    }
}
