package org.gatun.engine.service.mon;

import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import org.gatun.engine.config.LeadingNumbers;
import org.gatun.engine.config.Value;

/** Processes that run or wait for a disk, on the average of 15 minutes. */
final class LoadGauge implements Gauge {
    private final DoubleSupplier source;

    /** @param source the load, below 0 if it is unknown */
    LoadGauge(final DoubleSupplier source) {
        this.source = source;
    }

    @Override
    public String name() {
        return "load_15min";
    }

    @Override
    public Value initial() {
        return Value.ofDouble(0);
    }

    @Override
    public double measure() {
        return source.getAsDouble();
    }

    @Override
    public Value current(final double measured) {
        return Value.ofDouble(measured);
    }

    @Override
    public OptionalDouble limit(final String text) {
        return LeadingNumbers.real(text);
    }
}
