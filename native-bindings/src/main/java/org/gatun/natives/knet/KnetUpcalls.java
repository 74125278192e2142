package org.gatun.natives.knet;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicReference;
import org.gatun.natives.knet.generated.LibKnet;
import org.gatun.natives.knet.generated.knet_handle_enable_pmtud_notify$pmtud_notify_fn;
import org.gatun.natives.knet.generated.knet_handle_enable_sock_notify$sock_notify_fn;
import org.gatun.natives.knet.generated.knet_host_enable_status_change_notify$host_status_change_notify_fn;

/**
 * The functions that libknet calls. Nothing leaves them but a result: an exception would end the process. Any thread.
 *
 * <p>A thread of libknet's that calls in is made known to the Java VM, and leaves it as it ends. Just then libknet cancels it
 * ({@code pthread_cancel} before {@code pthread_join}), which would end it in the middle of the VM, with the VM's locks. So cancellation
 * is switched off on each thread that calls in; they all end by themselves.
 */
final class KnetUpcalls {
    private static final int UNICAST = 0;
    private static final int BROADCAST = 1;
    private static final int DROP = -1;
    /** Pointers as numbers: no segment is made for a message. Otherwise as {@code dst_host_filter_fn} of the header. */
    private static final FunctionDescriptor FILTER = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG,
        ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_BYTE, ValueLayout.JAVA_SHORT, ValueLayout.JAVA_SHORT,
        ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
    private static final int PTHREAD_CANCEL_DISABLE = 1;
    /** {@code int pthread_setcancelstate(int state, int *oldstate)}: sets a word of the thread's own, so it may be critical. */
    private static final MethodHandle SET_CANCEL_STATE = Linker.nativeLinker().downcallHandle(
        Linker.nativeLinker().defaultLookup().findOrThrow("pthread_setcancelstate"),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS), Linker.Option.critical(false));
    private static final MemorySegment MEMORY = memory();

    private final KnetListener listener;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    KnetUpcalls(final KnetListener listener) {
        this.listener = listener;
    }

    /** The first exception since the last call, {@code null} if there was none. */
    Throwable failure() {
        return failure.getAndSet(null);
    }

    MemorySegment filter(final Arena arena) {
        final MethodHandle target;
        try {
            target = MethodHandles.lookup().bind(this, "onFilter", MethodType.methodType(int.class, long.class, long.class, long.class,
                byte.class, short.class, short.class, long.class, long.class, long.class));
        } catch (final ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        return Linker.nativeLinker().upcallStub(target, FILTER, arena);
    }

    MemorySegment socket(final Arena arena) {
        return knet_handle_enable_sock_notify$sock_notify_fn.allocate((data, fd, channel, direction, result, errno) -> {
            try {
                endByItself();
                listener.onSocket(fd, channel, direction == LibKnet.KNET_NOTIFY_TX(), result, errno);
            } catch (final Throwable t) {
                keep(t);
            }
        }, arena);
    }

    MemorySegment host(final Arena arena) {
        return knet_host_enable_status_change_notify$host_status_change_notify_fn.allocate((data, host, reachable, remote, external) -> {
            try {
                endByItself();
                listener.onHost(Short.toUnsignedInt(host), reachable != 0);
            } catch (final Throwable t) {
                keep(t);
            }
        }, arena);
    }

    MemorySegment mtu(final Arena arena) {
        return knet_handle_enable_pmtud_notify$pmtud_notify_fn.allocate((data, mtu) -> {
            try {
                endByItself();
                listener.onMtu(mtu);
            } catch (final Throwable t) {
                keep(t);
            }
        }, arena);
    }

    private int onFilter(final long data, final long message, final long length, final byte direction, final short self,
        final short source, final long channel, final long hosts, final long hostCount) {
        try {
            endByItself();
            final int destination = listener.destination(MEMORY, message, length, MEMORY.get(ValueLayout.JAVA_BYTE, channel));
            if (destination == KnetListener.EVERYBODY) {
                return BROADCAST;
            }
            if (destination == KnetListener.NOBODY) {
                return DROP;
            }
            MEMORY.set(ValueLayout.JAVA_SHORT, hosts, (short)destination);
            MEMORY.set(ValueLayout.JAVA_LONG, hostCount, 1);
            return UNICAST;
        } catch (final Throwable t) {
            keep(t);
            return DROP;
        }
    }

    private static void endByItself() throws Throwable {
        final int ignored = (int)SET_CANCEL_STATE.invokeExact(PTHREAD_CANCEL_DISABLE, MemorySegment.NULL);
    }

    private void keep(final Throwable t) {
        failure.compareAndSet(null, t);
    }

    private static MemorySegment memory() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }
}
