package org.gatun.natives.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.gatun.natives.link.ErrnoCapture;

/** Links symbols of the C library; errno is captured in the same call. */
final class Libc {
    static final ValueLayout.OfInt C_INT = ValueLayout.JAVA_INT;
    static final ValueLayout.OfLong C_LONG = ValueLayout.JAVA_LONG;
    /** A pointer passed as a number: for calls into the middle of a segment, without a slice for each call. */
    static final ValueLayout.OfLong C_ADDRESS = ValueLayout.JAVA_LONG;
    static final MemoryLayout C_POINTER = ValueLayout.ADDRESS;

    private static final Linker LINKER = Linker.nativeLinker();

    private Libc() {
    }

    /** Links a function whose errno matters: the handle's first parameter is {@link #state()}. */
    static MethodHandle withErrno(final String name, final MemoryLayout result, final MemoryLayout... parameters) {
        return link(name, FunctionDescriptor.of(result, parameters), ErrnoCapture.OPTION);
    }

    /** As {@link #withErrno}, for a function with C varargs from the parameter with index {@code firstVariadic} on. */
    static MethodHandle variadicWithErrno(final String name, final int firstVariadic, final MemoryLayout result,
        final MemoryLayout... parameters) {
        return link(name, FunctionDescriptor.of(result, parameters), ErrnoCapture.OPTION, Linker.Option.firstVariadicArg(firstVariadic));
    }

    @SuppressWarnings("restricted")
    static MethodHandle link(final String name, final FunctionDescriptor descriptor, final Linker.Option... options) {
        final MemorySegment symbol = LINKER.defaultLookup().find(name).orElseThrow(() -> new UnsatisfiedLinkError(
            "the C library lacks a function: symbol=" + name + ", needed is glibc 2.35 or later"));
        return LINKER.downcallHandle(symbol, descriptor, options);
    }

    /** The calling thread's errno state. */
    static MemorySegment state() {
        return ErrnoCapture.state();
    }

    static int result(final int value, final MemorySegment state) {
        return value >= 0 ? value : -ErrnoCapture.errno(state);
    }

    static long result(final long value, final MemorySegment state) {
        return value >= 0 ? value : -ErrnoCapture.errno(state);
    }

    /** errno as the last call that captured it on this thread left it. */
    static int errno(final MemorySegment state) {
        return ErrnoCapture.errno(state);
    }

    /** The address of {@code length} bytes at {@code offset}; refuses heap segments and ranges outside of the segment. */
    static long address(final MemorySegment segment, final long offset, final long length) {
        if (!segment.isNative()) {
            throw new IllegalArgumentException("a native segment is needed: segment=" + segment);
        }
        Objects.checkFromIndexSize(offset, length, segment.byteSize());
        return segment.address() + offset;
    }

    /** A pointer that C returned, made readable for {@code size} bytes; valid as long as C keeps it. */
    @SuppressWarnings("restricted")
    static MemorySegment sized(final MemorySegment pointer, final long size) {
        return pointer.reinterpret(size);
    }

    /** A C string at a pointer that C returned. */
    static String string(final MemorySegment pointer) {
        return sized(pointer, Integer.MAX_VALUE).getString(0);
    }

    /** What to throw when a call itself fails: a wrong call shape or a misused segment, never an error of C. */
    static RuntimeException misuse(final String function, final Throwable cause) {
        return ErrnoCapture.misuse(function, cause);
    }
}
