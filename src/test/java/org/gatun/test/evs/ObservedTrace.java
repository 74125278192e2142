package org.gatun.test.evs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatun.ipc.message.CpgMessages;

/**
 * Turns what {@code observer.c} recorded, on engines of any kind, into the trace of the clients of one group. Clients see neither the
 * ring's tokens and numbers nor whether nodes synchronise: only C1 to C8 are judged of such a trace. Not thread-safe.
 *
 * <p>A recording without an end is that of a process that was killed; its last send, where the answer is missing, may have been taken.
 */
public final class ObservedTrace {
    private static final String SUFFIX = ".observed";
    private static final Pattern NAME = Pattern.compile("(\\d+)-(\\d+)\\" + SUFFIX);
    private static final String EMPTY = "-";

    private final ProcessTrace client;
    private final int group;
    private final List<String> lines;
    private ConfigurationId ring = ConfigurationId.regular(0, 0);
    private final Set<ConfigurationId> untold;
    private final Set<ConfigurationId> incomplete;
    private boolean knowsRing;
    private boolean toldWithView;
    private boolean ended;
    private String[] pending;

    private ObservedTrace(final ProcessTrace client, final int group, final List<String> lines, final Set<ConfigurationId> untold,
        final Set<ConfigurationId> incomplete) {
        this.untold = untold;
        this.incomplete = incomplete;
        this.client = client;
        this.group = group;
        this.lines = lines;
    }

    /**
     * Reads all recordings of a directory.
     *
     * @throws IOException where a file cannot be read or has a line that is none: the message has file and line
     */
    public static Trace read(final Path directory, final String group) throws IOException {
        return read(directory, group, ToldByEngine.NOTHING);
    }

    /**
     * As {@link #read(Path, String)}.
     *
     * @param engines what is not judged
     */
    public static Trace read(final Path directory, final String group, final ToldByEngine engines) throws IOException {
        final List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
        }
        final Trace trace = new Trace();
        trace.hasChains(engines.gatun()::contains);
        for (final Path file : files) {
            final Matcher name = NAME.matcher(file.getFileName().toString());
            if (!name.matches()) {
                throw new IOException("no NODE-PID" + SUFFIX + ": " + file);
            }
            final int node = Integer.parseInt(name.group(1));
            final ProcessTrace client = trace.client(node, Integer.parseInt(name.group(2)));
            new ObservedTrace(client, trace.group(group), Files.readAllLines(file), rings(engines.untold(), node),
                rings(engines.incomplete(), node)).convert(file);
        }
        return trace;
    }

    private void convert(final Path file) throws IOException {
        for (int i = 0; i < lines.size(); i++) {
            try {
                event(i, lines.get(i).split(" ", -1));
            } catch (final IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IOException(file + ":" + (i + 1) + ": " + lines.get(i), e);
            }
        }
        acceptPending();
        if (!ended) {
            client.end();
        }
    }

    private void event(final int line, final String[] words) {
        switch (words[0]) {
            case "join" -> client.join(group);
            case "send" -> pending = words;
            case "taken" -> acceptPending();
            case "refused" -> {
                pending = null;
                client.refused(group, false);
            }
            case "got" -> client.got(group, Integer.parseInt(words[1]), Integer.parseInt(words[2]), Long.parseLong(words[3]), hash(words[4]));
            case "view" -> view(line, words);
            case "ring" -> {
                ring = ring(words);
                knowsRing = true;
                if (!toldWithView) {
                    begins(ring);
                }
                toldWithView = false;
                client.ringChange(ring.rep(), ring.seq(), Arrays.stream(list(words[2])).mapToInt(Integer::parseUnsignedInt).toArray());
            }
            case "quorum" -> client.quorumRing(ring(words).rep(), ring(words).seq());
            case "leave" -> {
                ended = true;
                client.leave(group);
            }
            case "gone" -> {
                acceptPending();
                ended = true;
                client.fail();
            }
            case "settled" -> {
                ended = true;
                client.settled();
            }
            default -> throw new IllegalArgumentException("unknown event");
        }
    }

    private void acceptPending() {
        if (pending != null) {
            client.accepted(group, Long.parseLong(pending[1]), hash(pending[2]), false);
            pending = null;
        }
    }

    private void view(final int line, final String[] words) {
        final long[] members = Arrays.stream(list(words[1])).mapToLong(EventText::parseProcess).toArray();
        final long[] left = Arrays.stream(list(words[2])).mapToLong(EventText::parseChange).toArray();
        final long[] joined = Arrays.stream(list(words[3])).mapToLong(EventText::parseChange).toArray();
        final boolean withRing = !knowsRing || Stream.of(left, joined).flatMapToLong(Arrays::stream)
            .mapToInt(Member::reason).anyMatch(reason -> reason == CpgMessages.REASON_NODE_DOWN || reason == CpgMessages.REASON_NODE_UP);
        final ConfigurationId in = withRing ? nextRing(line) : ring;
        if (withRing) {
            begins(in);
        }
        toldWithView = withRing;
        client.view(group, in.rep(), in.seq(), members, left, joined);
    }

    /** The next event is the first with a ring. */
    private void begins(final ConfigurationId next) {
        if (untold.contains(next)) {
            client.untold();
        }
        if (incomplete.contains(next)) {
            client.incomplete();
        }
    }

    /** The ring of a view that comes with it, or is the first: it is reported after the view. */
    private ConfigurationId nextRing(final int line) {
        return lines.stream().skip(line).filter(next -> next.startsWith("ring ")).findFirst().map(next -> ring(next.split(" ")))
            .orElse(ConfigurationId.regular(0, 0));
    }

    private static Set<ConfigurationId> rings(final Map<Integer, Set<String>> names, final int node) {
        return names.getOrDefault(node, Set.of()).stream().map(name -> ConfigurationId.parse("R:" + name)).collect(Collectors.toSet());
    }

    private static ConfigurationId ring(final String[] words) {
        return ConfigurationId.parse("R:" + words[1]);
    }

    private static String[] list(final String text) {
        return text.equals(EMPTY) ? new String[0] : text.split(",", -1);
    }

    private static long hash(final String text) {
        return Long.parseUnsignedLong(text, 16);
    }
}
