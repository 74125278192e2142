package org.gatun.test.evs;

import java.util.Random;
import java.util.Set;

/** A way to falsify a correct trace. */
interface Falsification {
    /** Changes something in the trace. {@code false} if it has no place for that. */
    boolean apply(TraceEditor trace, Random choice);

    /** What is broken by it, always. */
    Set<Property> breaks();

    /** What may be broken, too, by the same fault: it depends on what else happened there. */
    Set<Property> mayBreak();
}
