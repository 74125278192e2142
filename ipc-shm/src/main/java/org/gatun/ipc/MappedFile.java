package org.gatun.ipc;

import java.lang.foreign.MemorySegment;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.Memory;

/**
 * A shared file in memory, mapped once or twice side by side: with the second mapping, what wraps round the end of the file lies
 * in one piece. The segment must not be used after {@link #unmap}. One thread unmaps.
 */
final class MappedFile {
    private static final int MODE = 0600;
    private static final int FALLOCATE_ATTEMPTS = 5;
    private static final int SHARED = Memory.MAP_SHARED;
    private static final int READ_WRITE = Memory.PROT_READ | Memory.PROT_WRITE;

    private final String path;
    private final long size;
    private final MemorySegment segment;
    private boolean mapped = true;

    private MappedFile(final String path, final long size, final MemorySegment segment) {
        this.path = path;
        this.size = size;
        this.segment = segment;
    }

    /** Makes a new file of zeros with all of its memory allocated, for a user and group, mode 0600. */
    static MappedFile create(final String path, final long size, final boolean twice, final int uid, final int gid)
        throws IpcException {
        final int fd = check("open " + path,
            Files.open(path, Files.O_RDWR | Files.O_CREAT | Files.O_EXCL | Files.O_TRUNC | Files.O_CLOEXEC, MODE));
        try {
            resize(path, fd, size);
            // By descriptor: the path may lead elsewhere by now. EPERM: an engine without rights serves its own user only.
            final int owned = Files.fchown(fd, uid, gid);
            if (owned != -Errno.EPERM) {
                check("fchown " + path, owned);
            }
            check("fchmod " + path, Files.fchmod(fd, MODE));
            return map(path, fd, size, twice);
        } catch (final IpcException e) {
            Files.unlink(path);
            throw e;
        } finally {
            Files.close(fd);
        }
    }

    /** Opens what the other side created and, as every opener does, sets it to the size that it expects. */
    static MappedFile open(final String path, final long size, final boolean twice) throws IpcException {
        final int fd = check("open " + path, Files.open(path, Files.O_RDWR | Files.O_CLOEXEC, 0));
        try {
            resize(path, fd, size);
            return map(path, fd, size, twice);
        } finally {
            Files.close(fd);
        }
    }

    private static void resize(final String path, final int fd, final long size) throws IpcException {
        check("ftruncate " + path, Files.ftruncate(fd, size));
        // Allocated now, a full file system is an error here and not a signal later.
        int rc = Files.posixFallocate(fd, 0, size);
        for (int i = 1; rc == -Errno.EINTR && i < FALLOCATE_ATTEMPTS; i++) {
            rc = Files.posixFallocate(fd, 0, size);
        }
        check("posix_fallocate " + path, rc);
    }

    private static MappedFile map(final String path, final int fd, final long size, final boolean twice) throws IpcException {
        if (!twice) {
            final long address = check("mmap " + path, Memory.mmap(0, size, READ_WRITE, SHARED, fd, 0));
            return new MappedFile(path, size, Memory.segment(address, size));
        }
        final long address = check("mmap " + path,
            Memory.mmap(0, 2 * size, Memory.PROT_NONE, Memory.MAP_PRIVATE | Memory.MAP_ANONYMOUS, -1, 0));
        try {
            check("mmap " + path, Memory.mmap(address, size, READ_WRITE, SHARED | Memory.MAP_FIXED, fd, 0));
            check("mmap " + path, Memory.mmap(address + size, size, READ_WRITE, SHARED | Memory.MAP_FIXED, fd, 0));
        } catch (final IpcException e) {
            Memory.munmap(address, 2 * size);
            throw e;
        }
        return new MappedFile(path, size, Memory.segment(address, 2 * size));
    }

    private static int check(final String what, final int result) throws IpcException {
        return (int)check(what, (long)result);
    }

    private static long check(final String what, final long result) throws IpcException {
        if (result < 0) {
            throw new IpcException(what, (int)result);
        }
        return result;
    }

    /** The mapping; twice the file's size if it was mapped twice. */
    MemorySegment segment() {
        return segment;
    }

    String path() {
        return path;
    }

    /** Removes the name; it may be gone already. */
    void unlink() {
        Files.unlink(path);
    }

    /** Gives the address space back; a second call does nothing. */
    void unmap() {
        if (mapped) {
            mapped = false;
            Memory.munmap(segment.address(), segment.byteSize());
        }
    }

    /** Bytes of the file. */
    long size() {
        return size;
    }
}
