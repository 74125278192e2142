package org.gatun.client;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.message.CmapMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;

/**
 * A connection to one of the maps of an engine: keys of 3 to 255 characters {@code a-z A-Z 0-9 . _ - / :} and typed values of up to
 * 16,384 bytes.
 *
 * <p>One thread at a time calls; one, which may be another, dispatches. {@link #close} when neither is inside.
 */
public final class Cmap implements AutoCloseable {
    /** What to be told of when a track is made. */
    public enum Event {
        DELETE(1),
        MODIFY(2),
        ADD(4);

        private final int flag;

        Event(final int flag) {
            this.flag = flag;
        }
    }

    private static final String SERVICE = "cmap";
    private static final int KEY_MAX = 255;
    private static final int VALUE_MAX = 16_384;
    /** With the zero byte of a text. */
    private static final int GET_MAX = VALUE_MAX + 1;
    private static final int PREFIX_FLAG = 8;

    private final ServiceConnection connection;
    private final CmapEvents events = new CmapEvents();
    private long nextInstance = 1;

    private Cmap(final ServiceConnection connection) {
        this.connection = connection;
    }

    /** Connects to the map of this host's engine. See {@link #open(IpcEndpoint, CmapMap)}. */
    public static Cmap open() throws CsException {
        return open(IpcEndpoint.standard(), CmapMap.ICMAP);
    }

    /**
     * Connects to a map.
     *
     * @throws CsException TRY_AGAIN = the engine is starting; ACCESS; LIBRARY or NOT_EXIST = no engine is there
     */
    public static Cmap open(final IpcEndpoint endpoint, final CmapMap map) throws CsException {
        final Cmap cmap = new Cmap(ServiceConnection.open(endpoint, SERVICE, CmapMessages.SET_VALUE + VALUE_MAX,
            CmapMessages.GET_RESPONSE_VALUE + GET_MAX));
        Marshal.putLong(cmap.connection.request(), CmapMessages.HANDLE, map.number());
        final CsError error = cmap.connection.call(CmapMessages.SET_CURRENT_MAP, CmapMessages.HANDLE_REQUEST_LENGTH);
        if (error != CsError.OK) {
            cmap.close();
            throw new CsException("map", error);
        }
        return cmap;
    }

    /** Puts the key into the request; {@code false} if it is too long. */
    private boolean putKey(final String key) {
        if (key.getBytes(StandardCharsets.UTF_8).length > KEY_MAX) {
            return false;
        }
        Marshal.putName(connection.request(), CmapMessages.KEY, key);
        return true;
    }

    /**
     * The value of a key.
     *
     * @throws CsException NOT_EXIST = there is no such key; NAME_TOO_LONG; TRY_AGAIN
     */
    public CmapValue get(final String key) throws CsException {
        ServiceConnection.check(key, putKey(key) ? CsError.OK : CsError.NAME_TOO_LONG);
        Marshal.putLong(connection.request(), CmapMessages.GET_VALUE_LENGTH, GET_MAX);
        connection.check(key, CmapMessages.GET, CmapMessages.GET_LENGTH, CmapMessages.GET_RESPONSE_VALUE);
        final MemorySegment response = connection.response();
        final long length = Marshal.getLong(response, CmapMessages.GET_RESPONSE_VALUE_LENGTH);
        final CmapType type = CmapType.of(Marshal.getU8(response, CmapMessages.GET_RESPONSE_TYPE));
        if (length >= 0 && length <= GET_MAX) {
            final byte[] bytes = new byte[(int)length];
            MemorySegment.copy(response, ValueLayout.JAVA_BYTE, CmapMessages.GET_RESPONSE_VALUE, bytes, 0, bytes.length);
            final CmapValue value = CmapValue.of(type, bytes);
            if (value != null) {
                return value;
            }
        }
        throw new CsException(key, CsError.MESSAGE_ERROR);
    }

    /** As {@link #get(String)}; INVALID_PARAM = the value is of another type. */
    public CmapValue get(final String key, final CmapType type) throws CsException {
        final CmapValue value = get(key);
        ServiceConnection.check(key, value.type() == type ? CsError.OK : CsError.INVALID_PARAM);
        return value;
    }

