package org.gatun.test.sim.mutation;

import java.util.function.LongFunction;
import org.gatun.test.sim.SimPlan;
import org.gatun.test.sim.SimResult;
import org.gatun.test.sim.Simulation;

/** One small run: which properties it broke, or how it ended otherwise; {@code null} if all was well. */
public final class SeedRun implements LongFunction<String> {
    private static final int NODES_MAX = 5;

    /** For {@link MutatedEngine}. */
    public SeedRun() {
        super();
    }

    @Override
    public String apply(final long seed) {
        final SimPlan plan = SimPlan.of(seed);
        final SimResult result = Simulation.run(new SimPlan(seed, Math.min(NODES_MAX, plan.nodes()), plan.steps(), plan.firstSeq(), false,
            false, plan.bigMessages(), plan.waitForAll(), plan.autoTieBreaker() && plan.nodes() <= NODES_MAX, plan.failRecv(), plan.split(), 0));
        if (result.failure() == null) {
            return null;
        }
        final String broken = result.report().violated().toString();
        return result.report().violated().isEmpty() ? result.failure().lines().findFirst().orElseThrow() : broken;
    }
}
