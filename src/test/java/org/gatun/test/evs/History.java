package org.gatun.test.evs;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** A trace with its processes, configurations and messages by number, and what the passes over the processes find for the joins. */
final class History {
    static final int NEVER = -1;

    final Trace trace;
    final ProcessTrace[] processes;
    final Messages messages = new Messages();
    final Rings rings;
    /** By process and event: which message is sent or delivered. */
    final int[][] messageOf;
    /** By process and message: the event, or {@link #NEVER}. */
    final int[][] deliveredAt;
    /** By process and configuration: the event, or {@link #NEVER}. */
    final int[][] installedAt;
    /** By process and event of a delivery: how much of the ring's order had been delivered before without gap. */
    final int[][] prefixBefore;
    /** By process: the regular configurations in or right after which it failed. */
    final BitSet[] failedIn;
    /** By process: the configuration it is in at the end, or {@link Trace#NONE} where it has failed. */
    final int[] last;
    /** By configuration: the members as the first installer has them, and that installation. */
    final long[][] members;
    final EventRef[] installation;
    /** All processes that have not failed have settled. */
    final boolean settled;
    /** The trace has tokens at all. */
    final boolean hasTokens;
    private final long[] ids;

    History(final Trace trace) {
        this.trace = trace;
        processes = trace.ringProcesses();
        ids = Arrays.stream(processes).mapToLong(ProcessTrace::id).toArray();
        final int configurations = trace.configurationCount();
        rings = new Rings(configurations);
        messageOf = new int[processes.length][];
        deliveredAt = new int[processes.length][];
        installedAt = new int[processes.length][configurations];
        prefixBefore = new int[processes.length][];
        failedIn = new BitSet[processes.length];
        last = new int[processes.length];
        Arrays.fill(last, Trace.NONE);
        members = new long[configurations][];
        installation = new EventRef[configurations];
        for (int p = 0; p < processes.length; p++) {
            messageOf[p] = new int[processes[p].size()];
            prefixBefore[p] = new int[processes[p].size()];
            failedIn[p] = new BitSet();
            Arrays.fill(installedAt[p], NEVER);
        }
        settled = List.of(processes).stream().allMatch(History::hasEnded);
        hasTokens = List.of(processes).stream().anyMatch(History::hasTokens);
    }

    private static boolean hasTokens(final ProcessTrace process) {
        for (int event = 0; event < process.size(); event++) {
            if (process.kind(event) == EventKind.TOKEN) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasEnded(final ProcessTrace process) {
        for (int event = process.size() - 1; event >= 0 && process.kind(event) != EventKind.CONF; event--) {
            if (process.kind(event) == EventKind.SETTLED || process.kind(event) == EventKind.FAIL) {
                return true;
            }
        }
        return process.size() == 0;
    }

    /** To be called when all messages are known. */
    void prepareDeliveries() {
        for (int p = 0; p < processes.length; p++) {
            deliveredAt[p] = new int[messages.count()];
            Arrays.fill(deliveredAt[p], NEVER);
        }
    }

    /** The index of a process, negative where it has no trace. */
    int process(final long id) {
        return Arrays.binarySearch(ids, id);
    }

    EventRef event(final int process, final int event) {
        return new EventRef(processes[process], event);
    }

    /** The send of a message that was sent. */
    EventRef send(final int message) {
        return event(messages.sender[message], messages.sendEvent[message]);
    }

    boolean isMember(final int configuration, final long id) {
        return members[configuration] != null && contains(members[configuration], id);
    }

    static boolean contains(final long[] ids, final long id) {
        for (final long each : ids) {
            if (each == id) {
                return true;
            }
        }
        return false;
    }
}
