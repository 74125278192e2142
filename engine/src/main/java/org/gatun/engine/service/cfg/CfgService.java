package org.gatun.engine.service.cfg;

import static org.gatun.engine.service.LibraryRequest.flowControlled;
import static org.gatun.engine.service.LibraryRequest.free;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.gatun.engine.config.KeyCursor;
import org.gatun.engine.config.LogMarkers;
import org.gatun.engine.service.ClientSession;
import org.gatun.engine.service.EngineControl;
import org.gatun.engine.service.ExecHeader;
import org.gatun.engine.service.Service;
import org.gatun.engine.service.ServiceContext;
import org.gatun.engine.service.Timers;
import org.gatun.ipc.message.CfgMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.ResponseHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration service (service 1): status, shutdown, kill, reload. On the services' thread. */
public final class CfgService extends Service {
    /** The service id. */
    public static final int ID = 1;
    /** Exit status of a node that was killed by another. */
    private static final int KILLED = 255;
    private static final String MEMBERS = "runtime.members.";
    private static final String STATUS = ".status";
    private static final long RETRY_NS = 5_000_000L;
    private static final Logger LOGGER = LoggerFactory.getLogger("CFG");

    private final MemorySegment message = Arena.ofAuto().allocate(CfgExec.KILL_LENGTH, 8);
    private final MemorySegment response = Arena.ofAuto().allocate(CfgMessages.LOCAL_GET_RESPONSE_LENGTH, 8);
    /** Clients that wait for the end of a reload, by their number. */
    private final Map<Long, CfgConnection> reloading = new HashMap<>();
    private ServiceContext context;
    private StatusReports reports;
    private ShutdownVote shutdown;
    private Timers.Timer cryptoRetry;
    private CryptoChange cryptoChange;
    private int unsentCryptoPhase;
    private long connectionsMade;

    /** Not started. */
    public CfgService() {
        super(ID, "cfg", "corosync configuration service", "cfg");
        exec(
            CfgService::ignoreRingReenable,
            this::onKillNode,
            (nodeId, exec, offset, length) -> onShutdown(nodeId),
            this::onReload,
            this::onCrypto);
        library(
            flowControlled(0, (session, request, offset, length) -> reports.ringStatus(session)),
            flowControlled(0, (session, request, offset, length) ->
                answer(session, CfgMessages.RING_REENABLE_RESPONSE, CsError.NOT_SUPPORTED)),
            flowControlled(CfgMessages.KILL_LENGTH, (session, request, offset, length) -> killNode(session, request, offset)),
            flowControlled(CfgMessages.ARGUMENT_REQUEST_LENGTH, (session, request, offset, length) ->
                shutdown.request(connection(session), argument(request, offset))),
            flowControlled(CfgMessages.ARGUMENT_REQUEST_LENGTH, (session, request, offset, length) ->
                answer(session, CfgMessages.REPLY_TO_SHUTDOWN_RESPONSE,
                    shutdown.reply(connection(session), argument(request, offset) != 0))),
            free(CfgMessages.ARGUMENT_REQUEST_LENGTH, (session, request, offset, length) ->
                reports.nodeAddresses(session, nodeOrSelf(argument(request, offset)))),
            free(0, (session, request, offset, length) -> localGet(session)),
            flowControlled(0, (session, request, offset, length) -> reload(session)),
            free(0, (session, request, offset, length) ->
                answer(session, CfgMessages.REOPEN_LOG_FILES_RESPONSE, context.control().reopenLogs())),
            free(CfgMessages.NODE_STATUS_LENGTH, (session, request, offset, length) ->
                reports.nodeStatus(session, argument(request, offset),
                    Marshal.getInt(request, offset + CfgMessages.NODE_STATUS_VERSION))),
            flowControlled(0, (session, request, offset, length) -> trackStart(session)),
            flowControlled(0, (session, request, offset, length) -> trackStop(session)));
    }

