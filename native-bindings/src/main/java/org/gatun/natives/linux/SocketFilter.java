package org.gatun.natives.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs of the classic packet filter ({@code linux/filter.h}) that a socket asks of each message before it takes it. What a filter does
 * not take is thrown away as it is sent: it wakes nobody, and its sender is told that all is well. Also on Unix sockets. An instruction is
 * a {@code long} that holds a {@code struct sock_filter}: u16 code at 0, u8 jump if true at 2, u8 jump if false at 3, u32 operand at 4.
 */
public final class SocketFilter {
    public static final int BPF_LD = 0x00;
    public static final int BPF_ALU = 0x04;
    public static final int BPF_JMP = 0x05;
    public static final int BPF_RET = 0x06;
    public static final int BPF_MISC = 0x07;
    public static final int BPF_W = 0x00;
    public static final int BPF_H = 0x08;
    public static final int BPF_B = 0x10;
    /** Mode of a load: at a fixed offset, in network order. A load behind the end throws the message away. */
    public static final int BPF_ABS = 0x20;
    /** Mode of a load: the length of the message. */
    public static final int BPF_LEN = 0x80;
    public static final int BPF_SUB = 0x10;
    public static final int BPF_MUL = 0x20;
    public static final int BPF_TAX = 0x00;
    public static final int BPF_JEQ = 0x10;
    public static final int BPF_JGT = 0x20;
    public static final int BPF_JGE = 0x30;
    public static final int BPF_K = 0x00;
    /** The operand is what was kept. */
    public static final int BPF_X = 0x08;

    /** {@code struct sock_fprog}. */
    private static final int PROGRAM_SIZE = 16;
    private static final int PROGRAM_INSTRUCTIONS = 8;

    private SocketFilter() {
    }

    /** A load, or a return of how many bytes are taken, 0 = none. */
    static long statement(final int code, final int operand) {
        return jump(code, operand, 0, 0);
    }

    /** A comparison with the operand, and how many instructions to leave out then and otherwise. */
    private static long jump(final int code, final int operand, final int ifTrue, final int ifFalse) {
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

    /** {@code SO_DETACH_FILTER}: 0. ENOENT: the socket has none. */
    public static int detach(final int fd) {
        return Sockets.setsockopt(fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_DETACH_FILTER, 0);
    }

    /**
     * Puts a program together. Each message is taken by the first {@link #take} that it comes to, if it passed all checks before; one that
     * comes to none is not taken. Comparisons are {@code BPF_JEQ}, {@code BPF_JGT} and {@code BPF_JGE} of what was loaded last, as unsigned
     * numbers. One thread.
     */
    public static final class Checks {
        private static final int NEXT = 0;
        private static final int REFUSED = -1;

        private record Instruction(int code, int operand, int ifTrue, int ifFalse) {
        }

        private final List<Instruction> instructions = new ArrayList<>();

        /** None yet: such a program takes no message. */
        public Checks() {
            // Checks are added.
        }

        /** Loads the length of the message. */
        public Checks loadLength() {
            return add(BPF_LD | BPF_W | BPF_LEN, 0);
        }

        /** Loads a byte of the message; one that has no byte there is not taken. */
        public Checks loadByte(final int offset) {
            return add(BPF_LD | BPF_B | BPF_ABS, offset);
        }

        /** The same of two bytes, in network order. */
        public Checks loadHalf(final int offset) {
            return add(BPF_LD | BPF_H | BPF_ABS, offset);
        }

        /** The same of four bytes, in network order. */
        public Checks loadWord(final int offset) {
            return add(BPF_LD | BPF_W | BPF_ABS, offset);
        }

        public Checks subtract(final int operand) {
            return add(BPF_ALU | BPF_SUB | BPF_K, operand);
        }

        /** Keeps what was loaded. */
        public Checks keep() {
            return add(BPF_MISC | BPF_TAX, 0);
        }

        /** Multiplies what was loaded by what was kept. */
        public Checks multiplyByKept() {
            return add(BPF_ALU | BPF_MUL | BPF_X, 0);
        }

        /** A message of which this is not so is not taken. */
        public Checks require(final int comparison, final int operand) {
            return jump(comparison | BPF_K, operand, NEXT, REFUSED);
        }

        /** The same, compared with what was kept. */
        public Checks requireKept(final int comparison) {
            return jump(comparison | BPF_X, 0, NEXT, REFUSED);
        }

        /** A message of which this is so is not taken. */
        public Checks refuse(final int comparison, final int operand) {
            return jump(comparison | BPF_K, operand, REFUSED, NEXT);
        }

        /** A message of which this is so goes through these checks and is taken then. */
        public Checks when(final int comparison, final int operand, final Checks checks) {
            jump(comparison | BPF_K, operand, NEXT, checks.instructions.size() + 1);
            instructions.addAll(checks.instructions);
            return take();
        }

        /** Takes the message. */
        public Checks take() {
            return add(BPF_RET | BPF_K, -1);
        }

        /** For {@link SocketFilter#attach}. */
        public long[] program() {
            final int last = instructions.size();
            final long[] program = new long[last + 1];
            for (int i = 0; i < last; i++) {
                final Instruction it = instructions.get(i);
                program[i] = SocketFilter.jump(it.code, it.operand, it.ifTrue == REFUSED ? last - i - 1 : it.ifTrue,
                    it.ifFalse == REFUSED ? last - i - 1 : it.ifFalse);
            }
            program[last] = statement(BPF_RET | BPF_K, 0);
            return program;
        }

        private Checks add(final int code, final int operand) {
            instructions.add(new Instruction(code, operand, NEXT, NEXT));
            return this;
        }

        private Checks jump(final int comparison, final int operand, final int ifTrue, final int ifFalse) {
            instructions.add(new Instruction(BPF_JMP | comparison, operand, ifTrue, ifFalse));
            return this;
        }
    }
}
