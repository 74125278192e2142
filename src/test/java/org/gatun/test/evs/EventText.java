package org.gatun.test.evs;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Events as lines of text and back: {@code p=1 inc=0 i=7 ev=dlv m=2.0.5 c=R:1.8 seq=12 h=9f}. Names and values are in
 * {@link EventKind} and {@link Field}; every field of a kind is there, in any order, and no other.
 */
final class EventText {
    private static final Map<String, EventKind> KINDS =
            Arrays.stream(EventKind.values()).collect(Collectors.toMap(kind -> kind.text, kind -> kind));
    private static final String NO_CONFIGURATION = "-";

    private EventText() {
    }

    static String line(final ProcessTrace process, final int event) {
        final EventKind kind = process.kind(event);
        final StringBuilder line = new StringBuilder(96).append("p=").append(process(process.id())).append(" inc=")
                .append(process.incarnation(event)).append(" i=").append(process.index(event)).append(" ev=").append(kind.text);
        for (final Field field : kind.fields) {
            line.append(' ').append(field.text).append('=').append(value(process, event, field));
        }
        return line.toString();
    }

    private static String value(final ProcessTrace process, final int event, final Field field) {
        final long word = process.get(event, field);
        return switch (field.type) {
            case CONFIGURATION -> word == Trace.NONE ? NO_CONFIGURATION : process.trace().configuration((int) word).toString();
            case MESSAGE -> message(word, process.tag(event));
            case NUMBER -> Long.toUnsignedString(word);
            case HASH -> Long.toHexString(word);
            case SERVICE -> word == 1 ? "safe" : "agreed";
            case PROCESSES -> Arrays.stream(process.entries(event, field)).mapToObj(EventText::process).collect(Collectors.joining(","));
            case CHANGES -> Arrays.stream(process.entries(event, field)).mapToObj(EventText::change).collect(Collectors.joining(","));
            case GROUP -> URLEncoder.encode(process.trace().groupName((int) word), StandardCharsets.UTF_8);
        };
    }

    static String process(final long id) {
        final String node = Integer.toUnsignedString(Member.nodeId(id));
        return Member.pid(id) == 0 ? node : node + ':' + Member.pid(id);
    }

    static long parseProcess(final String text) {
        final int colon = text.indexOf(':');
        return colon < 0 ? Member.id(Integer.parseUnsignedInt(text), 0)
                : Member.id(Integer.parseUnsignedInt(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    private static String change(final long change) {
        return process(Member.withoutReason(change)) + '/' + Member.reason(change);
    }

    static long parseChange(final String text) {
        final int slash = text.indexOf('/');
        return Member.because(parseProcess(text.substring(0, Math.max(0, slash))), Integer.parseInt(text.substring(slash + 1)));
    }

    private static long list(final ProcessTrace process, final String text, final ToLongFunction<String> entry) {
        return process.list(text.isEmpty() ? new long[0] : Arrays.stream(text.split(",", -1)).mapToLong(entry).toArray());
    }

    static String message(final long origin, final long tag) {
        return process(origin) + '.' + ProcessTrace.epochOf(tag) + '.' + ProcessTrace.counterOf(tag);
    }

    /**
     * Appends the event of a line to the trace of its process.
     *
     * @throws IllegalArgumentException where the line is no event
     */
    static void parse(final String line, final Trace trace) {
        final Map<String, String> values = new HashMap<>();
        for (final String part : line.split(" ")) {
            final int equals = part.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("no name=value: '" + part + "'");
            }
            if (values.put(part.substring(0, equals), part.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("field twice: " + part);
            }
        }
        final ProcessTrace process = trace.process(parseProcess(take(values, "p")));
        final int incarnation = Integer.parseInt(take(values, "inc"));
        final int index = Integer.parseInt(take(values, "i"));
        final String name = take(values, "ev");
        final EventKind kind = KINDS.get(name);
        if (kind == null) {
            throw new IllegalArgumentException("unknown event: ev=" + name);
        }
        final long[] words = new long[ProcessTrace.WORDS - ProcessTrace.HEADER];
        for (final Field field : kind.fields) {
            parse(take(values, field.text), field, process, words, kind.slot(field) - ProcessTrace.HEADER);
        }
        if (!values.isEmpty()) {
            throw new IllegalArgumentException("unknown fields of " + name + ": " + String.join(", ", values.keySet()));
        }
        process.append(kind, incarnation, index, words);
    }

    private static String take(final Map<String, String> values, final String name) {
        final String value = values.remove(name);
        if (value == null) {
            throw new IllegalArgumentException("field missing: " + name);
        }
        return value;
    }

    private static void parse(final String text, final Field field, final ProcessTrace process, final long[] words, final int at) {
        switch (field.type) {
            case CONFIGURATION -> words[at] =
                    text.equals(NO_CONFIGURATION) ? Trace.NONE : process.trace().number(ConfigurationId.parse(text));
            case MESSAGE -> {
                final String[] parts = text.split("\\.", -1);
                if (parts.length != 3) {
                    throw new IllegalArgumentException("no message: " + text);
                }
                words[at] = parseProcess(parts[0]);
                words[at + 1] = ProcessTrace.tag(Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
            }
            case NUMBER -> words[at] = Long.parseUnsignedLong(text);
            case HASH -> words[at] = Long.parseUnsignedLong(text, 16);
            case SERVICE -> words[at] = switch (text) {
                case "safe" -> 1;
                case "agreed" -> 0;
                default -> throw new IllegalArgumentException("no service: " + text);
            };
            case PROCESSES -> words[at] = list(process, text, EventText::parseProcess);
            case CHANGES -> words[at] = list(process, text, EventText::parseChange);
            case GROUP -> words[at] = process.trace().group(URLDecoder.decode(text, StandardCharsets.UTF_8));
        }
    }
}
