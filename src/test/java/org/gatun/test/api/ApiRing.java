package org.gatun.test.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gatun.ipc.message.CsError;
import org.gatun.test.api.ApiProcess.Library;
import org.gatun.test.api.ApiScript.Kind;
import org.gatun.test.api.ApiScript.Step;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.Tools;

/** A ring of one engine of each kind, and drivers of both libraries on its nodes. One thread. */
final class ApiRing implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern RING = Pattern.compile("( ring=\\d+)\\.[1-9]\\d*");
    private static final Pattern PID = Pattern.compile("\\{(\\w+)}");
    private static final Pattern CODE = Pattern.compile("^(\\d+)(?= |$)");

    /** A line of a transcript. */
    record Line(Library only, String text) {
    }

    private final Cluster cluster;
    private final Map<String, ApiProcess> processes = new LinkedHashMap<>();

    /** Starts the engines and waits for the ring. */
    ApiRing(final String mix) {
        cluster = new Cluster(new Mix(mix), ClusterSettings.QUICK, 71).start();
    }

    private ApiProcess process(final Library library, final String name) {
        return processes.computeIfAbsent(library + name,
            key -> new ApiProcess(library, cluster.engine(Integer.parseInt(name.substring(0, 1))), name.contains("s")));
    }

    /** Runs a script with one of the libraries; what came of it, without what differs from run to run. */
    List<Line> run(final Library library, final ApiScript script) {
        boolean isDone = false;
        try {
            final List<Line> transcript = runToEnd(library, script);
            isDone = true;
            return transcript;
        } finally {
            if (!isDone) {
                // A process that does not answer is of no use to the next script, nor is a ring that has fallen apart.
                processes.values().forEach(ApiProcess::close);
                processes.clear();
                cluster.network().heal();
                cluster.engines().stream().filter(engine -> !engine.isRunning()).forEach(Engine::start);
            }
        }
    }

    private List<Line> runToEnd(final Library library, final ApiScript script) {
        final List<Line> transcript = new ArrayList<>();
        final Map<String, String> begun = new LinkedHashMap<>();
        for (final Step step : script.steps()) {
            if (step.only() == null || step.only() == library) {
                transcript.add(new Line(step.only(), step.kind() + " " + step.process() + " " + step.text()));
                final List<String> answer = answer(library, step, begun);
                answer.forEach(line -> transcript.add(new Line(step.only(), "    " + mask(library, line))));
                if (answer.stream().anyMatch(line -> line.contains(" gave up: ") || line.equals("no such call"))) {
                    throw new AssertionError(transcript.stream().map(Line::text).collect(Collectors.joining("\n")));
                }
            }
        }
        for (final String name : List.copyOf(processes.keySet())) {
            final ApiProcess process = processes.get(name);
            if (process.isSupervised()) {
                processes.remove(name).close();
            } else {
                process.tell("reset");
                process.answer("reset");
            }
        }
        for (final Engine engine : cluster.engines()) {
            Await.until("no group", PATIENCE, () -> Optional.of(new Tools(engine).groups())
                .filter(groups -> groups.chars().anyMatch(Character::isDigit)), cluster::diagnosis);
        }
        return transcript;
    }

    private List<String> answer(final Library library, final Step step, final Map<String, String> begun) {
        if (step.kind() == Kind.ACTION) {
            act(library, step.text());
            return List.of();
        }
        final ApiProcess process = process(library, step.process());
        return switch (step.kind()) {
            case BEGIN -> {
                begun.put(step.process(), step.text());
                process.tell(withPids(library, step.text()));
                yield List.of();
            }
            case END -> process.answer("after " + begun.remove(step.process()));
            case EXIT -> process.end();
            default -> call(process, step, withPids(library, step.text()));
        };
    }

    private String withPids(final Library library, final String text) {
        return PID.matcher(text).replaceAll(match -> Long.toString(process(library, match.group(1)).pid()));
    }

    private List<String> call(final ApiProcess process, final Step step, final String command) {
        final List<String> answer = new ArrayList<>();
        Await.until(command + " ~ " + step.until(), PATIENCE, () -> {
            process.tell(command);
            answer.clear();
            answer.addAll(process.answer(command));
            final boolean isRefused = step.kind() != Kind.REFUSED_CALL && !answer.isEmpty()
                && answer.getFirst().equals(Integer.toString(CsError.TRY_AGAIN.code()));
            final String text = String.join("\n", answer);
            return isRefused || !step.isAnsweredBy(text) ? Optional.of(text) : Optional.empty();
        }, cluster::diagnosis);
        return answer;
    }

    private String mask(final Library library, final String line) {
        String masked = RING.matcher(line).replaceAll("$1.N");
        for (final Map.Entry<String, ApiProcess> process : processes.entrySet()) {
            if (process.getKey().startsWith(library.name())) {
                masked = masked.replaceAll("(?<=[/.])" + process.getValue().pid() + "(?=[/., ]|$)",
                    "pid" + process.getKey().substring(library.name().length()));
            }
        }
        final Matcher code = CODE.matcher(masked);
        final CsError error = code.find() ? CsError.of(Integer.parseInt(code.group(1))) : null;
        return error == null ? masked : error.symbol() + masked.substring(code.end());
    }

    /**
     * What is done to the ring: {@code ring NODES} waits for a ring of just these; {@code part} and {@code heal} cut the network between
     * the nodes and mend it; {@code kill NODE} and {@code start NODE} end and start an engine, {@code ended NODE STATUS} waits until it has
     * ended, with an exit status that is 0 if it is not told. {@code kill PROCESS} kills the program that a process supervises.
     */
    private void act(final Library library, final String action) {
        final String[] words = action.split(" ");
        final boolean isNode = words.length > 1 && words[1].chars().allMatch(Character::isDigit);
        switch (words[0]) {
            case "ring" -> cluster.awaitRing(Arrays.stream(words).skip(1).map(Integer::valueOf).toList(), Cluster.FORMATION);
            case "part" -> cluster.network().partition(List.of(List.of(1), List.of(2)));
            case "heal" -> cluster.network().heal();
            case "kill" -> {
                if (isNode) {
                    cluster.engine(Integer.parseInt(words[1])).kill();
                } else {
                    process(library, words[1]).killProgram();
                }
            }
            case "start" -> cluster.engine(Integer.parseInt(words[1])).start();
            case "ended" -> {
                final Engine engine = cluster.engine(Integer.parseInt(words[1]));
                Await.until(action, PATIENCE, () -> engine.isRunning() ? Optional.of("runs: " + engine) : Optional.empty(), cluster::diagnosis);
                if (engine.exitStatus() != (words.length > 2 ? Integer.parseInt(words[2]) : 0)) {
                    throw new AssertionError(engine + " ended with status " + engine.exitStatus() + "\n" + cluster.diagnosis());
                }
            }
            default -> throw new IllegalArgumentException("action=" + action);
        }
    }

    @Override
    public void close() {
        processes.values().forEach(ApiProcess::close);
        cluster.close();
    }
}
