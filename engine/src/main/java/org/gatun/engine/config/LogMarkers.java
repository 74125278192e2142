package org.gatun.engine.config;

import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * The syslog priorities that SLF4J has no level for, as markers of the nearest level: {@code log.info(LogMarkers.NOTICE, "…")},
 * {@code log.error(LogMarkers.CRIT, "…")}. Without a marker a line has the priority of its level: error, warning, info, debug, trace.
 */
public final class LogMarkers {
    /** Makes a line of level info a notice. */
    public static final Marker NOTICE = MarkerFactory.getMarker("notice");
    /** Makes a line of level error critical. */
    public static final Marker CRIT = MarkerFactory.getMarker("crit");
    /** Makes a line of level error an alert. */
    public static final Marker ALERT = MarkerFactory.getMarker("alert");
    /** Makes a line of level error an emergency. */
    public static final Marker EMERG = MarkerFactory.getMarker("emerg");

    private LogMarkers() {
    }
}
