package org.gatun.test.api;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.gatun.client.Cmap;
import org.gatun.client.CmapListener;
import org.gatun.client.CmapMap;
import org.gatun.client.CmapTrack;
import org.gatun.client.CmapType;
import org.gatun.client.CmapValue;
import org.gatun.client.CsException;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.message.CsError;

/** The calls of libcmap. */
final class CmapCalls extends Calls<Cmap> {
    private static final int PREFIX = 8;

    private final Map<String, CmapTrack> tracks = new HashMap<>();

    CmapCalls() {
        calls.put("cmap_initialize", command -> open(command, CmapMap.ICMAP));
        calls.put("cmap_initialize_map", command -> open(command, CmapMap.values()[command.integer(2)]));
        calls.put("cmap_finalize", this::close);
        calls.put("cmap_fd_get", command -> say(descriptor(handle(command).fd())));
        calls.put("cmap_dispatch", command -> dispatch(handle(command)::dispatch, command.integer(2)));
        calls.put("cmap_wait", command -> await(handle(command)::dispatch, command.integer(2)));
        calls.put("cmap_set", command -> set(command, CmapValue.ofBinary(command.bytes(4))));
        calls.put("cmap_set_string", command -> set(command, CmapValue.ofString(command.text(3))));
        calls.put("cmap_set_float", command -> set(command, CmapValue.ofFloat(Float.parseFloat(command.text(3)))));
        calls.put("cmap_set_double", command -> set(command, CmapValue.ofDouble(Double.parseDouble(command.text(3)))));
        calls.put("cmap_get_float", command -> say(decimal(handle(command).get(command.text(2), CmapType.FLOAT))));
        calls.put("cmap_get_double", command -> say(decimal(handle(command).get(command.text(2), CmapType.DOUBLE))));
        for (final CmapType type : CmapType.values()) {
            if (type.isInteger()) {
                final String name = type.name().toLowerCase(Locale.ROOT);
                calls.put("cmap_set_" + name, command -> set(command, CmapValue.ofInteger(type, command.number(3))));
                calls.put("cmap_get_" + name, command -> say(handle(command).get(command.text(2), type).toString()));
            }
        }
        calls.put("cmap_get_string",
            command -> say(words(handle(command).get(command.text(2), CmapType.STRING).toString().getBytes(StandardCharsets.UTF_8))));
        calls.put("cmap_get", command -> say(words(handle(command).get(command.text(2)))));
        calls.put("cmap_get_length", command -> {
            final CmapValue value = handle(command).get(command.text(2));
            say("type=" + value.type().number() + " length=" + value.bytes().length);
        });
        calls.put("cmap_delete", command -> say(handle(command).delete(command.text(2))));
        calls.put("cmap_inc", command -> say(handle(command).adjust(command.text(2), 1)));
        calls.put("cmap_dec", command -> say(handle(command).adjust(command.text(2), -1)));
        calls.put("cmap_iterate", command -> {
            final var keys = handle(command).list(command.text(2));
            say(CsError.OK);
            keys.forEach(key -> System.out.println("  " + words(key.name().getBytes(StandardCharsets.UTF_8)) + " type="
                + key.type().number() + " length=" + key.length()));
        });
        calls.put("cmap_keys", command -> say(String.join(",", handle(command).keys(command.text(2)))));
        calls.put("cmap_find", command -> say(handle(command).find(command.text(2)).map(CmapCalls::words).orElse("none")));
        calls.put("cmap_track_add", this::track);
        calls.put("cmap_track_delete", command -> {
            handle(command);
            final CmapTrack track = tracks.get(command.text(2));
            say(track == null ? CsError.BAD_HANDLE : track.delete());
        });
    }

    private void open(final Command command, final CmapMap map) throws CsException {
        opened(command, Cmap.open(IpcEndpoint.abstractNames(), map));
        say(CsError.OK);
    }

    private void set(final Command command, final CmapValue value) throws CsException {
        say(handle(command).set(command.text(2), value));
    }

    private static String decimal(final CmapValue value) {
        return String.format(Locale.ROOT, "%.3f", value.asDouble());
    }

    private static String words(final CmapValue value) {
        return value == null ? "0:0:%" : value.type().number() + ":" + value.bytes().length + ":" + words(value.bytes());
    }

    private void track(final Command command) throws CsException {
        final String handle = command.text(1);
        final String track = command.text(2);
        final CmapListener listener = (change, key, newValue, oldValue) -> event(handle, track + " event=" + number(change) + " key=" + key
            + " new=" + words(newValue) + " old=" + words(oldValue));
        final int flags = command.integer(4);
        final EnumSet<Cmap.Event> events = EnumSet.noneOf(Cmap.Event.class);
        for (final Cmap.Event event : Cmap.Event.values()) {
            if ((flags & 1 << event.ordinal()) != 0) {
                events.add(event);
            }
        }
        tracks.put(track, (flags & PREFIX) != 0 ? handle(command).trackPrefix(command.text(3), events, listener)
            : handle(command).track(command.text(3), events, listener));
        say(CsError.OK);
    }

    private static int number(final CmapListener.Change change) {
        return 1 << change.ordinal();
    }

    @Override
    void reset() {
        tracks.values().forEach(CmapTrack::close);
        tracks.clear();
        super.reset();
    }
}
