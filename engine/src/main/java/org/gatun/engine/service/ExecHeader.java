package org.gatun.engine.service;

import java.lang.foreign.MemorySegment;
import org.gatun.ipc.message.RequestHeader;

/**
 * The header of an executive message in group {@code a}: a {@link RequestHeader} with {@code (service << 16) | function} as its id.
 * Stateless; any thread.
 */
public final class ExecHeader {
    /** Bytes of the header. */
    public static final int LENGTH = RequestHeader.LENGTH;

    private ExecHeader() {
    }

    public static int id(final int service, final int function) {
        return service << 16 | function;
    }

    public static int service(final int id) {
        return id >>> 16;
    }

    public static int function(final int id) {
        return id & 0xffff;
    }

    /** Writes all 16 bytes. */
    public static void put(final MemorySegment segment, final long offset, final int service, final int function, final int size) {
        RequestHeader.put(segment, offset, id(service, function), size);
    }
}
