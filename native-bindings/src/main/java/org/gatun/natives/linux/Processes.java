package org.gatun.natives.linux;

import static org.gatun.natives.linux.Libc.C_INT;
import static org.gatun.natives.linux.Libc.C_LONG;
import static org.gatun.natives.linux.Libc.C_POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The process, its users and its scheduling. Results are ≥ 0 or the negated errno. Any thread; what concerns a thread says so.
 *
 * <p>There is no {@code fork}: a VM cannot live on in a child that has one thread. A daemon is started by a process that does
 * not wait for it.
 */
public final class Processes {
    public static final int SCHED_OTHER = 0;
    public static final int SCHED_FIFO = 1;
    public static final int SCHED_RR = 2;
    public static final int PRIO_PROCESS = 0;
    public static final int PRIO_PGRP = 1;
    public static final int PR_SET_PDEATHSIG = 1;
    public static final int PR_SET_NAME = 15;
    public static final int CLONE_NEWNET = 0x40000000;

    private static final int BUFFER_SIZE = 65_536;
    private static final int RECORD_SIZE = 64;
    /** Both {@code struct passwd} and {@code struct group} have two pointers and then the number. */
    private static final int ID_OFFSET = 16;

    private static final MethodHandle GETPID = Libc.link("getpid", FunctionDescriptor.of(C_INT));
    private static final MethodHandle GETUID = Libc.link("getuid", FunctionDescriptor.of(C_INT));
    private static final MethodHandle GETEUID = Libc.link("geteuid", FunctionDescriptor.of(C_INT));
    private static final MethodHandle GETGID = Libc.link("getgid", FunctionDescriptor.of(C_INT));
    private static final MethodHandle GETEGID = Libc.link("getegid", FunctionDescriptor.of(C_INT));
    private static final MethodHandle GETTID = Libc.link("gettid", FunctionDescriptor.of(C_INT));
    private static final MethodHandle KILL = Libc.withErrno("kill", C_INT, C_INT, C_INT);
    private static final MethodHandle GETPWNAM_R = Libc.link("getpwnam_r",
        FunctionDescriptor.of(C_INT, C_POINTER, C_POINTER, C_POINTER, C_LONG, C_POINTER));
    private static final MethodHandle GETGRNAM_R = Libc.link("getgrnam_r",
        FunctionDescriptor.of(C_INT, C_POINTER, C_POINTER, C_POINTER, C_LONG, C_POINTER));
    private static final MethodHandle PRCTL =
        Libc.variadicWithErrno("prctl", 1, C_INT, C_INT, C_LONG, C_LONG, C_LONG, C_LONG);
    private static final MethodHandle SCHED_SETSCHEDULER =
        Libc.withErrno("sched_setscheduler", C_INT, C_INT, C_INT, C_POINTER);
    private static final MethodHandle SCHED_GETSCHEDULER = Libc.withErrno("sched_getscheduler", C_INT, C_INT);
    private static final MethodHandle SCHED_GET_PRIORITY_MAX = Libc.withErrno("sched_get_priority_max", C_INT, C_INT);
    private static final MethodHandle SCHED_SETAFFINITY =
        Libc.withErrno("sched_setaffinity", C_INT, C_INT, C_LONG, C_POINTER);
    private static final MethodHandle SCHED_GETAFFINITY =
        Libc.withErrno("sched_getaffinity", C_INT, C_INT, C_LONG, C_POINTER);
    private static final MethodHandle SETPRIORITY = Libc.withErrno("setpriority", C_INT, C_INT, C_INT, C_INT);
    private static final MethodHandle SETSID = Libc.withErrno("setsid", C_INT);
    private static final MethodHandle UMASK = Libc.link("umask", FunctionDescriptor.of(C_INT, C_INT));
    private static final MethodHandle SETNS = Libc.withErrno("setns", C_INT, C_INT, C_INT);

    private Processes() {
    }

    /** {@code pid_t getpid(void)}. */
    public static int getpid() {
        return plain("getpid", GETPID);
    }

    /** {@code pid_t gettid(void)}: the calling platform thread's number in the kernel. */
    public static int gettid() {
        return plain("gettid", GETTID);
    }

    /** {@code uid_t getuid(void)}. */
    public static int getuid() {
        return plain("getuid", GETUID);
    }

    /** {@code uid_t geteuid(void)}. */
    public static int geteuid() {
        return plain("geteuid", GETEUID);
    }

    /** {@code gid_t getgid(void)}. */
    public static int getgid() {
        return plain("getgid", GETGID);
    }

    /** {@code gid_t getegid(void)}. */
    public static int getegid() {
        return plain("getegid", GETEGID);
    }

