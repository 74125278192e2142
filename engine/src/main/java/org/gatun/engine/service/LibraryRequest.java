package org.gatun.engine.service;

/**
 * One entry of a service's table of library requests. The place in the table is the request's id.
 *
 * @param minimumLength bytes of the fixed part, the header included; a shorter request is refused as invalid
 * @param flowControlled refused with {@code CS_ERR_TRY_AGAIN} while the send queue has no room or a synchronisation is under way
 * @param answered {@code false} for the one request that never gets an answer, not even a refusal
 */
public record LibraryRequest(LibraryHandler handler, int minimumLength, boolean flowControlled, boolean answered) {
    /** A request that works at any time. */
    public static LibraryRequest free(final int minimumLength, final LibraryHandler handler) {
        return new LibraryRequest(handler, minimumLength, false, true);
    }

    /** A request that needs flow control. */
    public static LibraryRequest flowControlled(final int minimumLength, final LibraryHandler handler) {
        return new LibraryRequest(handler, minimumLength, true, true);
    }
}
