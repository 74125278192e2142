package org.gatun.engine.service.cpg;

import static org.gatun.engine.service.LibraryRequest.flowControlled;
import static org.gatun.engine.service.LibraryRequest.free;

import java.lang.foreign.MemorySegment;
import org.gatun.engine.service.ClientSession;
import org.gatun.engine.service.LibraryRequest;
import org.gatun.engine.service.Service;
import org.gatun.engine.service.ServiceContext;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.CpgMessages;

/**
 * Closed process groups (service 2). A process joins a group, multicasts to it, and sees its messages and its changes of membership in
 * one order with all other members. All state changes on delivery, the same on every node. On the services' thread.
 */
public final class CpgService extends Service {
    /** The service id. */
    public static final int ID = 2;

    private final GroupTable groups = new GroupTable();
    private final ProcessList processes = new ProcessList(groups);
    private final Notifier notifier = new Notifier();
    private final Iterations iterations = new Iterations();
    private CpgLibrary library;
    private CpgDelivery delivery;
    private Membership membership;
    private long connectionsMade;

    /** Not started. */
    public CpgService() {
        super(ID, "cpg", "corosync cluster closed process group service v1.01", "cpg");
        exec(
            (nodeId, message, offset, length) -> delivery.onJoin(nodeId, message, offset, length),
            (nodeId, message, offset, length) -> delivery.onLeave(nodeId, message, offset, length),
            (nodeId, message, offset, length) -> membership.onJoinList(nodeId, message, offset, length),
            (nodeId, message, offset, length) -> delivery.onMulticast(nodeId, message, offset, length),
            CpgService::ignoreOldDownList,
            (nodeId, message, offset, length) -> membership.onDownList(nodeId, message, offset, length),
            (nodeId, message, offset, length) -> delivery.onPartialMulticast(nodeId, message, offset, length));
        library(
            flowControlled(CpgMessages.JOIN_LENGTH, (session, request, offset, length) -> library.join(session, request, offset)),
            flowControlled(CpgMessages.LEAVE_LENGTH, (session, request, offset, length) -> library.leave(session, request, offset)),
            new LibraryRequest((session, request, offset, length) -> library.multicast(session, request, offset, length),
                CpgMessages.MULTICAST_DATA, true, false),
            free(CpgMessages.MEMBERSHIP_GET_LENGTH,
                (session, request, offset, length) -> library.membershipGet(session, request, offset)),
            free(0, (session, request, offset, length) -> library.localGet(session)),
            free(CpgMessages.ITERATION_INITIALISE_LENGTH,
                (session, request, offset, length) -> library.iterationInitialise(session, request, offset)),
            free(CpgMessages.HANDLE_REQUEST_LENGTH,
                (session, request, offset, length) -> library.iterationNext(session, request, offset)),
            free(CpgMessages.HANDLE_REQUEST_LENGTH,
                (session, request, offset, length) -> library.iterationFinalise(session, request, offset)),
            flowControlled(0, (session, request, offset, length) -> library.finalise(session)),
            flowControlled(CpgMessages.ALLOC_LENGTH,
                (session, request, offset, length) -> library.zeroCopyAlloc(session, request, offset)),
            flowControlled(CpgMessages.FREE_LENGTH,
                (session, request, offset, length) -> library.zeroCopyFree(session, request, offset)),
            flowControlled(CpgMessages.EXECUTE_LENGTH,
                (session, request, offset, length) -> library.zeroCopyExecute(session, request, offset)),
            flowControlled(CpgMessages.PARTIAL_DATA,
                (session, request, offset, length) -> library.partialMulticast(session, request, offset, length)));
    }

    @Override
    public boolean isSynchronised() {
        return true;
    }

    @Override
    public void start(final ServiceContext context) {
        final Sender sender = new Sender(this, context);
        library = new CpgLibrary(context, sender, groups, processes, notifier, iterations);
        membership = new Membership(this, context, groups, processes, notifier);
        delivery = new CpgDelivery(context.localNodeId(), groups, processes, notifier, membership);
    }

    @Override
    public void connected(final ClientSession session) {
        final CpgConnection connection = new CpgConnection(session, ++connectionsMade);
        session.attach(connection);
        notifier.add(connection);
    }

    @Override
    public void disconnected(final ClientSession session) {
        library.disconnected((CpgConnection)session.attachment());
    }

    @Override
    public void syncInit(final int[] transitional, final int[] members, final RingId ringId) {
        membership.init(transitional, members, ringId);
    }

    @Override
    public boolean syncProcess() {
        return membership.process();
    }

    @Override
    public void syncActivate() {
        membership.activate();
    }

    @Override
    public void syncAbort() {
        membership.forgetAnnounced();
    }

    private static void ignoreOldDownList(final int nodeId, final MemorySegment message, final long offset, final int length) {
        // Members of a version that sends it decide by themselves, as all others do.
    }
}
