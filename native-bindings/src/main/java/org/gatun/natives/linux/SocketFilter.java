package org.gatun.natives.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Programs of the classic packet filter ({@code linux/filter.h}) that a socket asks of each message before it takes it. What a filter does
 * not take is thrown away as it is sent: it wakes nobody, and its sender is told that all is well. Also on Unix sockets. An instruction is
 * a {@code long} that holds a {@code struct sock_filter}: u16 code at 0, u8 jump if true at 2, u8 jump if false at 3, u32 operand at 4.
 */
public final class SocketFilter {
    public static final int BPF_LD = 0x00;
    public static final int BPF_JMP = 0x05;
    public static final int BPF_RET = 0x06;
    public static final int BPF_W = 0x00;
    public static final int BPF_H = 0x08;
    /** Mode of a load: at a fixed offset, in network order. A load behind the end throws the message away. */
    public static final int BPF_ABS = 0x20;
    /** Mode of a load: the length of the message. */
    public static final int BPF_LEN = 0x80;
    public static final int BPF_JEQ = 0x10;
    public static final int BPF_JGE = 0x30;
    public static final int BPF_K = 0x00;

    /** {@code struct sock_fprog}. */
    private static final int PROGRAM_SIZE = 16;
    private static final int PROGRAM_INSTRUCTIONS = 8;

    private SocketFilter() {
    }

    /** A load, or a return of how many bytes are taken, 0 = none. */
    public static long statement(final int code, final int operand) {
        return jump(code, operand, 0, 0);
    }

    /** A comparison with the operand, and how many instructions to leave out then and otherwise. */
    public static long jump(final int code, final int operand, final int ifTrue, final int ifFalse) {
        return code | (long)ifTrue << 16 | (long)ifFalse << 24 | (long)operand << 32;
    }

    /** {@code SO_ATTACH_FILTER}: 0. EINVAL: not a program. In place of the filter that the socket has. */
    public static int attach(final int fd, final long... program) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment value = arena.allocate(PROGRAM_SIZE, Long.BYTES);
            value.set(ValueLayout.JAVA_SHORT, 0, (short)program.length);
            value.set(ValueLayout.ADDRESS, PROGRAM_INSTRUCTIONS, arena.allocateFrom(ValueLayout.JAVA_LONG, program));
            return Sockets.setsockopt(fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_ATTACH_FILTER, value);
        }
    }
}
