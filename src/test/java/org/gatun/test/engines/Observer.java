package org.gatun.test.engines;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process of {@code observer.c}: a member of a CPG group that sends numbered messages and writes all that it is told into a file for
 * {@link org.gatun.test.evs.ObservedTrace}. See the C file for the commands and reports.
 */
public final class Observer extends ClientProgram {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Pattern STATUS = Pattern.compile("status members=(\\d+) tail=(\\d+) hash=(\\S+) waiting=(\\d+)");

    /**
     * What an observer has.
     *
     * @param members of its group
     * @param tail messages delivered since the last change of the group
     * @param hash of their names in their order
     * @param waiting own messages that have not come back
     */
    public record Status(int members, long tail, String hash, long waiting) {
    }

    /** Starts the process, which connects and joins as soon as the engine lets it; see {@link #isReady}. */
    public Observer(final Engine engine, final Path directory, final String group, final Supplier<String> diagnosis) {
        super(engine, List.of(CPrograms.observer().toString(), directory.toString(), group), diagnosis);
    }

    /** Whether it has been a member of its group. */
    public boolean isReady() {
        return !reports("ready ").isEmpty();
    }

    /** Why it has ended by itself: its engine has gone, or it could not go on; empty where it has not. */
    public Optional<String> lastWord() {
        return reports().stream().filter(line -> line.startsWith("gone ") || line.startsWith("failed ")).findFirst();
    }

    /** Asks for its state, which it must tell within ten seconds; empty where it has ended. */
    public Optional<Status> status() {
        final int before = reports("status ").size();
        offer("status");
        if (!awaitReportsOrEnd("status ", before + 1, ANSWER)) {
            return Optional.empty();
        }
        final Matcher status = STATUS.matcher(reports("status ").getLast());
        if (!status.matches()) {
            throw new IllegalStateException("not a status: " + reports("status ").getLast());
        }
        return Optional.of(new Status(Integer.parseInt(status.group(1)), Long.parseLong(status.group(2)), status.group(3),
            Long.parseLong(status.group(4))));
    }

    /** Lets it write that nothing is to come; it does nothing more then. */
    public void settle() {
        command("settle");
        await("settled", ANSWER);
    }

    @Override
    public String toString() {
        return "observer on " + engine();
    }
}
