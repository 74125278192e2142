package org.gatun.test.engines;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The project's own Java programs in processes of their own. */
public final class JavaPrograms {
    private JavaPrograms() {
    }

    /** The command of a small program with the classes of this Java VM, which starts soon and needs few threads. */
    public static List<String> command(final Class<?> main, final String... arguments) {
        final List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
            main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
