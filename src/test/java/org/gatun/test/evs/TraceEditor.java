package org.gatun.test.evs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/** A trace as lists of events that can be changed, to falsify it. Indices are given anew when it becomes a trace again. */
final class TraceEditor {
    final List<List<Event>> processes = new ArrayList<>();

    /** An event as names and values of text, and where it is. */
    static final class Event {
        final List<Event> process;
        final Map<String, String> values = new LinkedHashMap<>();

        private Event(final List<Event> process, final String line) {
            this.process = process;
            for (final String part : line.split(" ")) {
                final int equals = part.indexOf('=');
                values.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }

        String get(final String name) {
            return values.get(name);
        }

        boolean is(final String kind) {
            return get("ev").equals(kind);
        }

        int at() {
            return process.indexOf(this);
        }

        long seq() {
            return Long.parseLong(get("seq"));
        }

        boolean isOwn() {
            return get("m").startsWith(get("p") + '.');
        }

        boolean isIn(final char kind) {
            return get("c").charAt(0) == kind;
        }

        String ring() {
            return regularOf(get("c"));
        }

        List<String> members() {
            return List.of(get("members").split(","));
        }

        Event set(final String name, final String value) {
            values.put(name, value);
            return this;
        }

        /** Puts a copy into the same process, which may be changed. */
        Event copy(final int at) {
            final Event copy = new Event(process, line());
            process.add(at, copy);
            return copy;
        }

        void remove() {
            process.remove(this);
        }

        void move(final int at) {
            final boolean isAfter = at() < at;
            remove();
            process.add(isAfter ? at - 1 : at, this);
        }

        private String line() {
            final StringBuilder line = new StringBuilder();
            values.forEach((name, value) -> line.append(line.isEmpty() ? "" : " ").append(name).append('=').append(value));
            return line.toString();
        }

        @Override
        public String toString() {
            return line();
        }
    }

    TraceEditor(final Trace trace) {
        for (final ProcessTrace process : trace.processes()) {
            final List<Event> events = new ArrayList<>();
            for (int event = 0; event < process.size(); event++) {
                events.add(new Event(events, process.line(event)));
            }
            processes.add(events);
        }
    }

    static String regularOf(final String configuration) {
        final int slash = configuration.indexOf('/');
        return slash < 0 ? configuration : "R:" + configuration.substring(slash + 1);
    }

    /** One of the events that are so, or null. */
    Event any(final Random choice, final Predicate<Event> wanted) {
        final List<Event> found = all(wanted);
        return found.isEmpty() ? null : found.get(choice.nextInt(found.size()));
    }

    List<Event> all(final Predicate<Event> wanted) {
        return processes.stream().flatMap(List::stream).filter(wanted).toList();
    }

    /** The event before or after another at the same process, of one of the kinds; null where there is none. */
    static Event next(final Event event, final int step, final String... kinds) {
        for (int at = event.at() + step; at >= 0 && at < event.process.size(); at += step) {
            if (Arrays.asList(kinds).contains(event.process.get(at).get("ev"))) {
                return event.process.get(at);
            }
        }
        return null;
    }

    Event sendOf(final Event delivery) {
        final List<Event> found = all(event -> event.is("send") && event.get("m").equals(delivery.get("m")));
        return found.isEmpty() ? null : found.get(0);
    }

    /** The trace, with indices 0, 1, 2… for each incarnation. */
    Trace trace() {
        for (final List<Event> events : processes) {
            int index = 0;
            for (int at = 0; at < events.size(); at++) {
                index = at > 0 && events.get(at).get("inc").equals(events.get(at - 1).get("inc")) ? index + 1 : 0;
                events.get(at).set("i", Integer.toString(index));
            }
        }
        return asItIs();
    }

    /** The trace with the indices that the events have. */
    Trace asItIs() {
        final Trace trace = new Trace();
        processes.forEach(events -> events.forEach(event -> EventText.parse(event.line(), trace)));
        return trace;
    }
}
