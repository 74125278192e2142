package org.gatun.engine.service.cmap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.function.Supplier;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.Value;
import org.gatun.engine.config.ValueType;
import org.gatun.engine.service.ClientSession;
import org.gatun.engine.service.cmap.CmapConnection.ClientTrack;
import org.gatun.ipc.message.CmapMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.ResponseHeader;

/** Answers the requests of clients. One thread. */
final class CmapLibrary {
    /** What a client's response ring takes; its room for a value must fit. */
    private static final long ROOM_MAX = (1 << 20) - CmapMessages.GET_RESPONSE_VALUE;
    private static final int EVENT_MAX = CmapMessages.EVENT_VALUES + 2 * ConfigMap.TEXT_LENGTH_MAX;

    private final ClientMap[] maps;
    private final MemorySegment response = Arena.ofAuto().allocate(CmapMessages.NEXT_RESPONSE_LENGTH, 8);
    private final MemorySegment event = Arena.ofAuto().allocate(EVENT_MAX, 8);

    /** @param maps by the number that a client chooses them with */
    CmapLibrary(final ClientMap... maps) {
        this.maps = maps;
    }

    void connected(final ClientSession session) {
        session.attach(new CmapConnection(maps[CmapMessages.MAP_ICMAP]));
    }

    void disconnected(final ClientSession session) {
        final CmapConnection connection = connection(session);
        for (final ClientTrack track : connection.tracks().values()) {
            close(track);
        }
        connection.tracks().clear();
        connection.iterations().clear();
    }

    void set(final ClientSession session, final MemorySegment request, final long offset, final int length) {
        final long valueLength = Marshal.getLong(request, offset + CmapMessages.SET_VALUE_LENGTH);
        final ValueType type = ValueType.of(Marshal.getU8(request, offset + CmapMessages.SET_TYPE));
        Value value = null;
        if (type != null && valueLength >= 0 && valueLength <= length - CmapMessages.SET_VALUE) {
            final byte[] bytes = new byte[(int)valueLength];
            MemorySegment.copy(request, ValueLayout.JAVA_BYTE, offset + CmapMessages.SET_VALUE, bytes, 0, bytes.length);
            value = Value.fromBytes(type, bytes);
        }
        answer(session, CmapMessages.SET, connection(session).map().set(key(request, offset), value));
    }

    void delete(final ClientSession session, final MemorySegment request, final long offset) {
        answer(session, CmapMessages.DELETE, connection(session).map().delete(key(request, offset)));
    }

    void get(final ClientSession session, final MemorySegment request, final long offset) {
        final long room = Marshal.getLong(request, offset + CmapMessages.GET_VALUE_LENGTH);
        final Value value = connection(session).map().get(key(request, offset));
        final CsError error;
        if (value == null) {
            error = CsError.NOT_EXIST;
        } else if (room < 0 || room > ROOM_MAX) {
            error = CsError.NO_MEMORY;
        } else if (room > 0 && room < value.length()) {
            error = CsError.INVALID_PARAM;
        } else {
            error = CsError.OK;
        }
        if (error == CsError.OK) {
            final int length = CmapMessages.GET_RESPONSE_VALUE + (int)room;
            final MemorySegment answer = Arena.ofAuto().allocate(length, 8);
            Marshal.putLong(answer, CmapMessages.GET_RESPONSE_VALUE_LENGTH, value.length());
            Marshal.putU8(answer, CmapMessages.GET_RESPONSE_TYPE, value.type().code());
            value.copyTo(answer, CmapMessages.GET_RESPONSE_VALUE, (int)room);
            ResponseHeader.put(answer, 0, CmapMessages.GET, length, error);
            session.respond(answer, 0, length);
        } else {
            Marshal.clear(response, 0, CmapMessages.GET_RESPONSE_VALUE);
            answer(session, CmapMessages.GET, CmapMessages.GET_RESPONSE_VALUE, error);
        }
    }

    void adjust(final ClientSession session, final MemorySegment request, final long offset) {
        answer(session, CmapMessages.ADJUST, connection(session).map().adjust(key(request, offset),
            Marshal.getInt(request, offset + CmapMessages.ADJUST_STEP)));
    }

    void iterationInitialise(final ClientSession session, final MemorySegment request, final long offset) {
        final CmapConnection connection = connection(session);
        Marshal.clear(response, 0, CmapMessages.HANDLE_RESPONSE_LENGTH);
        final CsError error = connection.isFull() ? CsError.NO_MEMORY : CsError.OK;
        if (error == CsError.OK) {
            final long handle = connection.newHandle();
            connection.iterations().put(handle, connection.map().iterate(trackedName(request, offset)));
            Marshal.putLong(response, CmapMessages.RESPONSE_HANDLE, handle);
        }
        answer(session, CmapMessages.ITERATION_INITIALISE, CmapMessages.HANDLE_RESPONSE_LENGTH, error);
    }

    void iterationNext(final ClientSession session, final MemorySegment request, final long offset) {
        final CmapConnection connection = connection(session);
        final Supplier<String> iteration = connection.iterations().get(Marshal.getLong(request, offset + CmapMessages.HANDLE));
        Marshal.clear(response, 0, CmapMessages.NEXT_RESPONSE_LENGTH);
        final CsError error = iteration == null ? CsError.BAD_HANDLE : putNext(connection.map(), iteration);
        answer(session, CmapMessages.ITERATION_NEXT, CmapMessages.NEXT_RESPONSE_LENGTH, error);
    }

