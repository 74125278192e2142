package org.gatun.test.api;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gatun.client.CsException;

/** A client that makes the calls that it reads from standard input; the twin of {@code src/test/c/api/main.c}, which has the language. */
final class ApiDriver {
    private final List<Calls<?>> libraries =
        List.of(new CfgCalls(), new CmapCalls(), new CpgCalls(), new QuorumCalls(), new VoteQuorumCalls());
    private final Map<String, Calls.Call> calls = new HashMap<>();

    private ApiDriver() {
        libraries.forEach(library -> calls.putAll(library.calls));
    }

    public static void main(final String[] arguments) throws IOException {
        System.setOut(new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false, StandardCharsets.UTF_8));
        final ApiDriver driver = new ApiDriver();
        final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            driver.run(Command.of(line));
            System.out.println(".");
            System.out.flush();
        }
    }

    private void run(final Command command) {
        final Calls.Call call = calls.get(command.text(0));
        if ("reset".equals(command.text(0))) {
            libraries.forEach(Calls::reset);
        } else if (call == null) {
            System.out.println("no such call");
        } else {
            try {
                call.run(command);
            } catch (final CsException e) {
                Calls.say(e.error());
            }
        }
    }
}