    @Override
    public void start(final ServiceContext services) {
        context = services;
        reports = new StatusReports(services.nodes(), this::members);
        shutdown = new ShutdownVote(services, this::sendShutdown,
            (connection, error) -> answer(connection.session(), CfgMessages.TRY_SHUTDOWN_RESPONSE, error));
        cryptoChange = new CryptoChange(services.control(), services.timers(), this::members,
            () -> sendCrypto(CfgExec.PHASE_CLEAN_UP));
        cryptoRetry = services.timers().create(() -> sendCrypto(unsentCryptoPhase));
    }

    @Override
    public void connected(final ClientSession session) {
        session.attach(new CfgConnection(session, ++connectionsMade));
    }

    @Override
    public void disconnected(final ClientSession session) {
        final CfgConnection connection = connection(session);
        reloading.remove(connection.number());
        shutdown.disconnected(connection);
    }

    private void killNode(final ClientSession session, final MemorySegment request, final long offset) {
        final int nodeId = argument(request, offset);
        final String status = context.config().getString(MEMBERS + Integer.toUnsignedString(nodeId) + STATUS);
        final CsError error;
        if ("joined".equals(status)) {
            final int length = Math.min(Marshal.getU16(request, offset + CfgMessages.KILL_REASON_LENGTH), Marshal.NAME_TEXT_MAX);
            Marshal.clear(message, 0, CfgExec.KILL_LENGTH);
            ExecHeader.put(message, 0, ID, CfgExec.KILL_NODE, CfgExec.KILL_LENGTH);
            Marshal.putInt(message, CfgExec.KILL_NODE_ID, nodeId);
            Marshal.putU16(message, CfgExec.KILL_REASON, length);
            MemorySegment.copy(request, ValueLayout.JAVA_BYTE, offset + CfgMessages.KILL_REASON, message, ValueLayout.JAVA_BYTE,
                CfgExec.KILL_REASON + Marshal.NAME_TEXT, length);
            error = context.multicast(this, CfgExec.KILL_NODE, message, CfgExec.KILL_LENGTH) ? CsError.OK : CsError.LIBRARY;
        } else {
            error = CsError.NOT_EXIST;
        }
        answer(session, CfgMessages.KILL_NODE_RESPONSE, error);
    }

    private void localGet(final ClientSession session) {
        Marshal.putLong(response, CfgMessages.LOCAL_GET_NODE_ID, context.localNodeId() & 0xffff_ffffL);
        ResponseHeader.put(response, 0, CfgMessages.LOCAL_GET_RESPONSE, CfgMessages.LOCAL_GET_RESPONSE_LENGTH, CsError.OK);
        session.respond(response, 0, CfgMessages.LOCAL_GET_RESPONSE_LENGTH);
    }

    private void reload(final ClientSession session) {
        final CfgConnection connection = connection(session);
        Marshal.clear(message, 0, CfgExec.RELOAD_LENGTH);
        ExecHeader.put(message, 0, ID, CfgExec.RELOAD, CfgExec.RELOAD_LENGTH);
        Marshal.putInt(message, CfgExec.RELOAD_NODE_ID, context.localNodeId());
        Marshal.putLong(message, CfgExec.RELOAD_COOKIE, connection.number());
        if (context.multicast(this, CfgExec.RELOAD, message, CfgExec.RELOAD_LENGTH)) {
            reloading.put(connection.number(), connection);
        } else {
            answer(session, CfgMessages.RELOAD_RESPONSE, CsError.TRY_AGAIN);
        }
    }

    private void trackStart(final ClientSession session) {
        shutdown.trackStart(connection(session));
        answer(session, CfgMessages.TRACK_START_RESPONSE, CsError.OK);
    }

    private void trackStop(final ClientSession session) {
        shutdown.trackStop(connection(session));
        answer(session, CfgMessages.TRACK_STOP_RESPONSE, CsError.OK);
    }

    private void onKillNode(final int nodeId, final MemorySegment exec, final long offset, final int length) {
        if (length < CfgExec.KILL_LENGTH || Marshal.getInt(exec, offset + CfgExec.KILL_NODE_ID) != context.localNodeId()) {
            return;
        }
        LOGGER.error("Killed by node {} : {}", Integer.toUnsignedString(nodeId),
            Marshal.getName(exec, offset + CfgExec.KILL_REASON));
        context.control().exitNow(KILLED);
    }

