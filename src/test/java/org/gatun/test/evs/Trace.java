package org.gatun.test.evs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the processes of one run saw, those of the ring and clients of process groups: a {@link ProcessTrace} for each, and the
 * configurations and groups they name, each by a small number.
 * Made once and used for many runs with {@link #clear}. Not thread-safe.
 */
public final class Trace {
    /** No configuration: at the start of an incarnation. */
    static final int NONE = -1;

    private static final Pattern PLACE = Pattern.compile("p=(\\S+) inc=(\\d+) i=(\\d+) ev=");

    private final Map<Long, ProcessTrace> processes = new TreeMap<>();
    private final List<ConfigurationId> configurations = new ArrayList<>();
    private final List<Integer> regularOf = new ArrayList<>();
    private final Map<ConfigurationId, Integer> numbers = new HashMap<>();
    private final List<String> groups = new ArrayList<>();
    private IntPredicate isGatun;

    /** The trace of one process of the ring, by its node id; made where there is none yet. */
    public ProcessTrace process(final int nodeId) {
        return process(Member.id(nodeId, 0));
    }

    /** The trace of a client, which is a member of one group at most at a time; made where there is none yet. */
    public ProcessTrace client(final int nodeId, final int pid) {
        return process(Member.id(nodeId, pid));
    }

    /**
     * Messages of a node share packets, and may be in parts in several: a node to which another comes drops the other's packets until one
     * ends with a whole message.
     *
     * @param gatun whether a node's engine is Gatun: it begins a packet with the news that a process joins or leaves, so that no other lacks
     *     them, and sends and tells no end of a process that was not told of
     */
    public void hasChains(final IntPredicate gatun) {
        isGatun = gatun;
    }

    boolean hasChains() {
        return isGatun != null;
    }

    /** Whether a node's engine is known to be corosync. */
    boolean isCorosync(final int nodeId) {
        return hasChains() && !isGatun.test(nodeId);
    }

    /** The number of a group, by its name. */
    public int group(final String name) {
        final int known = groups.indexOf(name);
        if (known >= 0) {
            return known;
        }
        groups.add(name);
        return groups.size() - 1;
    }

    String groupName(final int number) {
        return groups.get(number);
    }

    ProcessTrace[] ringProcesses() {
        return processes.values().stream().filter(process -> Member.pid(process.id()) == 0).toArray(ProcessTrace[]::new);
    }

    ProcessTrace[] clients() {
        return processes.values().stream().filter(process -> Member.pid(process.id()) != 0).toArray(ProcessTrace[]::new);
    }

    ProcessTrace process(final long id) {
        return processes.computeIfAbsent(id, key -> new ProcessTrace(this, key));
    }

    /** A small number for a ring, the same whenever asked: for messages that are named by their ring. */
    public int ringNumber(final int rep, final long seq) {
        return number(ConfigurationId.regular(rep, seq));
    }

    /** All processes, by growing id. */
    public Collection<ProcessTrace> processes() {
        return Collections.unmodifiableCollection(processes.values());
    }

    /** The event that a line of a witness has; {@code null} where it has none of this trace. */
    public EventRef event(final String line) {
        final Matcher place = PLACE.matcher(line);
        final ProcessTrace process = place.find() ? processes.get(EventText.parseProcess(place.group(1))) : null;
        for (int event = 0; process != null && event < process.size(); event++) {
            if (process.incarnation(event) == Integer.parseInt(place.group(2)) && process.index(event) == Integer.parseInt(place.group(3))) {
                return new EventRef(process, event);
            }
        }
        return null;
    }

    /** Forgets all events, for the next run; the room for them stays, and so do the processes, without events. */
    public void clear() {
        processes.values().forEach(ProcessTrace::clear);
        configurations.clear();
        regularOf.clear();
        numbers.clear();
        groups.clear();
        isGatun = null;
    }

    int number(final ConfigurationId id) {
        final Integer known = numbers.get(id);
        if (known != null) {
            return known;
        }
        final int before = id.transitional() ? number(id.regularOf()) : NONE;
        final int number = configurations.size();
        configurations.add(id);
        regularOf.add(before == NONE ? number : before);
        numbers.put(id, number);
        return number;
    }

    int configurationCount() {
        return configurations.size();
    }

    ConfigurationId configuration(final int number) {
        return configurations.get(number);
    }

    boolean isTransitional(final int number) {
        return regularOf.get(number) != number;
    }

    /** The configuration itself where it is regular, else the regular one before it. */
    int regularOf(final int number) {
        return regularOf.get(number);
    }

    int eventCount() {
        int count = 0;
        for (final ProcessTrace process : processes.values()) {
            count += process.size();
        }
        return count;
    }
}
