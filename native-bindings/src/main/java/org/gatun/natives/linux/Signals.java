package org.gatun.natives.linux;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import java.util.function.IntConsumer;

/**
 * Signals to the process, taken by the VM's own dispatcher ({@code sun.misc.Signal} of module jdk.unsupported).
 *
 * <p>The kernel's own ways do not work inside a VM: {@code signalfd} needs the signal blocked in every thread, and the VM's
 * threads exist before any Java code and unblock what they use; a {@code sigaction} handler that is an upcall would enter Java
 * on a thread that may be in Java already. The VM's dispatcher runs the handler on a thread of its own. With {@code -Xrs} the VM
 * takes no HUP, INT or TERM and {@link #handle} refuses them.
 *
 * <p>The type is reached by method handles because the compiler marks it as internal, which a build without warnings refuses.
 */
public final class Signals {
    public static final int SIGHUP = 1;
    public static final int SIGINT = 2;
    public static final int SIGQUIT = 3;
    public static final int SIGABRT = 6;
    public static final int SIGKILL = 9;
    public static final int SIGUSR1 = 10;
    public static final int SIGUSR2 = 12;
    public static final int SIGPIPE = 13;
    public static final int SIGTERM = 15;
    public static final int SIGCHLD = 17;
    public static final int SIGCONT = 18;
    public static final int SIGSTOP = 19;

    private static final Class<?> SIGNAL = type("sun.misc.Signal");
    private static final Class<?> HANDLER = type("sun.misc.SignalHandler");
    private static final MethodHandle NEW_SIGNAL;
    private static final MethodHandle HANDLE;
    private static final MethodHandle ACCEPT;
    private static final Object DEFAULT;

    static {
        try {
            final MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            NEW_SIGNAL = lookup.findConstructor(SIGNAL, MethodType.methodType(void.class, String.class));
            HANDLE = lookup.findStatic(SIGNAL, "handle", MethodType.methodType(HANDLER, SIGNAL, HANDLER));
            final MethodHandle number = lookup.findVirtual(SIGNAL, "getNumber", MethodType.methodType(int.class));
            final MethodHandle accept =
                lookup.findVirtual(IntConsumer.class, "accept", MethodType.methodType(void.class, int.class));
            ACCEPT = MethodHandles.filterArguments(accept, 1, number);
            DEFAULT = HANDLER.getField("SIG_DFL").get(null);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Signals() {
    }

    /**
     * Gives a signal to {@code handler}, called with the signal's number on a thread of the VM; it may run beside anything and
     * should only set a flag and wake a loop. Replaces the handler before, the VM's orderly exit for HUP, INT and TERM included.
     *
     * @param name without SIG: {@code "TERM"}, {@code "HUP"}, {@code "USR1"}
     * @throws IllegalArgumentException no such signal, or one that the VM keeps (QUIT, SEGV, FPE, ILL, KILL, STOP)
     */
    public static void handle(final String name, final IntConsumer handler) {
        Objects.requireNonNull(handler);
        try {
            final Object proxy = MethodHandleProxies.asInterfaceInstance(HANDLER, ACCEPT.bindTo(handler));
            HANDLE.invoke(NEW_SIGNAL.invoke(name), proxy);
        } catch (final Throwable t) {
            throw Libc.misuse("sun.misc.Signal.handle", t);
        }
    }

    /** Gives a signal back to the kernel: ABRT and TERM then end the process at once. As {@link #handle} otherwise. */
    public static void restoreDefault(final String name) {
        try {
            HANDLE.invoke(NEW_SIGNAL.invoke(name), DEFAULT);
        } catch (final Throwable t) {
            throw Libc.misuse("sun.misc.Signal.handle", t);
        }
    }

    private static Class<?> type(final String name) {
        try {
            return Class.forName(name);
        } catch (final ClassNotFoundException e) {
            throw new IllegalStateException("signals need module jdk.unsupported: class=" + name, e);
        }
    }
}
