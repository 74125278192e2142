package org.gatun.engine.service.quorum;

import static org.gatun.engine.service.LibraryRequest.free;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.gatun.engine.config.LogMarkers;
import org.gatun.engine.service.ClientSession;
import org.gatun.engine.service.Service;
import org.gatun.engine.service.ServiceContext;
import org.gatun.engine.service.ServiceStartException;
import org.gatun.engine.service.votequorum.VoteQuorumService;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.QuorumMessages;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The quorum service (service 3). On the services' thread. */
public final class QuorumService extends Service implements QuorumVerdict {
    /** The service id. */
    public static final int ID = 3;

    private static final Logger LOGGER = LoggerFactory.getLogger("QUORUM");
    private static final String VOTEQUORUM = "corosync_votequorum";
    private static final int[] NONE = {};

    private final ArrayDeque<QuorumTracker> trackers = new ArrayDeque<>();
    private final MemorySegment answer = Arena.ofAuto().allocate(QuorumMessages.RESULT_RESPONSE_LENGTH, 8);
    private ServiceContext context;
    private boolean provided;
    private boolean quorate;
    private int[] view = NONE;
    private RingId ringId = new RingId(0, 0);
    private int[] members = NONE;
    private int[] oldMembers = NONE;
    private int[] joined = NONE;
    private int[] left = NONE;

    /** Not started. */
    public QuorumService() {
        super(ID, "quorum", "corosync cluster quorum service v0.1", "quorum");
        library(
            free(RequestHeader.LENGTH, (session, request, offset, length) -> answer(session, QuorumMessages.GET_QUORATE_RESPONSE,
                quorate ? 1 : 0, CsError.OK)),
            free(QuorumMessages.ARGUMENT_REQUEST_LENGTH, (session, request, offset, length) -> trackStart(session,
                Marshal.getInt(request, offset + QuorumMessages.ARGUMENT))),
            free(RequestHeader.LENGTH, (session, request, offset, length) -> {
                trackers.remove(tracker(session));
                status(session, QuorumMessages.TRACK_STOP_RESPONSE, CsError.OK);
            }),
            free(RequestHeader.LENGTH, (session, request, offset, length) -> answer(session, QuorumMessages.GET_TYPE_RESPONSE,
                provided ? 1 : 0, CsError.OK)),
            free(QuorumMessages.ARGUMENT_REQUEST_LENGTH, (session, request, offset, length) -> modelGetType(session,
                Marshal.getInt(request, offset + QuorumMessages.ARGUMENT))));
    }

    @Override
    public boolean isSynchronised() {
        return true;
    }

    @Override
    public void start(final ServiceContext serviceContext) {
        context = serviceContext;
        final String provider = context.config().getString("quorum.provider");
        provided = provider != null;
        quorate = !provided;
        if (provided) {
            if (!VOTEQUORUM.equals(provider)) {
                throw new ServiceStartException("unknown quorum provider: quorum.provider=" + provider + ", supported=" + VOTEQUORUM);
            }
            LOGGER.info(LogMarkers.NOTICE, "Using quorum provider {}", provider);
            context.load(new VoteQuorumService(this));
        }
    }

    @Override
    public void connected(final ClientSession session) {
        session.attach(new QuorumTracker(session));
    }

    @Override
    public void disconnected(final ClientSession session) {
        trackers.remove(tracker(session));
    }

    @Override
    public void syncInit(final int[] transitional, final int[] newMembers, final RingId ring) {
        members = newMembers;
        ringId = ring;
        left = Arrays.stream(oldMembers).filter(id -> !contains(transitional, id) || !contains(newMembers, id)).toArray();
        joined = Arrays.stream(newMembers).filter(id -> !contains(oldMembers, id) || contains(left, id)).toArray();
        log("Sync members", newMembers);
        if (joined.length > 0) {
            log("Sync joined", joined);
        }
        if (left.length > 0) {
            log("Sync left", left);
        }
    }

    private static void log(final String what, final int[] nodeIds) {
        final StringBuilder text = new StringBuilder();
        for (final int id : nodeIds) {
            text.append(' ').append(Integer.toUnsignedString(id));
        }
        LOGGER.info(LogMarkers.NOTICE, "{}[{}]:{}", what, nodeIds.length, text);
    }

    @Override
    public void syncActivate() {
        oldMembers = members;
        for (final QuorumTracker tracker : trackers) {
            if (tracker.model == 1) {
                sendNodelist(tracker, joined, left);
            }
        }
    }

    @Override
    public void onVerdict(final boolean nowQuorate, final int[] nowMembers) {
        if (nowQuorate != quorate) {
            if (nowQuorate) {
                LOGGER.info(LogMarkers.NOTICE, "This node is within the primary component and will provide service.");
            } else {
                LOGGER.info(LogMarkers.NOTICE, "This node is within the non-primary component and will NOT provide any services.");
            }
        }
        quorate = nowQuorate;
        view = nowMembers;
        log("Members", view);
        for (final QuorumTracker tracker : trackers) {
            sendQuorum(tracker);
        }
        context.flowControlChanged();
    }

