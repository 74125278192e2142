package org.gatun.test.evs;

import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;

/** A way to falsify a correct trace. */
interface Falsification {
    /**
     * What is falsified, and what shows it.
     *
     * @param breaks what is broken by it, always
     * @param mayBreak what may be broken, too, by the same fault: it depends on what else happened there
     * @param change see {@link #apply}
     */
    record Fault(Set<Property> breaks, Set<Property> mayBreak, BiPredicate<TraceEditor, Random> change) {
    }

    /** The fault. */
    Fault fault();

    /** Changes something in the trace. {@code false} if it has no place for that. */
    default boolean apply(final TraceEditor trace, final Random choice) {
        return fault().change().test(trace, choice);
    }
}
