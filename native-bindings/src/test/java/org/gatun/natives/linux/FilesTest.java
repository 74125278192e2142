package org.gatun.natives.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
    private static final int FIONREAD = 0x541B;
    private static final int FIOCLEX = 0x5451;

    @TempDir
    Path dir;

    @Test
    void shouldWriteAndReadAFile() {
        final String path = dir.resolve("f").toString();
        assertEquals(-Errno.ENOENT, Files.open(path, Files.O_RDWR, 0));
        final int fd = Files.open(path, Files.O_RDWR | Files.O_CREAT | Files.O_EXCL | Files.O_CLOEXEC, 0600);
        assertTrue(fd >= 0);
        assertEquals(-Errno.EEXIST, Files.open(path, Files.O_RDWR | Files.O_CREAT | Files.O_EXCL, 0600));
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment data = arena.allocateFrom("hello world");
            assertEquals(5, Files.write(fd, data, 6, 5));
            assertEquals(0, Files.read(fd, data, 0, 5));
            assertEquals(0, Files.fsync(fd));
            final int again = Files.open(path, Files.O_RDONLY, 0);
            final MemorySegment read = arena.allocate(64);
            assertEquals(5, Files.read(again, read, 1, 63));
            assertEquals("world", read.getString(1));
            assertEquals(-Errno.EBADF, Files.write(again, data, 0, 1));
            assertEquals(0, Files.close(again));
            assertEquals(-Errno.EBADF, Files.read(again, read, 0, 1));
        }
        assertEquals(0, Files.close(fd));
        assertEquals(-Errno.EBADF, Files.close(fd));
        assertEquals(-Errno.EBADF, Files.fsync(fd));
    }

    @Test
    void shouldSetTheSizeOfAFile() throws IOException {
        final Path path = dir.resolve("size");
        final int fd = Files.open(path.toString(), Files.O_RDWR | Files.O_CREAT, 0600);
        assertEquals(0, Files.ftruncate(fd, 5000));
        assertEquals(5000, java.nio.file.Files.size(path));
        assertEquals(-Errno.EINVAL, Files.ftruncate(fd, -1));
        assertEquals(0, Files.posixFallocate(fd, 0, 8192));
        assertEquals(8192, java.nio.file.Files.size(path));
        assertEquals(-Errno.EBADF, Files.posixFallocate(-1, 0, 8192));
        Files.close(fd);
    }

    @Test
    void shouldMakeChangeAndRemoveNames() throws IOException {
        final String sub = dir.resolve("sub").toString();
        assertEquals(0, Files.mkdir(sub, 0700));
        assertEquals(-Errno.EEXIST, Files.mkdir(sub, 0700));
        final String a = sub + "/a";
        final int fd = Files.open(a, Files.O_WRONLY | Files.O_CREAT, 0600);
        assertEquals(0, Files.chmod(a, 0640));
        assertEquals("rw-r-----", mode(a));
        assertEquals(-Errno.ENOENT, Files.chmod(sub + "/none", 0640));
        assertEquals(0, Files.fchmod(fd, 0604));
        assertEquals("rw----r--", mode(a));
        assertEquals(-Errno.EBADF, Files.fchmod(-1, 0604));
        assertEquals(0, Files.chown(a, -1, Processes.getegid()));
        assertEquals(-Errno.ENOENT, Files.chown(sub + "/none", -1, -1));
        assertEquals(0, Files.fchown(fd, Processes.geteuid(), -1));
        assertEquals(-Errno.EBADF, Files.fchown(-1, -1, -1));
        Files.close(fd);
        assertEquals(-Errno.ENOTEMPTY, Files.rmdir(sub));
        assertEquals(0, Files.rename(a, sub + "/b"));
        assertEquals(-Errno.ENOENT, Files.rename(a, sub + "/b"));
        assertEquals(0, Files.unlink(sub + "/b"));
        assertEquals(-Errno.ENOENT, Files.unlink(sub + "/b"));
        assertEquals(0, Files.rmdir(sub));
        assertEquals(-Errno.ENOENT, Files.rmdir(sub));
    }

    @Test
    void shouldMakeATemporaryDirectory() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment template = arena.allocateFrom(dir + "/t-XXXXXX");
            assertEquals(0, Files.mkdtemp(template));
            assertTrue(template.getString(0).startsWith(dir + "/t-"));
            assertEquals("rwx------", mode(template.getString(0)));
            assertEquals(-Errno.EINVAL, Files.mkdtemp(arena.allocateFrom(dir + "/t")));
        }
    }

    @Test
    void shouldControlDescriptors() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment pipe = arena.allocate(8, 4);
            assertEquals(0, Files.pipe2(pipe, Files.O_NONBLOCK));
            assertEquals(-Errno.EINVAL, Files.pipe2(pipe, 1));
            final int reader = pipe.get(ValueLayout.JAVA_INT, 0);
            final int writer = pipe.get(ValueLayout.JAVA_INT, 4);
            assertEquals(-Errno.EAGAIN, Files.read(reader, pipe, 0, 1));
            assertEquals(Files.O_NONBLOCK, Files.fcntl(reader, Files.F_GETFL, 0) & Files.O_NONBLOCK);
            assertEquals(0, Files.fcntl(reader, Files.F_SETFD, Files.FD_CLOEXEC));
            assertEquals(Files.FD_CLOEXEC, Files.fcntl(reader, Files.F_GETFD, 0));
            assertEquals(-Errno.EBADF, Files.fcntl(-1, Files.F_GETFD, 0));

            final MemorySegment poll = arena.allocate(2L * Files.POLLFD_SIZE, 4);
            Files.setPollFd(poll, 0, reader, Files.POLLIN);
            Files.setPollFd(poll, 1, writer, Files.POLLOUT);
            assertEquals(1, Files.poll(poll, 0));
            assertEquals(0, Files.pollEvents(poll, 0));
            assertEquals(Files.POLLOUT, Files.pollEvents(poll, 1));
            assertEquals(3, Files.write(writer, arena.allocate(3), 0, 3));
            assertEquals(2, Files.poll(poll, 0));
            final MemorySegment waiting = arena.allocate(4);
            assertEquals(0, Files.ioctl(reader, FIONREAD, waiting));
            assertEquals(3, waiting.get(ValueLayout.JAVA_INT, 0));
            assertEquals(-Errno.EBADF, Files.ioctl(-1, FIONREAD, waiting));
            assertEquals(0, Files.ioctl(writer, FIOCLEX, 0));
            assertEquals(-Errno.ENOTTY, Files.ioctl(reader, 0x5413, 0));

            final int copy = Files.dup(reader);
            assertTrue(copy > writer);
            assertEquals(-Errno.EBADF, Files.dup(-1));
            assertEquals(copy, Files.dup2(writer, copy));
            assertEquals(1, Files.write(copy, arena.allocate(1), 0, 1));
            assertEquals(-Errno.EBADF, Files.dup2(-1, copy));
            Files.close(copy);
            Files.close(reader);
            assertEquals(-Errno.EPIPE, Files.write(writer, waiting, 0, 1));
            Files.close(writer);
            Files.setPollFd(poll, 0, writer, Files.POLLIN);
            Files.poll(poll, 0);
            assertEquals(Files.POLLNVAL, Files.pollEvents(poll, 0));
        }
    }

    @Test
    void shouldRefuseALockThatAnotherProcessHolds() throws Exception {
        final Path path = dir.resolve("lock");
        final int fd = Files.open(path.toString(), Files.O_RDWR | Files.O_CREAT, 0600);
        assertEquals(0, Files.lock(fd, Files.F_SETLK, Files.F_WRLCK));
        assertEquals(0, Files.lock(fd, Files.F_SETLK, Files.F_UNLCK));
        assertEquals(-Errno.EBADF, Files.lock(-1, Files.F_SETLK, Files.F_WRLCK));
        final Process holder = new ProcessBuilder(CProbe.compile(dir, "lock_holder.c").toString(), path.toString()).start();
        try {
            assertEquals('L', holder.getInputStream().read());
            assertEquals(-Errno.EAGAIN, Files.lock(fd, Files.F_SETLK, Files.F_WRLCK));
        } finally {
            holder.getOutputStream().close();
            holder.waitFor();
        }
        assertEquals(0, Files.lock(fd, Files.F_SETLKW, Files.F_WRLCK));
        Files.close(fd);
    }

    private static String mode(final String path) throws IOException {
        return PosixFilePermissions.toString(java.nio.file.Files.getPosixFilePermissions(Path.of(path)));
    }
}
