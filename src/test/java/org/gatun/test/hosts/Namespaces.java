package org.gatun.test.hosts;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The network namespaces of this JVM: names that no other run uses, removed when the JVM ends, whatever way a test went. What an
 * earlier JVM left behind when it was killed is removed by the first use. Any thread.
 */
final class Namespaces {
    private static final String PREFIX = "gatun";
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final Set<String> MADE = ConcurrentHashMap.newKeySet();

    static {
        removeStale();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> MADE.forEach(Namespaces::remove), "namespaces-clean-up"));
    }

    private Namespaces() {
    }

    /** A name of its own for {@code role}, as "gatun-PID-COUNT-ROLE". */
    static String newName(final String role) {
        return PREFIX + "-" + ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet() + "-" + role;
    }

    static void add(final String name) {
        MADE.add(name);
        Commands.run("ip", "netns", "add", name).orThrow();
    }

    /** Kills what still runs in the namespace, and removes it with its devices. */
    static void remove(final String name) {
        for (final long pid : pids(name)) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        Commands.run("ip", "netns", "del", name);
        MADE.remove(name);
    }

    private static List<Long> pids(final String name) {
        final List<Long> pids = new ArrayList<>();
        final Commands.Result result = Commands.run("ip", "netns", "pids", name);
        if (result.isSuccess()) {
            result.output().lines().map(String::strip).filter(line -> line.matches("[0-9]+")).map(Long::valueOf).forEach(pids::add);
        }
        return pids;
    }

    private static void removeStale() {
        final Commands.Result result = Commands.run("ip", "netns", "list");
        if (!result.isSuccess()) {
            return;
        }
        for (final String line : result.output().split("\n")) {
            final String name = line.split(" ")[0];
            final String[] parts = name.split("-");
            if (parts.length == 4 && parts[0].equals(PREFIX) && parts[1].matches("[0-9]+")
                && ProcessHandle.of(Long.parseLong(parts[1])).isEmpty()) {
                remove(name);
            }
        }
    }
}
