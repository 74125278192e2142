package org.gatun.engine.service.mon;

import java.util.OptionalDouble;
import org.gatun.engine.config.Value;

/** What can be measured of the machine, and how it stands in keys. On the services' thread. */
interface Gauge {
    /** The resource's name in keys. */
    String name();

    /** The value of {@code current} before the first measurement. */
    Value initial();

    /** Measures; 0 or less if nothing can be said. */
    double measure();

    /** A measurement as the value of {@code current}. */
    Value current(double measured);

    /** The limit that a text begins with, empty if it begins with no number. */
    OptionalDouble limit(String text);
}
