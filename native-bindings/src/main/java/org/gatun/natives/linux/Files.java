package org.gatun.natives.linux;

import static org.gatun.natives.linux.Libc.C_ADDRESS;
import static org.gatun.natives.linux.Libc.C_INT;
import static org.gatun.natives.linux.Libc.C_LONG;
import static org.gatun.natives.linux.Libc.C_POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;

/**
 * Files, pipes and what all descriptors share. Results are ≥ 0 or the negated errno. Any thread. Calls with a path or a
 * structure allocate for a short time; {@link #read} and {@link #write} do not.
 */
public final class Files {
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0x40;
    public static final int O_EXCL = 0x80;
    public static final int O_TRUNC = 0x200;
    public static final int O_APPEND = 0x400;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_SYNC = 0x101000;
    public static final int O_CLOEXEC = 0x80000;
    public static final int F_GETFD = 1;
    public static final int F_SETFD = 2;
    public static final int F_GETFL = 3;
    public static final int F_SETFL = 4;
    public static final int F_SETLK = 6;
    public static final int F_SETLKW = 7;
    public static final int FD_CLOEXEC = 1;
    public static final short F_RDLCK = 0;
    public static final short F_WRLCK = 1;
    public static final short F_UNLCK = 2;
    public static final short POLLIN = 0x1;
    public static final short POLLOUT = 0x4;
    public static final short POLLERR = 0x8;
    public static final short POLLHUP = 0x10;
    public static final short POLLNVAL = 0x20;
    /** Size of {@code struct pollfd}: i32 fd at 0, i16 events at 4, i16 revents at 6. */
    public static final int POLLFD_SIZE = 8;
    /** Size of {@code struct flock}: i16 type at 0, i16 whence at 2, i64 start at 8, i64 length at 16, i32 pid at 24. */
    static final int FLOCK_SIZE = 32;

    private static final MethodHandle OPEN = Libc.variadicWithErrno("open", 2, C_INT, C_POINTER, C_INT, C_INT);
    private static final MethodHandle CLOSE = Libc.withErrno("close", C_INT, C_INT);
    private static final MethodHandle READ = Libc.withErrno("read", C_LONG, C_INT, C_ADDRESS, C_LONG);
    private static final MethodHandle WRITE = Libc.withErrno("write", C_LONG, C_INT, C_ADDRESS, C_LONG);
    private static final MethodHandle FTRUNCATE = Libc.withErrno("ftruncate", C_INT, C_INT, C_LONG);
    private static final MethodHandle POSIX_FALLOCATE =
        Libc.link("posix_fallocate", FunctionDescriptor.of(C_INT, C_INT, C_LONG, C_LONG));
    private static final MethodHandle FSYNC = Libc.withErrno("fsync", C_INT, C_INT);
    private static final MethodHandle UNLINK = Libc.withErrno("unlink", C_INT, C_POINTER);
    private static final MethodHandle RMDIR = Libc.withErrno("rmdir", C_INT, C_POINTER);
    private static final MethodHandle MKDIR = Libc.withErrno("mkdir", C_INT, C_POINTER, C_INT);
    private static final MethodHandle MKDTEMP = Libc.withErrno("mkdtemp", C_ADDRESS, C_POINTER);
    private static final MethodHandle CHMOD = Libc.withErrno("chmod", C_INT, C_POINTER, C_INT);
    private static final MethodHandle CHOWN = Libc.withErrno("chown", C_INT, C_POINTER, C_INT, C_INT);
    private static final MethodHandle FCHMOD = Libc.withErrno("fchmod", C_INT, C_INT, C_INT);
    private static final MethodHandle FCHOWN = Libc.withErrno("fchown", C_INT, C_INT, C_INT, C_INT);
    private static final MethodHandle RENAME = Libc.withErrno("rename", C_INT, C_POINTER, C_POINTER);
    private static final MethodHandle FCNTL_INT = Libc.variadicWithErrno("fcntl", 2, C_INT, C_INT, C_INT, C_INT);
    private static final MethodHandle FCNTL_POINTER = Libc.variadicWithErrno("fcntl", 2, C_INT, C_INT, C_INT, C_POINTER);
    private static final MethodHandle IOCTL_POINTER = Libc.variadicWithErrno("ioctl", 2, C_INT, C_INT, C_LONG, C_POINTER);
    private static final MethodHandle IOCTL_INT = Libc.variadicWithErrno("ioctl", 2, C_INT, C_INT, C_LONG, C_INT);
    private static final MethodHandle PIPE2 = Libc.withErrno("pipe2", C_INT, C_POINTER, C_INT);
    private static final MethodHandle DUP = Libc.withErrno("dup", C_INT, C_INT);
    private static final MethodHandle DUP2 = Libc.withErrno("dup2", C_INT, C_INT, C_INT);
    private static final MethodHandle POLL = Libc.withErrno("poll", C_INT, C_POINTER, C_LONG, C_INT);

