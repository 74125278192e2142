package org.gatun.client;

import org.gatun.ipc.message.CsError;

/** What {@link Cmap#track} gave; ends with {@link #close} or its handle. Threading as of {@link Cmap}. */
public final class CmapTrack implements AutoCloseable {
    private final Cmap cmap;
    private final long instance;
    private final long handle;

    CmapTrack(final Cmap cmap, final long instance, final long handle) {
        this.cmap = cmap;
        this.instance = instance;
        this.handle = handle;
    }

    /** Ends the tracking: OK; BAD_HANDLE = it is ended. Changes that are under way are not handed over any more. */
    public CsError delete() {
        return cmap.deleteTrack(instance, handle);
    }

    @Override
    public void close() {
        delete();
    }
}
