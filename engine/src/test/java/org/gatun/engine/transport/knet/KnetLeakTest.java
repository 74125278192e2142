package org.gatun.engine.transport.knet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
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
    private static final int AT_ONCE = 20;
    private static final int FIRST = 200;
    private static final int ALL = 1000;
    /** The VM starts some of its own as it likes; a handle has seven. */
    private static final int THREADS_OF_VM = 7;
    /** What the VM itself may use more of; one kept handle is 33 MiB. */
    private static final long GROWTH_KIB_MAX = 16 * 1024;
    /** {@code struct mallinfo2}: ten numbers, these two of them. */
    private static final int MALLINFO_FIELDS = 10;
    private static final int MAPPED = 4;
    private static final int IN_USE = 7;

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
        final long memory = allocatedKib();
        startAndStop(settings, ALL - FIRST);
        assertEquals(descriptors, count("fd"));
        // A thread that has ended for Java is there for a moment more.
        KnetNode.await(() -> count("task") < threads + THREADS_OF_VM);
        final long growth = allocatedKib() - memory;
        assertTrue(growth < GROWTH_KIB_MAX, () -> "allocated KiB before, and growth: " + memory + ", " + growth);
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

    /** What is allocated, without what the C library's allocator keeps for later: that comes and goes by 100 MiB. */
    @SuppressWarnings("restricted")
    private static long allocatedKib() {
        // Segments that are freed with their owners.
        System.gc();
        final Linker linker = Linker.nativeLinker();
        final MethodHandle mallinfo = linker.downcallHandle(linker.defaultLookup().findOrThrow("mallinfo2"),
            FunctionDescriptor.of(MemoryLayout.structLayout(MemoryLayout.sequenceLayout(MALLINFO_FIELDS, ValueLayout.JAVA_LONG))));
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment info = (MemorySegment)mallinfo.invokeExact((SegmentAllocator)arena);
            return (info.getAtIndex(ValueLayout.JAVA_LONG, MAPPED) + info.getAtIndex(ValueLayout.JAVA_LONG, IN_USE)) / 1024;
        } catch (final Throwable t) {
            throw new AssertionError(t);
        }
    }
}