    private Files() {
    }

    /**
     * {@code int open(const char *pathname, int flags, mode_t mode)}: a descriptor. ENOENT, EACCES, EEXIST, EMFILE … May block
     * on devices and fifos.
     *
     * @param mode for O_CREAT; the umask applies
     */
    public static int open(final String path, final int flags, final int mode) {
        final MemorySegment state = Libc.state();
        try (Arena arena = Arena.ofConfined()) {
            return Libc.result((int) OPEN.invokeExact(state, arena.allocateFrom(path), flags, mode), state);
        } catch (final Throwable t) {
            throw Libc.misuse("open", t);
        }
    }

    /** {@code int close(int fd)}: 0. EBADF. The descriptor is gone after EINTR and EIO, too: never close again. */
    public static int close(final int fd) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) CLOSE.invokeExact(state, fd), state);
        } catch (final Throwable t) {
            throw Libc.misuse("close", t);
        }
    }

    /** {@code ssize_t read(int fd, void *buf, size_t count)}: bytes read, 0 = end. EAGAIN, EINTR, EBADF. May block. */
    public static long read(final int fd, final MemorySegment buffer, final long offset, final long length) {
        final MemorySegment state = Libc.state();
        try {
            final long address = Libc.address(buffer, offset, length);
            return Libc.result((long) READ.invokeExact(state, fd, address, length), state);
        } catch (final Throwable t) {
            throw Libc.misuse("read", t);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /**
     * {@code ssize_t write(int fd, const void *buf, size_t count)}: bytes written. EAGAIN, EINTR, EBADF, EPIPE (the VM ignores
     * SIGPIPE), ENOSPC. May block.
     */
    public static long write(final int fd, final MemorySegment buffer, final long offset, final long length) {
        final MemorySegment state = Libc.state();
        try {
            final long address = Libc.address(buffer, offset, length);
            return Libc.result((long) WRITE.invokeExact(state, fd, address, length), state);
        } catch (final Throwable t) {
            throw Libc.misuse("write", t);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /** {@code int ftruncate(int fd, off_t length)}: 0. EINVAL, EBADF, EFBIG. */
    public static int ftruncate(final int fd, final long length) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) FTRUNCATE.invokeExact(state, fd, length), state);
        } catch (final Throwable t) {
            throw Libc.misuse("ftruncate", t);
        }
    }

    /**
     * {@code int posix_fallocate(int fd, off_t offset, off_t len)}: 0. ENOSPC, EBADF, EINVAL, ENODEV. The C function returns
     * the error number; here it is negated as everywhere.
     */
    public static int posixFallocate(final int fd, final long offset, final long length) {
        try {
            return -(int) POSIX_FALLOCATE.invokeExact(fd, offset, length);
        } catch (final Throwable t) {
            throw Libc.misuse("posix_fallocate", t);
        }
    }

    /** {@code int fsync(int fd)}: 0. EIO, EBADF, EINVAL. Blocks on the disk. */
    public static int fsync(final int fd) {
        return onDescriptor("fsync", FSYNC, fd);
    }

    /** {@code int unlink(const char *pathname)}: 0. ENOENT, EACCES, EISDIR. */
    public static int unlink(final String path) {
        return onPath("unlink", UNLINK, path);
    }

    /** {@code int rmdir(const char *pathname)}: 0. ENOENT, ENOTEMPTY, ENOTDIR. */
    public static int rmdir(final String path) {
        return onPath("rmdir", RMDIR, path);
    }

    /** {@code int mkdir(const char *pathname, mode_t mode)}: 0. EEXIST, ENOENT, EACCES. The umask applies. */
    public static int mkdir(final String path, final int mode) {
        return onPath("mkdir", MKDIR, path, mode);
    }

    /**
     * {@code char *mkdtemp(char *template)}: 0; {@code template} then holds the name of the new directory, mode 0700. EINVAL:
     * it does not end with XXXXXX.
     *
     * @param template a C string, changed
     */
    public static int mkdtemp(final MemorySegment template) {
        final MemorySegment state = Libc.state();
        try {
            final long name = (long) MKDTEMP.invokeExact(state, template);
            return name != 0 ? 0 : -Libc.errno(state);
        } catch (final Throwable t) {
            throw Libc.misuse("mkdtemp", t);
        }
    }

    /** {@code int chmod(const char *pathname, mode_t mode)}: 0. ENOENT, EPERM. */
    public static int chmod(final String path, final int mode) {
        return onPath("chmod", CHMOD, path, mode);
    }

    /** {@code int chown(const char *pathname, uid_t owner, gid_t group)}: 0. ENOENT, EPERM. -1 leaves one unchanged. */
    public static int chown(final String path, final int user, final int group) {
        final MemorySegment state = Libc.state();
        try (Arena arena = Arena.ofConfined()) {
            return Libc.result((int) CHOWN.invokeExact(state, arena.allocateFrom(path), user, group), state);
        } catch (final Throwable t) {
            throw Libc.misuse("chown", t);
        }
    }

    /** {@code int fchmod(int fd, mode_t mode)}: 0. EBADF, EPERM. */
    public static int fchmod(final int fd, final int mode) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) FCHMOD.invokeExact(state, fd, mode), state);
        } catch (final Throwable t) {
            throw Libc.misuse("fchmod", t);
        }
    }

    /** {@code int fchown(int fd, uid_t owner, gid_t group)}: 0. EBADF, EPERM. -1 leaves one unchanged. */
    public static int fchown(final int fd, final int user, final int group) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) FCHOWN.invokeExact(state, fd, user, group), state);
        } catch (final Throwable t) {
            throw Libc.misuse("fchown", t);
        }
    }

    /** {@code int rename(const char *oldpath, const char *newpath)}: 0; an existing new path is replaced at once. ENOENT. */
    public static int rename(final String from, final String to) {
        final MemorySegment state = Libc.state();
        try (Arena arena = Arena.ofConfined()) {
            return Libc.result((int) RENAME.invokeExact(state, arena.allocateFrom(from), arena.allocateFrom(to)), state);
        } catch (final Throwable t) {
            throw Libc.misuse("rename", t);
        }
    }

    /** {@code int fcntl(int fd, int cmd, int arg)}: what the command answers, ≥ 0. EBADF, EINVAL. */
    public static int fcntl(final int fd, final int command, final int argument) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) FCNTL_INT.invokeExact(state, fd, command, argument), state);
        } catch (final Throwable t) {
            throw Libc.misuse("fcntl", t);
        }
    }

    /**
     * {@code fcntl(fd, F_SETLK | F_SETLKW, struct flock *)} over the whole file: 0. EAGAIN or EACCES: another process holds it;
     * EINTR. F_SETLKW blocks. Such a lock belongs to the process and goes when it closes <em>any</em> descriptor of the file.
     *
     * @param type F_RDLCK, F_WRLCK or F_UNLCK
     */
    public static int lock(final int fd, final int command, final short type) {
        final MemorySegment state = Libc.state();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment flock = arena.allocate(FLOCK_SIZE, 8);
            flock.set(ValueLayout.JAVA_SHORT, 0, type);
            return Libc.result((int) FCNTL_POINTER.invokeExact(state, fd, command, flock), state);
        } catch (final Throwable t) {
            throw Libc.misuse("fcntl", t);
        }
    }

    /** {@code int ioctl(int fd, unsigned long request, void *argument)}: ≥ 0. EBADF, ENOTTY, EINVAL, what the driver says. */
    public static int ioctl(final int fd, final long request, final MemorySegment argument) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) IOCTL_POINTER.invokeExact(state, fd, request, argument), state);
        } catch (final Throwable t) {
            throw Libc.misuse("ioctl", t);
        }
    }

    /** {@code int ioctl(int fd, unsigned long request, int argument)}: as the form with a pointer. */
    public static int ioctl(final int fd, final long request, final int argument) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) IOCTL_INT.invokeExact(state, fd, request, argument), state);
        } catch (final Throwable t) {
            throw Libc.misuse("ioctl", t);
        }
    }

    /**
     * {@code int pipe2(int pipefd[2], int flags)}: 0. EMFILE, EINVAL.
     *
     * @param descriptors 8 bytes to fill: the reading end at 0, the writing end at 4
     */
    public static int pipe2(final MemorySegment descriptors, final int flags) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) PIPE2.invokeExact(state, descriptors, flags), state);
        } catch (final Throwable t) {
            throw Libc.misuse("pipe2", t);
        }
    }

    /** {@code int dup(int oldfd)}: the new descriptor. EBADF, EMFILE. */
    public static int dup(final int fd) {
        return onDescriptor("dup", DUP, fd);
    }

    /** {@code int dup2(int oldfd, int newfd)}: {@code newfd}, which is closed first if open. EBADF, EINTR, EBUSY. */
    public static int dup2(final int fd, final int newFd) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) DUP2.invokeExact(state, fd, newFd), state);
        } catch (final Throwable t) {
            throw Libc.misuse("dup2", t);
        }
    }

    /** Fills entry {@code index} of an array of {@code struct pollfd}. */
    public static void setPollFd(final MemorySegment descriptors, final int index, final int fd, final int events) {
        descriptors.set(ValueLayout.JAVA_INT, (long) POLLFD_SIZE * index, fd);
        descriptors.set(ValueLayout.JAVA_SHORT, (long) POLLFD_SIZE * index + 4, (short) events);
    }

    /** What happened to entry {@code index}: POLL* bits. */
    public static int pollEvents(final MemorySegment descriptors, final int index) {
        return descriptors.get(ValueLayout.JAVA_SHORT, (long) POLLFD_SIZE * index + 6);
    }

    /**
     * {@code int poll(struct pollfd *fds, nfds_t nfds, int timeout)}: how many have events, 0 after the time. EINTR. Blocks up
     * to {@code timeoutMs}, -1 = for ever. The segment's size is {@code nfds}.
     */
    public static int poll(final MemorySegment descriptors, final int timeoutMs) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) POLL.invokeExact(state, descriptors, descriptors.byteSize() / POLLFD_SIZE, timeoutMs),
                state);
        } catch (final Throwable t) {
            throw Libc.misuse("poll", t);
        }
    }

    private static int onDescriptor(final String function, final MethodHandle handle, final int fd) {
        final MemorySegment state = Libc.state();
        try {
            return Libc.result((int) handle.invokeExact(state, fd), state);
        } catch (final Throwable t) {
            throw Libc.misuse(function, t);
        }
    }

    private static int onPath(final String function, final MethodHandle handle, final String path) {
        final MemorySegment state = Libc.state();
        try (Arena arena = Arena.ofConfined()) {
            return Libc.result((int) handle.invokeExact(state, arena.allocateFrom(path)), state);
        } catch (final Throwable t) {
            throw Libc.misuse(function, t);
        }
    }

    private static int onPath(final String function, final MethodHandle handle, final String path, final int argument) {
        final MemorySegment state = Libc.state();
        try (Arena arena = Arena.ofConfined()) {
            return Libc.result((int) handle.invokeExact(state, arena.allocateFrom(path), argument), state);
        } catch (final Throwable t) {
            throw Libc.misuse(function, t);
        }
    }
}