    private void onShutdown(final int nodeId) {
        LOGGER.info(LogMarkers.NOTICE, "Node {} was shut down by sysadmin", Integer.toUnsignedString(nodeId));
        if (nodeId == context.localNodeId()) {
            context.control().shutDown(0);
        }
    }

    private void onReload(final int nodeId, final MemorySegment exec, final long offset, final int length) {
        if (length < CfgExec.RELOAD_LENGTH) {
            return;
        }
        LOGGER.info(LogMarkers.NOTICE, "Config reload requested by node {}", Integer.toUnsignedString(nodeId));
        final EngineControl.Reload result = context.control().reload();
        if (result.cryptoChanged()) {
            cryptoChange.begin();
            sendCrypto(CfgExec.PHASE_ACTIVATE);
        }
        if (nodeId == context.localNodeId()) {
            final CfgConnection connection = reloading.remove(Marshal.getLong(exec, offset + CfgExec.RELOAD_COOKIE));
            if (connection != null) {
                answer(connection.session(), CfgMessages.RELOAD_RESPONSE, result.error());
            }
        }
    }

    private void onCrypto(final int nodeId, final MemorySegment exec, final long offset, final int length) {
        if (length < CfgExec.CRYPTO_LENGTH) {
            return;
        }
        switch (Marshal.getInt(exec, offset + CfgExec.CRYPTO_PHASE)) {
            case CfgExec.PHASE_ACTIVATE -> cryptoChange.loaded(nodeId);
            case CfgExec.PHASE_CLEAN_UP -> cryptoChange.changed(nodeId);
            default -> LOGGER.warn("unknown phase of a change of crypto settings");
        }
    }

    /** The nodes that the map says are in the ring, and this one. */
    private Set<Integer> members() {
        final Set<Integer> members = new HashSet<>(Set.of(context.localNodeId()));
        final KeyCursor cursor = context.config().iterate(MEMBERS);
        for (String key = cursor.next(); key != null; key = cursor.next()) {
            if (key.endsWith(STATUS) && "joined".equals(context.config().getString(key))) {
                members.add(Integer.parseUnsignedInt(key, MEMBERS.length(), key.length() - STATUS.length(), 10));
            }
        }
        return members;
    }

    private void sendCrypto(final int phase) {
        Marshal.clear(message, 0, CfgExec.CRYPTO_LENGTH);
        ExecHeader.put(message, 0, ID, CfgExec.CRYPTO, CfgExec.CRYPTO_LENGTH);
        Marshal.putInt(message, CfgExec.CRYPTO_PHASE, phase);
        if (!context.multicast(this, CfgExec.CRYPTO, message, CfgExec.CRYPTO_LENGTH)) {
            unsentCryptoPhase = phase;
            cryptoRetry.start(RETRY_NS);
        }
    }

    private boolean sendShutdown() {
        ExecHeader.put(message, 0, ID, CfgExec.SHUTDOWN, CfgExec.SHUTDOWN_LENGTH);
        return context.multicast(this, CfgExec.SHUTDOWN, message, CfgExec.SHUTDOWN_LENGTH);
    }

    private int nodeOrSelf(final int nodeId) {
        return nodeId == 0 ? context.localNodeId() : nodeId;
    }

    private void answer(final ClientSession session, final int id, final CsError error) {
        ResponseHeader.put(response, 0, id, ResponseHeader.LENGTH, error);
        session.respond(response, 0, ResponseHeader.LENGTH);
    }

    private static int argument(final MemorySegment request, final long offset) {
        return Marshal.getInt(request, offset + CfgMessages.ARGUMENT);
    }

    private static CfgConnection connection(final ClientSession session) {
        return (CfgConnection)session.attachment();
    }

    private static void ignoreRingReenable(final int nodeId, final MemorySegment exec, final long offset, final int length) {
        // Rings cannot be re-enabled since corosync 3; no node sends it.
    }
}
