package org.gatun.natives.linux;

import static org.gatun.natives.linux.Libc.C_ADDRESS;
import static org.gatun.natives.linux.Libc.C_INT;
import static org.gatun.natives.linux.Libc.C_POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * POSIX semaphores in memory, {@code sem_overview(7)}, by the address of a {@code sem_t} (32 bytes on 64-bit Linux, aligned to
 * 8). A wrong address ends the VM. Results are 0 or the negated errno. Any thread, any process that maps the memory.
 */
public final class Semaphores {
    /** Size of {@code sem_t} with glibc on 64-bit machines. */
    public static final int SEM_SIZE = 32;

    private static final MethodHandle SEM_INIT = Libc.withErrno("sem_init", C_INT, C_ADDRESS, C_INT, C_INT);
    private static final MethodHandle SEM_DESTROY = Libc.withErrno("sem_destroy", C_INT, C_ADDRESS);
    private static final MethodHandle SEM_POST = Libc.withErrno("sem_post", C_INT, C_ADDRESS);
    private static final MethodHandle SEM_WAIT = Libc.withErrno("sem_wait", C_INT, C_ADDRESS);
    private static final MethodHandle SEM_TRYWAIT = Libc.withErrno("sem_trywait", C_INT, C_ADDRESS);
    private static final MethodHandle SEM_TIMEDWAIT = Libc.withErrno("sem_timedwait", C_INT, C_ADDRESS, C_POINTER);
    private static final MethodHandle SEM_GETVALUE = Libc.withErrno("sem_getvalue", C_INT, C_ADDRESS, C_POINTER);

    private Semaphores() {
    }

    /** {@code int sem_init(sem_t *sem, int pshared, unsigned int value)}: 0. EINVAL: value above 2,147,483,647. */
    public static int semInit(final long address, final boolean processShared, final int value) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) SEM_INIT.invokeExact(state, address, processShared ? 1 : 0, value), state);
        } catch (final Throwable t) {
            throw Libc.misuse("sem_init", t);
        }
    }

    /** {@code int sem_destroy(sem_t *sem)}: 0. Nobody may wait on it. */
    public static int semDestroy(final long address) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) SEM_DESTROY.invokeExact(state, address), state);
        } catch (final Throwable t) {
            throw Libc.misuse("sem_destroy", t);
        }
    }

    /** {@code int sem_post(sem_t *sem)}: 0. EOVERFLOW. Never blocks. */
    public static int semPost(final long address) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) SEM_POST.invokeExact(state, address), state);
        } catch (final Throwable t) {
            throw Libc.misuse("sem_post", t);
        }
    }

    /** {@code int sem_wait(sem_t *sem)}: 0. EINTR. Blocks without limit. */
    public static int semWait(final long address) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) SEM_WAIT.invokeExact(state, address), state);
        } catch (final Throwable t) {
            throw Libc.misuse("sem_wait", t);
        }
    }

    /** {@code int sem_trywait(sem_t *sem)}: 0. EAGAIN: it is 0. Never blocks. */
    public static int semTrywait(final long address) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) SEM_TRYWAIT.invokeExact(state, address), state);
        } catch (final Throwable t) {
            throw Libc.misuse("sem_trywait", t);
        }
    }

    /**
     * {@code int sem_timedwait(sem_t *sem, const struct timespec *abs_timeout)}: 0. ETIMEDOUT, EINTR, EINVAL. Blocks.
     *
     * @param deadline a timespec on CLOCK_REALTIME
     */
    public static int semTimedwait(final long address, final MemorySegment deadline) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) SEM_TIMEDWAIT.invokeExact(state, address, deadline), state);
        } catch (final Throwable t) {
            throw Libc.misuse("sem_timedwait", t);
        }
    }

    /**
     * {@code int sem_getvalue(sem_t *sem, int *sval)}: 0.
     *
     * @param value 4 bytes to fill
     */
    public static int semGetvalue(final long address, final MemorySegment value) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) SEM_GETVALUE.invokeExact(state, address, value), state);
        } catch (final Throwable t) {
            throw Libc.misuse("sem_getvalue", t);
        }
    }
}
