package org.gatun.engine.service.cmap;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.gatun.engine.config.Track;
import org.gatun.engine.service.stats.StatisticsMap;

/** What the service keeps of one client: the chosen map, its iterations and tracks. One thread. */
final class CmapConnection {
    private static final int HANDLES_MAX = 4096;

    /**
     * A track and the client's own name for it.
     *
     * @param track a {@link Track} or a {@link StatisticsMap.Tracking}
     */
    record ClientTrack(AutoCloseable track, long instance) {
    }

    private final Map<Long, Supplier<String>> iterations = new HashMap<>();
    private final Map<Long, ClientTrack> tracks = new HashMap<>();
    private ClientMap map;
    private int lastIndex;

    CmapConnection(final ClientMap map) {
        this.map = map;
    }

    ClientMap map() {
        return map;
    }

    /** Chooses another map; only while nothing is open. */
    void map(final ClientMap newMap) {
        map = newMap;
    }

    /** Whether iterations or tracks are open. */
    boolean isBusy() {
        return !iterations.isEmpty() || !tracks.isEmpty();
    }

    /** Whether it has as many handles as one client may have. */
    boolean isFull() {
        return iterations.size() + tracks.size() >= HANDLES_MAX;
    }

    /** A number that this client has not been given before, in practice. */
    long newHandle() {
        final long check = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
        return check << 32 | lastIndex++ & 0xffff_ffffL;
    }

    Map<Long, Supplier<String>> iterations() {
        return iterations;
    }

    Map<Long, ClientTrack> tracks() {
        return tracks;
    }
}
