package org.gatun.test.api;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatun.client.CsException;

/** A client that makes the calls that it reads from standard input; the twin of {@code src/test/c/api/main.c}, which has the language. */
final class ApiDriver {
    private final SamCalls sam;
    private final List<Calls<?>> libraries;
    private final Map<String, Calls.Call> calls = new HashMap<>();

    private ApiDriver(final SamCalls sam) {
        this.sam = sam;
        libraries = List.of(new CfgCalls(), new CmapCalls(), new CpgCalls(), new QuorumCalls(), sam, new VoteQuorumCalls());
        libraries.forEach(library -> calls.putAll(library.calls));
    }

    /** @param arguments for a supervised program: the file in which it notes its registration */
    public static void main(final String[] arguments) throws IOException {
        System.setOut(new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false, StandardCharsets.UTF_8));
        final ApiDriver driver = new ApiDriver(new SamCalls(arguments.length > 0 ? Path.of(arguments[0]) : null));
        if (driver.sam.isAgain()) {
            driver.answer(driver.sam::registerAgain);
        }
        final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            final Command command = Command.of(line);
            driver.answer(() -> driver.run(command));
        }
    }

    /** What prints an answer. */
    private interface Action {
        void run() throws CsException;
    }

    private void answer(final Action action) {
        try {
            action.run();
        } catch (final CsException e) {
            Calls.say(e.error());
        }
        System.out.println(".");
        System.out.flush();
    }

    private void run(final Command command) throws CsException {
        final Calls.Call call = calls.get(command.text(0));
        if ("reset".equals(command.text(0))) {
            libraries.forEach(Calls::reset);
        } else if (call == null) {
            System.out.println("no such call");
        } else {
            call.run(command);
        }
    }

    /** The names of all calls. */
    static Set<String> names() {
        return Set.copyOf(new ApiDriver(new SamCalls(null)).calls.keySet());
    }
}
