package org.gatun.natives.knet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gatun.natives.knet.generated.LibKnet;
import org.gatun.natives.knet.generated.knet_compress_info;
import org.gatun.natives.knet.generated.knet_crypto_info;
import org.gatun.natives.link.ErrnoCapture;

/** The models that the installed libknet was built with, as {@code corosync.conf} names them, in its order. Stateless; any thread. */
public final class KnetModels {
    private static final MethodHandle CRYPTO = KnetHandle.LIBRARY.withErrno("knet_get_crypto_list", LibKnet::knet_get_crypto_list$descriptor);
    private static final MethodHandle COMPRESSION = KnetHandle.LIBRARY.withErrno("knet_get_compress_list",
        LibKnet::knet_get_compress_list$descriptor);
    /** libknet has no more of either. */
    private static final int MODELS_MAX = 256;

    private KnetModels() {
    }

    /** Of {@code crypto_model}. */
    public static List<String> crypto() {
        return names("knet_get_crypto_list", CRYPTO, knet_crypto_info.sizeof(), knet_crypto_info.name$offset());
    }

    /** Of {@code knet_compression_model}. */
    public static List<String> compression() {
        return names("knet_get_compress_list", COMPRESSION, knet_compress_info.sizeof(), knet_compress_info.name$offset());
    }

    @SuppressWarnings("restricted")
    private static List<String> names(final String function, final MethodHandle list, final long size, final long name) {
        final List<String> names = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment infos = arena.allocate(size * MODELS_MAX, Long.BYTES);
            final MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);
            if ((int)list.invokeExact(ErrnoCapture.state(), infos, count) == 0) {
                for (int i = 0; i < count.get(ValueLayout.JAVA_LONG, 0); i++) {
                    names.add(infos.get(ValueLayout.ADDRESS, size * i + name).reinterpret(Long.MAX_VALUE).getString(0, StandardCharsets.US_ASCII));
                }
            }
        } catch (final Throwable t) {
            throw ErrnoCapture.misuse(function, t);
        }
        return names;
    }
}