    /** {@code int kill(pid_t pid, int sig)}: 0. ESRCH, EPERM (it exists), EINVAL. Signal 0 only asks. */
    public static int kill(final int pid, final int signal) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) KILL.invokeExact(state, pid, signal), state);
        } catch (final Throwable t) {
            throw Libc.misuse("kill", t);
        }
    }

    /** {@code getpwnam_r(3)}: the user id of a name as an unsigned 32-bit number, -ENOENT if there is none. Reads files. */
    public static long userId(final String name) {
        return lookUp("getpwnam_r", GETPWNAM_R, name);
    }

    /** {@code getgrnam_r(3)}: the group id of a name as an unsigned 32-bit number, -ENOENT if there is none. Reads files. */
    public static long groupId(final String name) {
        return lookUp("getgrnam_r", GETGRNAM_R, name);
    }

    /** {@code int prctl(int option, …)}: ≥ 0. EINVAL. Most options concern the calling thread. */
    public static int prctl(final int option, final long arg2, final long arg3, final long arg4, final long arg5) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) PRCTL.invokeExact(state, option, arg2, arg3, arg4, arg5), state);
        } catch (final Throwable t) {
            throw Libc.misuse("prctl", t);
        }
    }

    /**
     * {@code int sched_setscheduler(pid_t pid, int policy, const struct sched_param *param)}: 0. EPERM, EINVAL, ESRCH.
     *
     * @param tid a thread of the kernel, 0 = the calling thread; never the whole process
     */
    public static int schedSetscheduler(final int tid, final int policy, final int priority) {
        final MemorySegment state = Libc.state();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment param = arena.allocateFrom(C_INT, priority);
            return Libc.result((int) SCHED_SETSCHEDULER.invokeExact(state, tid, policy, param), state);
        } catch (final Throwable t) {
            throw Libc.misuse("sched_setscheduler", t);
        }
    }

    /** {@code int sched_getscheduler(pid_t pid)}: the policy of a thread, 0 = the calling one. ESRCH. */
    public static int schedGetscheduler(final int tid) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) SCHED_GETSCHEDULER.invokeExact(state, tid), state);
        } catch (final Throwable t) {
            throw Libc.misuse("sched_getscheduler", t);
        }
    }

    /** {@code int sched_get_priority_max(int policy)}: the highest priority, 99 for SCHED_RR. EINVAL. */
    public static int schedGetPriorityMax(final int policy) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) SCHED_GET_PRIORITY_MAX.invokeExact(state, policy), state);
        } catch (final Throwable t) {
            throw Libc.misuse("sched_get_priority_max", t);
        }
    }

    /**
     * {@code int sched_setaffinity(pid_t pid, size_t cpusetsize, const cpu_set_t *mask)}: 0. EINVAL (no such processor), ESRCH.
     *
     * @param tid a thread of the kernel, 0 = the calling one
     * @param mask a bit a processor, whole u64 words
     */
    public static int schedSetaffinity(final int tid, final MemorySegment mask) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) SCHED_SETAFFINITY.invokeExact(state, tid, mask.byteSize(), mask), state);
        } catch (final Throwable t) {
            throw Libc.misuse("sched_setaffinity", t);
        }
    }

    /** {@code int sched_getaffinity(pid_t pid, size_t cpusetsize, cpu_set_t *mask)}: 0; fills the mask. EINVAL: too small. */
    public static int schedGetaffinity(final int tid, final MemorySegment mask) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) SCHED_GETAFFINITY.invokeExact(state, tid, mask.byteSize(), mask), state);
        } catch (final Throwable t) {
            throw Libc.misuse("sched_getaffinity", t);
        }
    }

    /** {@code int setpriority(int which, id_t who, int prio)}: 0. EACCES, EPERM, ESRCH. On Linux PRIO_PROCESS is a thread. */
    public static int setpriority(final int which, final int who, final int priority) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) SETPRIORITY.invokeExact(state, which, who, priority), state);
        } catch (final Throwable t) {
            throw Libc.misuse("setpriority", t);
        }
    }

    /** {@code pid_t setsid(void)}: the new session. EPERM: it leads a process group already. */
    public static int setsid() {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) SETSID.invokeExact(state), state);
        } catch (final Throwable t) {
            throw Libc.misuse("setsid", t);
        }
    }

    /** {@code mode_t umask(mode_t mask)}: the mask before, of the whole process. */
    public static int umask(final int mask) {
        try {
            return (int) UMASK.invokeExact(mask);
        } catch (final Throwable t) {
            throw Libc.misuse("umask", t);
        }
    }

    /** {@code int setns(int fd, int nstype)}: 0. EINVAL, EPERM, EBADF. Moves the calling platform thread only. */
    public static int setns(final int fd, final int type) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) SETNS.invokeExact(state, fd, type), state);
        } catch (final Throwable t) {
            throw Libc.misuse("setns", t);
        }
    }

    private static int plain(final String function, final MethodHandle handle) {
        try {
            return (int) handle.invokeExact();
        } catch (final Throwable t) {
            throw Libc.misuse(function, t);
        }
    }

    private static long lookUp(final String function, final MethodHandle handle, final String name) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment found = arena.allocate(8, 8);
            final MemorySegment entry = arena.allocate(RECORD_SIZE, 8);
            final int errno = (int) handle.invokeExact(arena.allocateFrom(name), entry, arena.allocate(BUFFER_SIZE),
                (long) BUFFER_SIZE, found);
            if (errno != 0) {
                return -errno;
            }
            return found.get(C_LONG, 0) == 0 ? -Errno.ENOENT
                : Integer.toUnsignedLong(entry.get(ValueLayout.JAVA_INT, ID_OFFSET));
        } catch (final Throwable t) {
            throw Libc.misuse(function, t);
        }
    }
}
