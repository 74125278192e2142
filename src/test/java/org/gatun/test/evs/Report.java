package org.gatun.test.evs;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The verdicts on one trace, or on the sum of many: for each property how often its premise occurred, how often it was broken, and the
 * first witness. One thread.
 */
public final class Report {
    private final long[] exercised = new long[Property.values().length];
    private final long[] broken = new long[Property.values().length];
    private final Map<Property, List<String>> witnesses = new EnumMap<>(Property.class);
    private final Set<Property> open = EnumSet.noneOf(Property.class);

    void exercised(final Property property) {
        exercised[property.ordinal()]++;
    }

    void exercised(final Property property, final long times) {
        exercised[property.ordinal()] += times;
    }

    /** Counts a break; the first one's sentence and events are kept. */
    void broken(final Property property, final String what, final EventRef... events) {
        if (broken[property.ordinal()]++ == 0) {
            final List<String> lines = new ArrayList<>();
            lines.add(what);
            for (final EventRef event : events) {
                lines.add(event.line());
            }
            witnesses.put(property, lines);
        }
    }

    /** Counts a break, with the lines of its witness. */
    void broken(final Property property, final List<String> lines) {
        if (broken[property.ordinal()]++ == 0) {
            witnesses.put(property, List.copyOf(lines));
        }
    }

    /** What needs a settled trace cannot be judged. */
    void leaveOpen() {
        for (final Property property : Property.values()) {
            if (property.needsSettled) {
                open.add(property);
            }
        }
    }

    void leaveOpen(final Property property) {
        open.add(property);
    }

    public Verdict verdict(final Property property) {
        if (broken[property.ordinal()] > 0) {
            return Verdict.VIOLATED;
        }
        if (open.contains(property)) {
            return Verdict.OPEN;
        }
        return exercised[property.ordinal()] == 0 ? Verdict.NOT_EXERCISED : Verdict.HELD;
    }

    /** How often the property's premise occurred. */
    public long exercisedCount(final Property property) {
        return exercised[property.ordinal()];
    }

    /** What broke the property: a sentence, then the events, each as a line of the trace. Empty where it is not broken. */
    public List<String> witness(final Property property) {
        return witnesses.getOrDefault(property, List.of());
    }

    public Set<Property> violated() {
        final Set<Property> violated = EnumSet.noneOf(Property.class);
        for (final Property property : Property.values()) {
            if (broken[property.ordinal()] > 0) {
                violated.add(property);
            }
        }
        return violated;
    }

    /** Those of the table's lines that speak of broken properties, with their witnesses; empty if there is none. */
    public String broken() {
        final StringBuilder text = new StringBuilder();
        violated().forEach(property -> append(text, property));
        return text.toString();
    }

    /** @throws AssertionError with the whole report, where a property is broken */
    public void requireHeld() {
        if (!violated().isEmpty()) {
            throw new AssertionError("broken: " + violated() + '\n' + this);
        }
    }

    /** Adds another trace's verdicts. */
    public void add(final Report other) {
        for (int i = 0; i < exercised.length; i++) {
            exercised[i] += other.exercised[i];
            broken[i] += other.broken[i];
        }
        other.witnesses.forEach(witnesses::putIfAbsent);
        open.addAll(other.open);
    }

    /**
     * Judges {@link Property#ANY_START}.
     *
     * @param other of the same run, but that sequence numbers start elsewhere
     */
    public void compareStart(final Report other) {
        for (final Property property : Property.values()) {
            if (property != Property.ANY_START) {
                exercised(Property.ANY_START);
                if (verdict(property) != other.verdict(property) || exercisedCount(property) != other.exercisedCount(property)) {
                    broken(Property.ANY_START, "other with another start: " + property + ", " + verdict(property) + ' '
                            + exercisedCount(property) + ", " + other.verdict(property) + ' ' + other.exercisedCount(property));
                }
            }
        }
    }

    /** A table of the properties: number, verdict, how often its premise occurred, name; under those that are broken the witness. */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder();
        for (final Property property : Property.values()) {
            append(text, property);
        }
        return text.toString();
    }

    private void append(final StringBuilder text, final Property property) {
        text.append("%-11s %-13s %9d  %s%n".formatted(property.number, verdict(property), exercisedCount(property), property.title));
        if (broken[property.ordinal()] > 1) {
            text.append("    broken ").append(broken[property.ordinal()]).append(" times; the first:\n");
        }
        witness(property).forEach(line -> text.append("    ").append(line).append('\n'));
    }
}
