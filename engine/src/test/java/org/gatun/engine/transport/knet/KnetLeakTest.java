package org.gatun.engine.transport.knet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.gatun.engine.config.TotemSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A thousand starts and stops in one process leave no thread, descriptor or memory of libknet behind. */
@Timeout(900)
class KnetLeakTest {
    private static final int PORT = 25_405;
    private static final int AT_ONCE = 8;
    private static final int FIRST = 200;
    private static final int ALL = 1000;
    /** The VM starts some of its own as it likes; a handle has seven. */
    private static final int THREADS_OF_VM = 7;
    /** The allocator's slack, far below what one kept handle in each hundred would be. */
    private static final long GROWTH_KIB_MAX = 64 * 1024;

    @TempDir
    Path directory;

    @Test
    void shouldLeaveNothingBehind() throws Exception {
        final List<TotemSettings> settings = new ArrayList<>();
        for (int id = 1; id <= AT_ONCE; id++) {
            settings.add(KnetNode.settings(directory, id, AT_ONCE, PORT, "crypto_cipher: aes256\ncrypto_hash: sha256\nkey: "
                + "0123456789abcdef".repeat(10)));
        }
        startAndStop(settings, FIRST);
        final long threads = count("task");
        final long descriptors = count("fd");
        final long memory = residentKib();
        startAndStop(settings, ALL - FIRST);
        assertEquals(descriptors, count("fd"));
        assertTrue(count("task") < threads + THREADS_OF_VM, () -> "threads before and after: " + threads + ", " + count("task"));
        final long growth = residentKib() - memory;
        assertTrue(growth < GROWTH_KIB_MAX, () -> "resident KiB before, and growth: " + memory + ", " + growth);
    }

    private static void startAndStop(final List<TotemSettings> settings, final int times) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            final List<Future<?>> runs = new ArrayList<>();
            for (final TotemSettings node : settings) {
                runs.add(threads.submit(() -> {
                    for (int i = 0; i < times / AT_ONCE; i++) {
                        try (KnetNode started = new KnetNode(node)) {
                            KnetNode.await(() -> !started.reports.isEmpty(), started);
                        }
                    }
                }));
            }
            for (final Future<?> run : runs) {
                run.get();
            }
        }
    }

    private static long count(final String what) {
        try (Stream<Path> entries = Files.list(Path.of("/proc/self", what))) {
            return entries.count();
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What is in use, without what the C library's allocator keeps for later. */
    private static long residentKib() throws IOException {
        System.gc();
        trim();
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).findFirst().orElseThrow();
    }

    @SuppressWarnings("restricted")
    private static void trim() {
        final Linker linker = Linker.nativeLinker();
        final MethodHandle trim = linker.downcallHandle(linker.defaultLookup().findOrThrow("malloc_trim"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        try {
            final int ignored = (int)trim.invokeExact(0L);
        } catch (final Throwable t) {
            throw new AssertionError(t);
        }
    }
}
