package org.gatun.engine.service.cmap;

import static org.gatun.engine.service.LibraryRequest.free;

import org.gatun.engine.service.ClientSession;
import org.gatun.engine.service.Service;
import org.gatun.engine.service.ServiceContext;
import org.gatun.engine.service.Timers;
import org.gatun.engine.service.stats.StatisticsMap;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.CmapMessages;

/** The configuration map (service 0): the keys of this node for its clients. On the services' thread. */
public final class CmapService extends Service {
    /** The service id. */
    public static final int ID = 0;
    private static final long POLL_NS = 1_500_000_000L;

    private final StatisticsMap statistics;
    private CmapLibrary library;
    private ConfigVersion version;
    private Timers.Timer poll;

    /**
     * Not started.
     *
     * @param statistics the second map that clients can choose
     */
    public CmapService(final StatisticsMap statistics) {
        super(ID, "cmap", "corosync configuration map access", "cmap");
        this.statistics = statistics;
        exec((nodeId, message, offset, length) -> version.onMessage(nodeId, message, offset, length));
        library(
            free(CmapMessages.SET_VALUE, (session, request, offset, length) -> library.set(session, request, offset, length)),
            free(CmapMessages.KEY_REQUEST_LENGTH, (session, request, offset, length) -> library.delete(session, request, offset)),
            free(CmapMessages.GET_LENGTH, (session, request, offset, length) -> library.get(session, request, offset)),
            free(CmapMessages.ADJUST_LENGTH, (session, request, offset, length) -> library.adjust(session, request, offset)),
            free(CmapMessages.KEY_REQUEST_LENGTH,
                (session, request, offset, length) -> library.iterationInitialise(session, request, offset)),
            free(CmapMessages.HANDLE_REQUEST_LENGTH,
                (session, request, offset, length) -> library.iterationNext(session, request, offset)),
            free(CmapMessages.HANDLE_REQUEST_LENGTH,
                (session, request, offset, length) -> library.iterationFinalise(session, request, offset)),
            free(CmapMessages.TRACK_ADD_LENGTH, (session, request, offset, length) -> library.trackAdd(session, request, offset)),
            free(CmapMessages.HANDLE_REQUEST_LENGTH,
                (session, request, offset, length) -> library.trackDelete(session, request, offset)),
            free(CmapMessages.HANDLE_REQUEST_LENGTH,
                (session, request, offset, length) -> library.setCurrentMap(session, request, offset)));
    }

    @Override
    public boolean isSynchronised() {
        return true;
    }

    @Override
    public void start(final ServiceContext context) {
        library = new CmapLibrary(new ConfigClientMap(context.config()), new StatisticsClientMap(statistics));
        version = new ConfigVersion(this, context);
        poll = context.timers().create(this::pollStatistics);
        poll.start(POLL_NS);
    }

    @Override
    public void stop() {
        poll.cancel();
    }

    @Override
    public void connected(final ClientSession session) {
        library.connected(session);
    }

    @Override
    public void disconnected(final ClientSession session) {
        library.disconnected(session);
    }

    @Override
    public void syncInit(final int[] transitional, final int[] members, final RingId ringId) {
        version.init(transitional);
    }

    @Override
    public boolean syncProcess() {
        return version.process();
    }

    @Override
    public void syncActivate() {
        version.activate();
    }

    private void pollStatistics() {
        statistics.poll();
        poll.start(POLL_NS);
    }
}
