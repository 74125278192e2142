package org.gatun.engine.runtime;

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
}
