package org.gatun.test.engines;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A process of {@code crowd.c}, or of Java clients that do the same; see that file for the reports. Crowds have the lowest priority, so that
 * a witness among them waits for the engine, and not for a processor.
 */
public final class Crowd extends ClientProgram {
    private static final List<String> LOWEST_PRIORITY = List.of("nice", "-n", "19");

    private Crowd(final Engine engine, final List<String> command, final Supplier<String> diagnosis) {
        super(engine, command, diagnosis);
    }

    /**
     * So many clients of all C libraries, some of them of these users, so many of which are killed one by one; at last all are. They
     * iterate over keys where the engine is no C one, which that may end.
     */
    public static Crowd clients(final Engine engine, final long seed, final int count, final int kills, final int allowedUid,
        final int refusedUid, final Supplier<String> diagnosis) {
        final List<String> command = new ArrayList<>(LOWEST_PRIORITY);
        command.addAll(List.of(CPrograms.crowd().toString(), "clients"));
        for (final long argument : new long[] {seed, count, kills, allowedUid, refusedUid, iterates(engine)}) {
            command.add(Long.toString(argument));
        }
        return new Crowd(engine, command, diagnosis);
    }

    private static int iterates(final Engine engine) {
        return engine.kind() == EngineKind.COROSYNC ? 0 : 1;
    }

    /** A Java VM with clients of all services, which is told by 1 or 0 whether they iterate over keys. */
    public static Crowd ofJava(final Engine engine, final Class<?> main, final Supplier<String> diagnosis) {
        final List<String> command = new ArrayList<>(LOWEST_PRIORITY);
        command.addAll(JavaPrograms.command(main, Integer.toString(iterates(engine))));
        return new Crowd(engine, command, diagnosis);
    }

    /** One client that measures how long it waits. */
    public static Crowd witness(final Engine engine, final Supplier<String> diagnosis) {
        return new Crowd(engine, List.of(CPrograms.crowd().toString(), "witness", "witness"), diagnosis);
    }

    @Override
    public String toString() {
        return "crowd on " + engine();
    }
}
