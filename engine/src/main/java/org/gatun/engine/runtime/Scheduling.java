package org.gatun.engine.runtime;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gatun.engine.config.SystemSettings;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Memory;
import org.gatun.natives.linux.Processes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the engine's thread ahead of others and its memory in RAM, as far as the process may. */
final class Scheduling {
    private static final Logger LOG = LoggerFactory.getLogger("MAIN");
    /** Pages are locked as they are first used: a Java VM reserves far more than it uses. */
    private static final int MCL_ONFAULT = 4;
    private static final int NICE_MIN = 19;
    private static final int NICE_MAX = -20;

    private Scheduling() {
    }

    /** Locks the process's memory, present and future. */
    static void lockMemory() {
        final int result = Memory.mlockall(Memory.MCL_CURRENT | Memory.MCL_FUTURE | MCL_ONFAULT);
        if (result < 0) {
            LOG.warn("Could not lock memory of process from being swapped: {}", Errno.describe("mlockall", result));
        }
    }

    /** Gives the calling thread the scheduling that the configuration asks for. */
    static void apply(final SystemSettings settings) {
        if (settings.roundRobin()) {
            final int priority = Processes.schedGetPriorityMax(Processes.SCHED_RR);
            final int result = Processes.schedSetscheduler(0, Processes.SCHED_RR, priority);
            if (result < 0) {
                LOG.warn("Could not set SCHED_RR at priority {}: {}", priority, Errno.describe("sched_setscheduler", result));
            } else {
                raiseMachineThreads(priority);
            }
        } else if (settings.priority() != null) {
            final int nice = switch (settings.priority()) {
                case "max" -> NICE_MAX;
                case "min" -> NICE_MIN;
                default -> Integer.parseInt(settings.priority());
            };
            final int result = Processes.setpriority(Processes.PRIO_PROCESS, 0, nice);
            if (result < 0) {
                LOG.warn("Could not set priority {}: {}", nice, Errno.describe("setpriority", result));
            }
        }
    }

    /**
     * Gives the threads of the Java VM that the engine waits for its own priority: on a busy host they would wait behind every ordinary
     * process, and the engine for them at a safepoint. The compilers are not among them: they would keep clients off the processor.
     */
    private static void raiseMachineThreads(final int enginePriority) {
        final Path tasks = Path.of("/proc/self/task");
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (final Path thread : threads) {
                final String name = Files.readString(thread.resolve("comm")).strip();
                final int tid = Integer.parseInt(thread.getFileName().toString());
                if (name.startsWith("VM Thread") || name.startsWith("GC Thread")) {
                    Processes.schedSetscheduler(tid, Processes.SCHED_RR, enginePriority);
                }
            }
        } catch (final IOException e) {
            LOG.warn("Could not raise the priority of the VM's threads: {}", e.getMessage());
        }
    }
}
