package org.gatun.client;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gatun.ipc.message.CmapMessages;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.ResponseHeader;

/** The tracks of a connection by instance, and the events for them. Added and removed by one thread, dispatched by another. */
final class CmapEvents {
    private static final int DELETED = 1;
    private static final int MODIFIED = 2;
    private static final int ADDED = 4;

    private final Map<Long, CmapListener> listeners = new ConcurrentHashMap<>();

    void add(final long instance, final CmapListener listener) {
        listeners.put(instance, listener);
    }

    void remove(final long instance) {
        listeners.remove(instance);
    }

    boolean handle(final MemorySegment event, final long offset, final int length) {
        if (ResponseHeader.id(event, offset) != CmapMessages.TRACK_EVENT || length < CmapMessages.EVENT_VALUES) {
            return false;
        }
        final long newLength = Marshal.getLong(event, offset + CmapMessages.EVENT_NEW_LENGTH);
        final long oldLength = Marshal.getLong(event, offset + CmapMessages.EVENT_OLD_LENGTH);
        final long room = length - CmapMessages.EVENT_VALUES;
        final CmapListener.Change change = change(Marshal.getInt(event, offset + CmapMessages.EVENT_KIND));
        if (change == null || newLength < 0 || newLength > room || oldLength < 0 || oldLength > room - newLength) {
            return false;
        }
        // An event may be under way when its track is deleted.
        final CmapListener listener = listeners.get(Marshal.getLong(event, offset + CmapMessages.EVENT_INSTANCE));
        if (listener != null) {
            final long values = offset + CmapMessages.EVENT_VALUES;
            listener.changed(change, Marshal.getName(event, offset + CmapMessages.EVENT_KEY),
                value(event, offset + CmapMessages.EVENT_NEW_TYPE, values, (int)newLength),
                value(event, offset + CmapMessages.EVENT_OLD_TYPE, values + newLength, (int)oldLength));
        }
        return true;
    }

    private static CmapListener.Change change(final int kind) {
        return switch (kind) {
            case DELETED -> CmapListener.Change.DELETED;
            case MODIFIED -> CmapListener.Change.MODIFIED;
            case ADDED -> CmapListener.Change.ADDED;
            default -> null;
        };
    }

    private static CmapValue value(final MemorySegment event, final long type, final long at, final int length) {
        final byte[] bytes = new byte[length];
        MemorySegment.copy(event, ValueLayout.JAVA_BYTE, at, bytes, 0, length);
        return CmapValue.of(CmapType.of(Marshal.getU8(event, type)), bytes);
    }
}
