package org.gatun.natives.nozzle;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.gatun.natives.link.ErrnoCapture;
import org.gatun.natives.link.NativeLibrary;
import org.gatun.natives.linux.LinuxException;
import org.gatun.natives.nozzle.generated.LibNozzle;

/**
 * A tap device that exists as long as this object. Results are 0 or the negated errno; {@code -EINVAL} after {@link #close}. Any thread;
 * libnozzle lets one work at a time.
 */
public final class NozzleDevice implements AutoCloseable {
    public static final int PRE_UP = LibNozzle.NOZZLE_PREUP();
    public static final int UP = LibNozzle.NOZZLE_UP();
    public static final int DOWN = LibNozzle.NOZZLE_DOWN();
    public static final int POST_DOWN = LibNozzle.NOZZLE_POSTDOWN();
    /** Bytes of the longest name of a device. */
    public static final int NAME_MAX = 15;
    /** The script failed: the answer of {@link #runScript}. */
    public static final int SCRIPT_FAILED = -2000;

    private static final NativeLibrary LIBRARY = NativeLibrary.load("libnozzle.so.1", "libnozzle1", "1.25");
    private static final MethodHandle OPEN = LIBRARY.withErrno("nozzle_open", LibNozzle::nozzle_open$descriptor);
    private static final MethodHandle CLOSE = LIBRARY.withErrno("nozzle_close", LibNozzle::nozzle_close$descriptor);
    private static final MethodHandle SET_UP = LIBRARY.withErrno("nozzle_set_up", LibNozzle::nozzle_set_up$descriptor);
    private static final MethodHandle SET_DOWN = LIBRARY.withErrno("nozzle_set_down", LibNozzle::nozzle_set_down$descriptor);
    private static final MethodHandle SET_MAC = LIBRARY.withErrno("nozzle_set_mac", LibNozzle::nozzle_set_mac$descriptor);
    private static final MethodHandle SET_MTU = LIBRARY.withErrno("nozzle_set_mtu", LibNozzle::nozzle_set_mtu$descriptor);
    private static final MethodHandle GET_MTU = LIBRARY.withErrno("nozzle_get_mtu", LibNozzle::nozzle_get_mtu$descriptor);
    private static final MethodHandle ADD_IP = LIBRARY.withErrno("nozzle_add_ip", LibNozzle::nozzle_add_ip$descriptor);
    private static final MethodHandle GET_FD = LIBRARY.withErrno("nozzle_get_fd", LibNozzle::nozzle_get_fd$descriptor);
    private static final MethodHandle RUN_UPDOWN = LIBRARY.withErrno("nozzle_run_updown", LibNozzle::nozzle_run_updown$descriptor);
    private static final MethodHandle FREE = Linker.nativeLinker().downcallHandle(
        Linker.nativeLinker().defaultLookup().findOrThrow("free"), FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    private static final String MAC = "[0-9A-Fa-f]{1,2}(:[0-9A-Fa-f]{1,2}){5}";

    private final String name;
    private MemorySegment handle;

    private NozzleDevice(final String name, final MemorySegment handle) {
        this.name = name;
        this.handle = handle;
    }

    /**
     * {@code nozzle_open}: makes a device, down and without addresses.
     *
     * @param wantedName at most {@link #NAME_MAX} bytes; empty: the kernel chooses
     * @param scripts absolute path of the directory of {@link #runScript}, {@code null} = none
     * @throws LinuxException E2BIG: the name is too long; EBUSY: it is in use; EPERM: the process has no CAP_NET_ADMIN; ENOENT: no {@code /dev/net/tun}
     */
    public static NozzleDevice open(final String wantedName, final String scripts) {
        final MemorySegment state = ErrnoCapture.state();
        try (Arena scratch = Arena.ofConfined()) {
            final MemorySegment wanted = scratch.allocateFrom(wantedName);
            final MemorySegment text = scratch.allocate(Math.max(NAME_MAX + 1L, wanted.byteSize())).copyFrom(wanted);
            final MemorySegment path = scripts == null ? MemorySegment.NULL : scratch.allocateFrom(scripts);
            final MemorySegment handle = (MemorySegment)OPEN.invokeExact(state, text, text.byteSize(), path);
            if (handle.equals(MemorySegment.NULL)) {
                throw new LinuxException("nozzle_open", ErrnoCapture.errno(state));
            }
            return new NozzleDevice(text.getString(0), handle);
        } catch (final Throwable t) {
            throw ErrnoCapture.misuse("nozzle_open", t);
        }
    }

    /** The name of the interface. */
    public String name() {
        return name;
    }

    /** {@code nozzle_get_fd}: the descriptor to read and write frames with; it goes with the device. */
    public int fd() {
        return call(state -> (int)GET_FD.invokeExact(state, handle));
    }

    /** {@code nozzle_set_up}. Once more does nothing. */
    public int setUp() {
        return call(state -> (int)SET_UP.invokeExact(state, handle));
    }

    /** {@code nozzle_set_down}. Once more does nothing. */
    public int setDown() {
        return call(state -> (int)SET_DOWN.invokeExact(state, handle));
    }

    /** {@code nozzle_set_mac}: six numbers in hexadecimal, with colons. */
    public int setMac(final String mac) {
        if (!mac.matches(MAC)) {
            // libnozzle would crash.
            throw new IllegalArgumentException("no hardware address: mac=" + mac);
        }
        try (Arena scratch = Arena.ofConfined()) {
            final MemorySegment text = scratch.allocateFrom(mac);
            return call(state -> (int)SET_MAC.invokeExact(state, handle, text));
        }
    }

    /** {@code nozzle_set_mtu}, bytes. */
    public int setMtu(final int bytes) {
        return call(state -> (int)SET_MTU.invokeExact(state, handle, bytes));
    }

    /** {@code nozzle_get_mtu}, bytes. */
    public int mtu() {
        return call(state -> (int)GET_MTU.invokeExact(state, handle));
    }

    /** {@code nozzle_add_ip}. EINVAL: no address, or no prefix of its family. */
    public int addAddress(final String address, final String prefix) {
        try (Arena scratch = Arena.ofConfined()) {
            final MemorySegment addressText = scratch.allocateFrom(address);
            final MemorySegment prefixText = scratch.allocateFrom(prefix);
            return call(state -> (int)ADD_IP.invokeExact(state, handle, addressText, prefixText));
        }
    }

    /**
     * What a script said.
     *
     * @param result 0, {@code -ENOENT} if there is none, or {@link #SCRIPT_FAILED}
     * @param output of both streams
     */
    public record Script(int result, Optional<String> output) {
    }

    /** {@code nozzle_run_updown}: runs the device's script of {@link #PRE_UP} to {@link #POST_DOWN} and waits for its end. */
    public Script runScript(final int action) {
        final MemorySegment state = ErrnoCapture.state();
        try (Arena scratch = Arena.ofConfined()) {
            final MemorySegment output = scratch.allocate(ValueLayout.ADDRESS);
            final int rc = (int)RUN_UPDOWN.invokeExact(state, handle, (byte)action, output);
            final int errno = ErrnoCapture.errno(state);
            final MemorySegment text = output.get(ValueLayout.ADDRESS, 0);
            Optional<String> said = Optional.empty();
            if (!text.equals(MemorySegment.NULL)) {
                said = Optional.of(text.reinterpret(Long.MAX_VALUE).getString(0));
                FREE.invokeExact(text);
            }
            return new Script(rc == -1 ? -errno : rc == 0 ? 0 : SCRIPT_FAILED, said);
        } catch (final Throwable t) {
            throw ErrnoCapture.misuse("nozzle_run_updown", t);
        }
    }

    /** {@code nozzle_close}: removes the device. Once more does nothing. */
    @Override
    public void close() {
        call(state -> (int)CLOSE.invokeExact(state, handle));
        handle = MemorySegment.NULL;
    }

    private static int call(final ErrnoCapture.Call call) {
        return ErrnoCapture.result("libnozzle", call);
    }
}
