package org.gatun.natives.linux;

import static org.gatun.natives.linux.Libc.C_INT;
import static org.gatun.natives.linux.Libc.C_LONG;

import java.lang.foreign.MemorySegment;

/**
 * {@code struct msghdr}, {@code struct mmsghdr}, {@code struct iovec} and control messages of 64-bit Linux. Stateless; segments
 * are the caller's, aligned to 8. No call allocates.
 * <pre>
 *  msghdr (56)                              mmsghdr (64)           iovec (16)
 *   0  8  name, pointer                      0  56  msghdr         0  8  base, pointer
 *   8  4  length of the name                56   4  bytes moved    8  8  length
 *  16  8  iovecs, pointer
 *  24  8  number of iovecs                  cmsghdr (16)
 *  32  8  control, pointer                   0  8  length with this header
 *  40  8  length of the control data         8  4  level
 *  48  4  flags of a received message       12  4  type
 * </pre>
 * Source: glibc bits/socket.h, Linux include/linux/socket.h.
 */
public final class MessageHeaders {
    public static final int MSGHDR_SIZE = 56;
    public static final int MMSGHDR_SIZE = 64;
    public static final int IOVEC_SIZE = 16;
    /** Size of {@code struct cmsghdr}: data follows. */
    public static final int CMSGHDR_SIZE = 16;
    public static final int SCM_RIGHTS = 1;
    public static final int SCM_CREDENTIALS = 2;
    /** Size of {@code struct ucred}: i32 pid, u32 uid, u32 gid. */
    public static final int UCRED_SIZE = 12;

    private static final int NAME_LENGTH = 8;
    private static final int IOVECS = 16;
    private static final int IOVEC_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;
    private static final int TRANSFERRED = 56;

    private MessageHeaders() {
    }

    /** Points an iovec at memory; the memory must outlive its use. */
    public static void setIovec(final MemorySegment segment, final long offset, final long address, final long length) {
        segment.set(C_LONG, offset, address);
        segment.set(C_LONG, offset + 8, length);
    }

    /**
     * Points an iovec at {@code length} bytes of a native segment, which must stay open and reachable until its use.
     *
     * @throws IndexOutOfBoundsException the bytes are not all in {@code data}
     */
    public static void setIovec(final MemorySegment segment, final long offset, final MemorySegment data,
        final long dataOffset, final long length) {
        setIovec(segment, offset, Libc.address(data, dataOffset, length), length);
    }

    /** Sets the peer's address of a message: its place and length, or 0 and 0. */
    public static void setName(final MemorySegment segment, final long offset, final long address, final int length) {
        segment.set(C_LONG, offset, address);
        segment.set(C_INT, offset + NAME_LENGTH, length);
    }

    /** The length of the peer's address of a received message; before receiving it must be set to the room. */
    public static int nameLength(final MemorySegment segment, final long offset) {
        return segment.get(C_INT, offset + NAME_LENGTH);
    }

    /** Sets the list of iovecs of a message. */
    public static void setIovecs(final MemorySegment segment, final long offset, final long address, final long count) {
        segment.set(C_LONG, offset + IOVECS, address);
        segment.set(C_LONG, offset + IOVEC_COUNT, count);
    }

    /** Sets the control data of a message: place and length (when receiving: room), or 0 and 0. */
    public static void setControl(final MemorySegment segment, final long offset, final long address, final long length) {
        segment.set(C_LONG, offset + CONTROL, address);
        segment.set(C_LONG, offset + CONTROL_LENGTH, length);
    }

    /** The length of the control data that came with a message. */
    public static long controlLength(final MemorySegment segment, final long offset) {
        return segment.get(C_LONG, offset + CONTROL_LENGTH);
    }

    /** The MSG_* flags of a received message, MSG_TRUNC and MSG_CTRUNC among them. */
    public static int flags(final MemorySegment segment, final long offset) {
        return segment.get(C_INT, offset + FLAGS);
    }

    /** How many bytes of message {@code index} of an mmsghdr vector were sent or received. */
    public static int transferred(final MemorySegment vector, final int index) {
        return vector.get(C_INT, (long) index * MMSGHDR_SIZE + TRANSFERRED);
    }

    /** {@code CMSG_SPACE}: what a control message with so much data takes. */
    public static int controlSpace(final int dataLength) {
        return CMSGHDR_SIZE + align(dataLength);
    }

    /** Writes the header of a control message at {@code offset}; answers the offset of its data. */
    public static long setControlHeader(final MemorySegment control, final long offset, final int level, final int type,
        final int dataLength) {
        control.set(C_LONG, offset, CMSGHDR_SIZE + (long) dataLength);
        control.set(C_INT, offset + 8, level);
        control.set(C_INT, offset + 12, type);
        return offset + CMSGHDR_SIZE;
    }

    /**
     * The offset of the data of the first control message of a level and type with at least {@code dataLength} bytes, -1 if
     * there is none.
     *
     * @param length of the control data, from {@link #controlLength}
     */
    public static long findControl(final MemorySegment control, final long length, final int level, final int type,
        final int dataLength) {
        final long end = Math.min(length, control.byteSize());
        for (long at = 0; end - at >= CMSGHDR_SIZE; ) {
            final long size = control.get(C_LONG, at);
            if (size < CMSGHDR_SIZE || size > end - at) {
                return -1;
            }
            if (control.get(C_INT, at + 8) == level && control.get(C_INT, at + 12) == type
                && size >= CMSGHDR_SIZE + (long) dataLength) {
                return at + CMSGHDR_SIZE;
            }
            at += (size + 7) & ~7L;
        }
        return -1;
    }

    /** Sets this process's credentials as the only control message: {@code controlSpace(UCRED_SIZE)} bytes. */
    public static void setCredentials(final MemorySegment control, final long offset, final int pid, final int uid,
        final int gid) {
        final long data = setControlHeader(control, offset, SocketOptions.SOL_SOCKET, SCM_CREDENTIALS, UCRED_SIZE);
        control.set(C_INT, data, pid);
        control.set(C_INT, data + 4, uid);
        control.set(C_INT, data + 8, gid);
    }

    private static int align(final int length) {
        return (length + 7) & ~7;
    }
}
