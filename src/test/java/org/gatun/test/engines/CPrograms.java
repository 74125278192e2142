package org.gatun.test.engines;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatun.test.hosts.Commands;
import org.gatun.test.hosts.Layout;
import org.gatun.test.hosts.Requirement;

/** The project's own C programs against the C client libraries, built from {@code src/test/c} once in each JVM. */
final class CPrograms {
    private static Path cpgRecorder;
    private static Path garbage;

    private CPrograms() {
    }

    static synchronized Path cpgRecorder() {
        if (cpgRecorder == null) {
            Requirement.require(Requirement.C_COMPILER, Requirement.LIBCPG);
            cpgRecorder = build("cpgrecorder", "-lcpg", "-lpthread");
        }
        return cpgRecorder;
    }

    static synchronized Path garbage() {
        if (garbage == null) {
            Requirement.require(Requirement.C_COMPILER);
            garbage = build("garbage");
        }
        return garbage;
    }

    private static Path build(final String name, final String... libraries) {
        final Path program = Layout.work("c").resolve(name);
        final List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror",
            "-o", program.toString(), Layout.cSources().resolve(name + ".c").toString()));
        command.addAll(List.of(libraries));
        Commands.run(command, "").orThrow();
        return program;
    }
}
