package org.gatun.tools.admin;

import java.util.List;
import org.gatun.client.Cmap;
import org.gatun.client.CmapMap;
import org.gatun.client.CmapValue;
import org.gatun.client.CsException;
import org.gatun.ipc.message.CsError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code corosync-cmapctl}: reads, writes and watches the maps. */
@Command(name = "cmapctl", aliases = "corosync-cmapctl",
    description = "Reads, writes and watches the configuration map. Without an action it lists the keys that start with the"
        + " parameters, or all. Of several actions the last one is done.")
public final class CmapTool extends Tool {
    private static final List<String> COUNTERS = List.of("knet", "ipc", "totem", "schedmiss", "all");
    private static final int SET_PARAMETERS = 3;

    private enum Action {
        LIST,
        SET,
        DELETE,
        DELETE_PREFIX,
        GET,
        TRACK,
        TRACK_PREFIX,
        LOAD,
        CLEAR
    }

    private Action action = Action.LIST;
    private CmapMap map = CmapMap.ICMAP;
    private String file;
    private String counters;

    @Option(names = "-b", description = "Show binary values.")
    private boolean isBinary;

    @Option(names = "-q", description = "Show values only.")
    private boolean isQuiet;

    @Option(names = "--json", description = "Print JSON; when listing, and with -g.")
    private boolean isJson;

    @Parameters(paramLabel = "<word>", description = "Keys, prefixes, or what is to be set.")
    private List<String> words = List.of();

    private void act(final boolean isGiven, final Action next) {
        if (isGiven) {
            action = next;
        }
    }

    @Option(names = "-h", description = "Show this help.")
    private void help(final boolean isGiven) {
        if (isGiven) {
            decide(this::usage, 0);
        }
    }

    @Option(names = "-s",
        description = "Set: key, type (i8, u8, ... u64, flt, dbl, str, bin) and value; for bin the name of a file.")
    private void set(final boolean isGiven) {
        act(isGiven, Action.SET);
    }

    @Option(names = "-d", description = "Delete keys.")
    private void delete(final boolean isGiven) {
        act(isGiven, Action.DELETE);
    }

    @Option(names = "-D", description = "Delete the keys that start so.")
    private void deletePrefix(final boolean isGiven) {
        act(isGiven, Action.DELETE_PREFIX);
    }

    @Option(names = "-g", description = "Show keys.")
    private void get(final boolean isGiven) {
        act(isGiven, Action.GET);
    }

    @Option(names = "-t", description = "Watch keys.")
    private void track(final boolean isGiven) {
        act(isGiven, Action.TRACK);
    }

    @Option(names = "-T", description = "Watch the keys that start so.")
    private void trackPrefix(final boolean isGiven) {
        act(isGiven, Action.TRACK_PREFIX);
    }

    @Option(names = "-p", paramLabel = "<file>",
        description = "Load settings: lines of key, type and value; ^key deletes, ^^prefix deletes what starts so, # is a comment.")
    private void load(final String name) {
        if (name != null) {
            action = Action.LOAD;
            file = name;
        }
    }

    @Option(names = "-C", paramLabel = "<what>", description = "Clear statistics: knet, ipc, totem, schedmiss or all.")
    private void clear(final String what) {
        if (what != null) {
            action = Action.CLEAR;
            counters = what;
            map = CmapMap.STATS;
            if (!COUNTERS.contains(what)) {
                decide("argument to -C should be 'knet', 'totem', 'ipc', 'schedmiss' or 'all'");
            }
        }
    }

    @Option(names = "-m", paramLabel = "<map>", description = "Map: icmap (default) or stats.")
    private void map(final String name) {
        if (name == null) {
            return;
        }
        switch (name) {
            case "icmap", "default" -> map = CmapMap.ICMAP;
            case "stats" -> map = CmapMap.STATS;
            default -> decide("invalid map name, must be 'default', 'icmap' or 'stats'");
        }
    }

    @Override
    int run() throws CsException {
        if (words.isEmpty() && action != Action.LIST && action != Action.LOAD && action != Action.CLEAR) {
            throw new ToolFailure("Expected key after options");
        }
        try (Cmap cmap = open()) {
            return run(cmap);
        }
    }

    private Cmap open() {
        try {
            return retry(() -> Cmap.open(endpoint(), map));
        } catch (final CsException e) {
            throw new ToolFailure("Failed to initialize the cmap API. Error " + ToolFailure.connection(e).symbol());
        }
    }

    private int run(final Cmap cmap) throws CsException {
        final CmapEdits edits = new CmapEdits(cmap, output());
        switch (action) {
            case GET -> get(cmap);
            case SET -> {
                if (words.size() < SET_PARAMETERS) {
                    throw new ToolFailure("At least 3 parameters are expected for set");
                }
                edits.set(words.get(0), words.get(1), words.get(2));
            }
            case DELETE -> {
                for (final String key : words) {
                    edits.delete(key);
                }
            }
            case DELETE_PREFIX -> {
                for (final String prefix : words) {
                    edits.deletePrefix(prefix);
                }
            }
            case LOAD -> edits.load(file);
            case CLEAR -> {
                final CsError error = cmap.set("stats.clear." + counters, CmapValue.ofU32(1));
                if (error != CsError.OK) {
                    throw new ToolFailure("Failed to clear " + counters + " statistics. Error " + error.symbol());
                }
            }
            case TRACK -> new CmapWatch(cmap, output(), isBinary).run(words, false);
            case TRACK_PREFIX -> new CmapWatch(cmap, output(), isBinary).run(words, true);
            default -> {
                return list(cmap);
            }
        }
        return 0;
    }

    private void get(final Cmap cmap) {
        final Json json = new Json().array();
        for (final String key : words) {
            final CmapValue value;
            try {
                value = retry(() -> cmap.get(key));
            } catch (final CsException e) {
                throw new ToolFailure("Can't get key " + key + ". Error " + e.error().symbol());
            }
            show(key, value, json);
        }
        end(json);
    }

    private int list(final Cmap cmap) throws CsException {
        boolean isEmpty = true;
        final Json json = new Json().array();
        for (final String prefix : words.isEmpty() ? List.of("") : words) {
            for (final String key : cmap.keys(prefix)) {
                isEmpty = false;
                // A key may go between the list and its value.
                final CmapValue value = retry(() -> cmap.find(key)).orElse(null);
                if (value != null) {
                    show(key, value, json);
                }
            }
        }
        end(json);
        return isEmpty ? 1 : 0;
    }

    private void show(final String key, final CmapValue value, final Json json) {
        if (!isJson) {
            CmapText.print(output(), key, value, isQuiet, isBinary);
            return;
        }
        json.object().field("key", key).field("type", value.type().word()).name("value");
        switch (value.type()) {
            case STRING, BINARY -> json.value(value.toString());
            // JSON has no number for these.
            case FLOAT, DOUBLE -> {
                if (Double.isFinite(value.asDouble())) {
                    json.plain(value);
                } else {
                    json.value(CmapText.real(value.asDouble()));
                }
            }
            default -> json.plain(value);
        }
        json.endObject();
    }

    private void end(final Json json) {
        if (isJson) {
            output().line(json.endArray().toString());
        }
    }
}