    private void modelGetType(final ClientSession session, final int model) {
        if (model != 0 && model != 1) {
            answer(session, QuorumMessages.MODEL_GET_TYPE_RESPONSE, provided ? 1 : 0, CsError.INVALID_PARAM);
            return;
        }
        tracker(session).model = model;
        answer(session, QuorumMessages.MODEL_GET_TYPE_RESPONSE, provided ? 1 : 0, CsError.OK);
    }

    private void trackStart(final ClientSession session, final int flags) {
        final QuorumTracker tracker = tracker(session);
        if ((flags & (QuorumMessages.TRACK_CURRENT | QuorumMessages.TRACK_CHANGES)) != 0) {
            if (tracker.model == 1) {
                sendNodelist(tracker, NONE, NONE);
            }
            sendQuorum(tracker);
        }
        if (trackers.contains(tracker)) {
            status(session, QuorumMessages.TRACK_START_RESPONSE, CsError.EXIST);
            return;
        }
        if ((flags & (QuorumMessages.TRACK_CHANGES | QuorumMessages.TRACK_CHANGES_ONLY)) != 0) {
            trackers.addFirst(tracker);
        }
        status(session, QuorumMessages.TRACK_START_RESPONSE, CsError.OK);
    }

    private void sendQuorum(final QuorumTracker tracker) {
        final boolean v0 = tracker.model == 0;
        final int length = (v0 ? QuorumMessages.NOTIFICATION_LENGTH : QuorumMessages.QUORUM_LENGTH) + 4 * view.length;
        final MemorySegment event = Arena.ofAuto().allocate(length, 8);
        if (v0) {
            ResponseHeader.put(event, 0, QuorumMessages.NOTIFICATION_EVENT, length, CsError.OK);
            Marshal.putInt(event, QuorumMessages.NOTIFICATION_QUORATE, quorate ? 1 : 0);
            Marshal.putLong(event, QuorumMessages.NOTIFICATION_RING_SEQ, ringId.sequence());
            Marshal.putInt(event, QuorumMessages.NOTIFICATION_COUNT, view.length);
            putNodes(event, QuorumMessages.NOTIFICATION_NODES, view);
        } else {
            ResponseHeader.put(event, 0, QuorumMessages.QUORUM_EVENT, length, CsError.OK);
            Marshal.putInt(event, QuorumMessages.QUORUM_QUORATE, quorate ? 1 : 0);
            putRing(event, QuorumMessages.QUORUM_RING);
            Marshal.putInt(event, QuorumMessages.QUORUM_COUNT, view.length);
            putNodes(event, QuorumMessages.QUORUM_NODES, view);
        }
        tracker.session.event(event, 0, length, event, 0, 0);
    }

    private void sendNodelist(final QuorumTracker tracker, final int[] joinedNodes, final int[] leftNodes) {
        final int length = QuorumMessages.NODELIST_LENGTH + 4 * (members.length + joinedNodes.length + leftNodes.length);
        final MemorySegment event = Arena.ofAuto().allocate(length, 8);
        ResponseHeader.put(event, 0, QuorumMessages.NODELIST_EVENT, length, CsError.OK);
        putRing(event, QuorumMessages.NODELIST_RING);
        Marshal.putInt(event, QuorumMessages.NODELIST_MEMBERS, members.length);
        Marshal.putInt(event, QuorumMessages.NODELIST_JOINED, joinedNodes.length);
        Marshal.putInt(event, QuorumMessages.NODELIST_LEFT, leftNodes.length);
        long at = putNodes(event, QuorumMessages.NODELIST_NODES, members);
        at = putNodes(event, at, joinedNodes);
        putNodes(event, at, leftNodes);
        tracker.session.event(event, 0, length, event, 0, 0);
    }

    private void putRing(final MemorySegment event, final long offset) {
        Marshal.putInt(event, offset, ringId.representative());
        Marshal.putLong(event, offset + 8, ringId.sequence());
    }

    private static long putNodes(final MemorySegment event, final long offset, final int[] nodes) {
        long at = offset;
        for (final int id : nodes) {
            Marshal.putInt(event, at, id);
            at += Integer.BYTES;
        }
        return at;
    }

    private void answer(final ClientSession session, final int id, final int result, final CsError error) {
        ResponseHeader.put(answer, 0, id, QuorumMessages.RESULT_RESPONSE_LENGTH, error);
        Marshal.putLong(answer, QuorumMessages.RESULT, result);
        session.respond(answer, 0, QuorumMessages.RESULT_RESPONSE_LENGTH);
    }

    private void status(final ClientSession session, final int id, final CsError error) {
        ResponseHeader.put(answer, 0, id, ResponseHeader.LENGTH, error);
        session.respond(answer, 0, ResponseHeader.LENGTH);
    }

    private static QuorumTracker tracker(final ClientSession session) {
        return (QuorumTracker)session.attachment();
    }

    private static boolean contains(final int[] ids, final int id) {
        for (final int candidate : ids) {
            if (candidate == id) {
                return true;
            }
        }
        return false;
    }
}