    private CsError putNext(final ClientMap map, final Supplier<String> iteration) {
        final String key = iteration.get();
        final Value value = key == null ? null : map.get(key);
        if (value == null) {
            return CsError.NO_SECTIONS;
        }
        Marshal.putName(response, CmapMessages.NEXT_KEY, key);
        Marshal.putLong(response, CmapMessages.NEXT_VALUE_LENGTH, map.listedLength(value));
        Marshal.putU8(response, CmapMessages.NEXT_TYPE, value.type().code());
        return CsError.OK;
    }

    void iterationFinalise(final ClientSession session, final MemorySegment request, final long offset) {
        final boolean known = connection(session).iterations().remove(Marshal.getLong(request, offset + CmapMessages.HANDLE)) != null;
        answer(session, CmapMessages.ITERATION_FINALISE, known ? CsError.OK : CsError.BAD_HANDLE);
    }

    void trackAdd(final ClientSession session, final MemorySegment request, final long offset) {
        final CmapConnection connection = connection(session);
        final int flags = Marshal.getInt(request, offset + CmapMessages.TRACK_FLAGS);
        final long instance = Marshal.getLong(request, offset + CmapMessages.TRACK_INSTANCE);
        long handle = 0;
        CsError error = CsError.NO_MEMORY;
        if (!connection.isFull()) {
            final AutoCloseable track = connection.map().track(trackedName(request, offset), flags,
                (key, kind, newValue, oldValue) -> sendEvent(session, instance, key, kind, newValue, oldValue));
            error = track == null ? connection.map().trackError(flags) : CsError.OK;
            if (track != null) {
                handle = connection.newHandle();
                connection.tracks().put(handle, new ClientTrack(track, instance));
            }
        }
        Marshal.putLong(response, CmapMessages.RESPONSE_HANDLE, handle);
        answer(session, CmapMessages.TRACK_ADD, CmapMessages.HANDLE_RESPONSE_LENGTH, error);
    }

    void trackDelete(final ClientSession session, final MemorySegment request, final long offset) {
        final Map<Long, ClientTrack> tracks = connection(session).tracks();
        final ClientTrack track = tracks.remove(Marshal.getLong(request, offset + CmapMessages.HANDLE));
        if (track != null) {
            close(track);
        }
        Marshal.putLong(response, CmapMessages.RESPONSE_HANDLE, track == null ? 0 : track.instance());
        answer(session, CmapMessages.TRACK_DELETE, CmapMessages.HANDLE_RESPONSE_LENGTH,
            track == null ? CsError.BAD_HANDLE : CsError.OK);
    }

    void setCurrentMap(final ClientSession session, final MemorySegment request, final long offset) {
        final CmapConnection connection = connection(session);
        final int number = Marshal.getInt(request, offset + CmapMessages.HANDLE);
        final CsError error;
        if (connection.isBusy()) {
            error = CsError.BUSY;
        } else if (number < 0 || number >= maps.length) {
            error = CsError.NOT_EXIST;
        } else {
            connection.map(maps[number]);
            error = CsError.OK;
        }
        answer(session, CmapMessages.SET_CURRENT_MAP_RESPONSE, error);
    }

    private void sendEvent(final ClientSession session, final long instance, final String key, final int kind, final Value newValue,
        final Value oldValue) {
        final int newLength = newValue == null ? 0 : newValue.length();
        final int oldLength = oldValue == null ? 0 : oldValue.length();
        final int length = CmapMessages.EVENT_VALUES + newLength + oldLength;
        Marshal.clear(event, 0, CmapMessages.EVENT_VALUES);
        ResponseHeader.put(event, 0, CmapMessages.TRACK_EVENT, length, CsError.OK);
        Marshal.putLong(event, CmapMessages.EVENT_INSTANCE, instance);
        Marshal.putName(event, CmapMessages.EVENT_KEY, key);
        Marshal.putInt(event, CmapMessages.EVENT_KIND, kind);
        Marshal.putLong(event, CmapMessages.EVENT_NEW_LENGTH, newLength);
        Marshal.putLong(event, CmapMessages.EVENT_OLD_LENGTH, oldLength);
        if (newValue != null) {
            Marshal.putU8(event, CmapMessages.EVENT_NEW_TYPE, newValue.type().code());
            newValue.copyTo(event, CmapMessages.EVENT_VALUES);
        }
        if (oldValue != null) {
            Marshal.putU8(event, CmapMessages.EVENT_OLD_TYPE, oldValue.type().code());
            oldValue.copyTo(event, CmapMessages.EVENT_VALUES + (long)newLength);
        }
        session.event(event, 0, length, event, 0, 0);
    }

    private static void close(final ClientTrack track) {
        try {
            track.track().close();
        } catch (final Exception e) {
            throw new IllegalStateException("a track does not end", e);
        }
    }

    private static CmapConnection connection(final ClientSession session) {
        return (CmapConnection)session.attachment();
    }

    private static String key(final MemorySegment request, final long offset) {
        return Marshal.getName(request, offset + CmapMessages.KEY);
    }

    /** The name of a prefix or track: the length field tells only whether there is one. */
    private static String trackedName(final MemorySegment request, final long offset) {
        return Marshal.nameLength(request, offset + CmapMessages.KEY) == 0 ? "" : key(request, offset);
    }

    private void answer(final ClientSession session, final int id, final CsError error) {
        answer(session, id, ResponseHeader.LENGTH, error);
    }

    private void answer(final ClientSession session, final int id, final int length, final CsError error) {
        ResponseHeader.put(response, 0, id, length, error);
        session.respond(response, 0, length);
    }
}
