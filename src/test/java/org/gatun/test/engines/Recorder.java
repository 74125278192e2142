package org.gatun.test.engines;

import java.util.List;
import java.util.function.Supplier;

/**
 * A process of {@code cpgrecorder.c}: a member of a CPG group that sends loads and reports what it sees. See that file for the
 * commands and reports.
 */
public final class Recorder extends ClientProgram {
    Recorder(final Engine engine, final String group, final Supplier<String> diagnosis) {
        super(engine, List.of(CPrograms.cpgRecorder().toString(), group), diagnosis);
    }

    @Override
    public String toString() {
        return "recorder on " + engine();
    }
}