    /** As {@link #get(String)}, empty if there is no such key. */
    public Optional<CmapValue> find(final String key) throws CsException {
        try {
            return Optional.of(get(key));
        } catch (final CsException e) {
            if (e.error() == CsError.NOT_EXIST) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Makes a key or changes its value and type.
     *
     * @return OK; ACCESS = read-only; NAME_TOO_LONG = not the name of a key; INVALID_PARAM = the value is too long;
     *     NO_MEMORY
     */
    public CsError set(final String key, final CmapValue value) {
        final byte[] bytes = value.bytes();
        // The engine adds the zero byte of a text, which its limit does not count.
        final int length = value.type() == CmapType.STRING ? bytes.length - 1 : bytes.length;
        if (length > VALUE_MAX) {
            return CsError.INVALID_PARAM;
        }
        if (!putKey(key)) {
            return CsError.NAME_TOO_LONG;
        }
        final MemorySegment request = connection.request();
        Marshal.putLong(request, CmapMessages.SET_VALUE_LENGTH, length);
        Marshal.putLong(request, CmapMessages.SET_TYPE, value.type().number());
        MemorySegment.copy(bytes, 0, request, ValueLayout.JAVA_BYTE, CmapMessages.SET_VALUE, length);
        return connection.call(CmapMessages.SET, CmapMessages.SET_VALUE + length);
    }

    /** Deletes a key: OK; NOT_EXIST; ACCESS = read-only; NAME_TOO_LONG. */
    public CsError delete(final String key) {
        return putKey(key) ? connection.call(CmapMessages.DELETE, CmapMessages.KEY_REQUEST_LENGTH) : CsError.NAME_TOO_LONG;
    }

    /** Adds to an integer, which wraps in its width: OK; NOT_EXIST; INVALID_PARAM = it is none; ACCESS = read-only. */
    public CsError adjust(final String key, final int step) {
        if (!putKey(key)) {
            return CsError.NAME_TOO_LONG;
        }
        Marshal.putLong(connection.request(), CmapMessages.ADJUST_STEP, step & 0xffff_ffffL);
        return connection.call(CmapMessages.ADJUST, CmapMessages.ADJUST_LENGTH);
    }

    /** The keys that start so, in ascending order of their bytes; all for an empty prefix. */
    public List<String> keys(final String prefix) throws CsException {
        return list(prefix).stream().map(CmapKey::name).toList();
    }

    /** As {@link #keys}, with types and lengths. */
    public List<CmapKey> list(final String prefix) throws CsException {
        ServiceConnection.check(prefix, putKey(prefix) ? CsError.OK : CsError.NAME_TOO_LONG);
        connection.check("iteration", CmapMessages.ITERATION_INITIALISE, CmapMessages.KEY_REQUEST_LENGTH,
            CmapMessages.HANDLE_RESPONSE_LENGTH);
        final long handle = Marshal.getLong(connection.response(), CmapMessages.RESPONSE_HANDLE);
        final List<CmapKey> keys = new ArrayList<>();
        CsError error = iterate(handle, CmapMessages.ITERATION_NEXT, CmapMessages.NEXT_RESPONSE_LENGTH);
        while (error == CsError.OK) {
            final MemorySegment response = connection.response();
            keys.add(new CmapKey(Marshal.getName(response, CmapMessages.NEXT_KEY),
                CmapType.of(Marshal.getU8(response, CmapMessages.NEXT_TYPE)),
                Marshal.getLong(response, CmapMessages.NEXT_VALUE_LENGTH)));
            error = iterate(handle, CmapMessages.ITERATION_NEXT, CmapMessages.NEXT_RESPONSE_LENGTH);
        }
        iterate(handle, CmapMessages.ITERATION_FINALISE, 0);
        if (error != CsError.NO_SECTIONS) {
            throw new CsException("iteration", error);
        }
        return List.copyOf(keys);
    }

    private CsError iterate(final long handle, final int id, final int responseLength) {
        Marshal.putLong(connection.request(), CmapMessages.HANDLE, handle);
        return connection.call(id, CmapMessages.HANDLE_REQUEST_LENGTH, responseLength);
    }

    /**
     * Asks for the changes of a key, which need not exist.
     *
     * @param what in the map of statistics some combinations are refused
     * @throws CsException INVALID_PARAM; NOT_SUPPORTED; NAME_TOO_LONG
     */
    public CmapTrack track(final String key, final Collection<Event> what, final CmapListener listener) throws CsException {
        return track(key, what, 0, listener);
    }

    /** As {@link #track}, of all keys that start so. */
    public CmapTrack trackPrefix(final String prefix, final Collection<Event> what, final CmapListener listener)
        throws CsException {
        return track(prefix, what, PREFIX_FLAG, listener);
    }

    private CmapTrack track(final String key, final Collection<Event> what, final int moreFlags, final CmapListener listener)
        throws CsException {
        Objects.requireNonNull(listener);
        ServiceConnection.check(key, putKey(key) ? CsError.OK : CsError.NAME_TOO_LONG);
        int flags = moreFlags;
        for (final Event event : what) {
            flags |= event.flag;
        }
        final long instance = nextInstance++;
        Marshal.putLong(connection.request(), CmapMessages.TRACK_FLAGS, flags);
        Marshal.putLong(connection.request(), CmapMessages.TRACK_INSTANCE, instance);
        events.add(instance, listener);
        final CsError error =
            connection.call(CmapMessages.TRACK_ADD, CmapMessages.TRACK_ADD_LENGTH, CmapMessages.HANDLE_RESPONSE_LENGTH);
        if (error != CsError.OK) {
            events.remove(instance);
            throw new CsException(key, error);
        }
        return new CmapTrack(this, instance, Marshal.getLong(connection.response(), CmapMessages.RESPONSE_HANDLE));
    }

    CsError deleteTrack(final long instance, final long handle) {
        events.remove(instance);
        return iterate(handle, CmapMessages.TRACK_DELETE, 0);
    }

    /** Hands changes to the listeners of their tracks, in order; parameters and result as of {@link Cpg#dispatch}. */
    public int dispatch(final int maxEvents, final int timeoutMs) {
        return connection.dispatch(events::handle, maxEvents, timeoutMs);
    }

    /** For an application's own poll loop: readable when there are events to {@link #dispatch}, or the engine is gone. */
    public int fd() {
        return connection.fd();
    }

    /** Ends the connection and its tracks. A second call does nothing. */
    @Override
    public void close() {
        connection.close();
    }
}
