package org.gatun.natives.linux;

import static org.gatun.natives.linux.Libc.C_INT;
import static org.gatun.natives.linux.Libc.C_POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code syslog(3)}: one connection for the process. Any thread, but {@link #openlog} and {@link #closelog} not at the same
 * time as others. A missing log daemon is no error.
 */
public final class Syslog {
    public static final int LOG_EMERG = 0;
    public static final int LOG_ALERT = 1;
    public static final int LOG_CRIT = 2;
    public static final int LOG_ERR = 3;
    public static final int LOG_WARNING = 4;
    public static final int LOG_NOTICE = 5;
    public static final int LOG_INFO = 6;
    public static final int LOG_DEBUG = 7;
    public static final int LOG_USER = 1 << 3;
    public static final int LOG_DAEMON = 3 << 3;
    public static final int LOG_LOCAL0 = 16 << 3;
    public static final int LOG_PID = 0x1;
    public static final int LOG_CONS = 0x2;
    public static final int LOG_NDELAY = 0x8;
    public static final int LOG_PERROR = 0x20;

    private static final MethodHandle OPENLOG = Libc.link("openlog", FunctionDescriptor.ofVoid(C_POINTER, C_INT, C_INT));
    private static final MethodHandle SYSLOG = Libc.link("syslog", FunctionDescriptor.ofVoid(C_INT, C_POINTER, C_POINTER),
        Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSELOG = Libc.link("closelog", FunctionDescriptor.ofVoid());
    private static final MemorySegment FORMAT = Arena.global().allocateFrom("%s");

    private static Arena identArena;

    private Syslog() {
    }

    /** {@code void openlog(const char *ident, int option, int facility)}: libc keeps the pointer, so the name is kept here. */
    public static synchronized void openlog(final String ident, final int options, final int facility) {
        final Arena next = Arena.ofShared();
        try {
            OPENLOG.invokeExact(next.allocateFrom(ident), options, facility);
        } catch (final Throwable t) {
            throw Libc.misuse("openlog", t);
        }
        release(next);
    }

    /** {@code void syslog(int priority, "%s", const char *message)}. May block on the socket of the log daemon. */
    public static void syslog(final int priority, final String message) {
        try (Arena arena = Arena.ofConfined()) {
            SYSLOG.invokeExact(priority, FORMAT, arena.allocateFrom(message));
        } catch (final Throwable t) {
            throw Libc.misuse("syslog", t);
        }
    }

    /** {@code void closelog(void)}. */
    public static synchronized void closelog() {
        try {
            CLOSELOG.invokeExact();
        } catch (final Throwable t) {
            throw Libc.misuse("closelog", t);
        }
        release(null);
    }

    private static void release(final Arena next) {
        if (identArena != null) {
            identArena.close();
        }
        identArena = next;
    }
}
