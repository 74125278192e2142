package org.gatun.test.evs;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The verdicts on one history, or the sum of many. One thread. */
public final class Report {
    /** A property's verdict. */
    public enum Verdict {
        /** Its premise occurred, and what it demands was seen each time. */
        HELD,
        VIOLATED,
        /** It can be judged on a settled history only, and this one is not. */
        OPEN,
        /** Its premise never occurred. */
        NOT_EXERCISED
    }

    private final long[] fired = new long[Property.values().length];
    private final Map<Property, String> witnesses = new EnumMap<>(Property.class);
    private final Set<Property> open = EnumSet.noneOf(Property.class);

    /** The premise occurred so many times more. */
    void fire(final Property property, final long times) {
        fired[property.ordinal()] += times;
    }

    /** What is demanded was not seen; the first witness is kept. */
    void violate(final Property property, final String witness) {
        fired[property.ordinal()]++;
        witnesses.putIfAbsent(property, witness);
    }

    void leaveOpen(final Property property) {
        open.add(property);
    }

    public Verdict verdict(final Property property) {
        if (witnesses.containsKey(property)) {
            return Verdict.VIOLATED;
        }
        if (open.contains(property)) {
            return Verdict.OPEN;
        }
        return fired[property.ordinal()] > 0 ? Verdict.HELD : Verdict.NOT_EXERCISED;
    }

    /** How often the property's premise occurred. */
    public long fired(final Property property) {
        return fired[property.ordinal()];
    }

    public Set<Property> violated() {
        final Set<Property> all = EnumSet.noneOf(Property.class);
        all.addAll(witnesses.keySet());
        return all;
    }

    /** The violations and their witnesses, a line each. */
    public String witnesses() {
        final StringBuilder text = new StringBuilder();
        new TreeMap<>(witnesses).forEach((property, witness) -> text.append(property).append(": ").append(witness).append('\n'));
        return text.toString();
    }

    /** Adds another history's verdicts. */
    public void add(final Report other) {
        for (int i = 0; i < fired.length; i++) {
            fired[i] += other.fired[i];
        }
        other.witnesses.forEach(witnesses::putIfAbsent);
        open.addAll(other.open);
    }

    /** A table: property, verdict, how often its premise occurred. */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder();
        for (final Property property : Property.values()) {
            text.append(String.format("%-16s %-14s %12d  %s%n", property.number(), verdict(property), fired(property), property.text()));
        }
        return text.append(witnesses()).toString();
    }
}
