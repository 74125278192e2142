package org.gatun.natives.link;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Keeps the state that captures errno in the same call: one small segment a thread, made at the thread's first call, so that no call
 * allocates afterwards and no two threads share an errno.
 */
public final class ErrnoCapture {
    /** Makes the first parameter of a linked handle {@link #state()}. */
    public static final Linker.Option OPTION = Linker.Option.captureCallState("errno");

    private static final int EINVAL = 22;
    private static final long OFFSET =
        Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> STATE =
        ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    /** A call of C, with the state that captures its errno. */
    public interface Call {
        int on(MemorySegment state) throws Throwable;
    }

    private ErrnoCapture() {
    }

    /** Makes a call that is not on a hot path: its result if that is ≥ 0, else the negated errno, EINVAL where C left none. */
    public static int result(final String library, final Call call) {
        final MemorySegment state = state();
        try {
            final int rc = call.on(state);
            if (rc >= 0) {
                return rc;
            }
            final int errno = errno(state);
            return errno == 0 ? -EINVAL : -errno;
        } catch (final Throwable t) {
            throw misuse(library, t);
        }
    }

    /** The calling thread's errno state. */
    public static MemorySegment state() {
        return STATE.get();
    }

    /** errno as the last call that captured it on this thread left it. */
    public static int errno(final MemorySegment state) {
        return state.get(ValueLayout.JAVA_INT, OFFSET);
    }

    /** What to throw when a call itself fails: a wrong call shape or a misused segment, never an error of C. */
    public static RuntimeException misuse(final String function, final Throwable cause) {
        if (cause instanceof RuntimeException e) {
            return e;
        }
        throw new AssertionError(function, cause);
    }
}
