package org.gatun.engine.service.cpg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.gatun.engine.service.ClientSession;
import org.gatun.engine.service.ServiceContext;
import org.gatun.engine.service.cpg.CpgConnection.State;
import org.gatun.ipc.message.CpgMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.ResponseHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of clients. One thread; a multicast allocates nothing. */
final class CpgLibrary {
    private static final Logger LOGGER = LoggerFactory.getLogger("CPG");

    private final ServiceContext context;
    private final Sender sender;
    private final GroupTable groups;
    private final ProcessList processes;
    private final Notifier notifier;
    private final Iterations iterations;
    private final MemorySegment response = Arena.ofAuto().allocate(CpgMessages.MEMBERSHIP_RESPONSE_LENGTH, 8);

    CpgLibrary(final ServiceContext context, final Sender sender, final GroupTable groups, final ProcessList processes,
        final Notifier notifier, final Iterations iterations) {
        this.context = context;
        this.sender = sender;
        this.groups = groups;
        this.processes = processes;
        this.notifier = notifier;
        this.iterations = iterations;
    }

    void join(final ClientSession session, final MemorySegment request, final long offset) {
        final CpgConnection connection = connection(session);
        answer(session, CpgMessages.JOIN_RESPONSE, join(connection, request, offset + CpgMessages.REQUEST_GROUP,
            Marshal.getInt(request, offset + CpgMessages.REQUEST_PID), Marshal.getInt(request, offset + CpgMessages.JOIN_FLAGS)));
    }

    private CsError join(final CpgConnection connection, final MemorySegment request, final long name, final int pid,
        final int flags) {
        if (Integer.compareUnsigned(Marshal.getInt(request, name), Marshal.CPG_NAME_TEXT_MAX) > 0) {
            return CsError.NAME_TOO_LONG;
        }
        final Group known = groups.find(request, name);
        if (known != null) {
            for (final CpgConnection other : known.connections()) {
                if (other.pid() == pid) {
                    return CsError.EXIST;
                }
            }
            if (known.find(context.localNodeId(), pid) != null) {
                return CsError.TRY_AGAIN;
            }
        }
        return switch (connection.state()) {
            case LEAVE_STARTED -> CsError.BUSY;
            case JOIN_STARTED, JOIN_COMPLETED -> CsError.EXIST;
            case UNJOINED -> {
                if (!sender.joinLeave(CpgExec.JOIN, request, name, pid, CpgMessages.REASON_JOIN)) {
                    yield CsError.TRY_AGAIN;
                }
                connection.joinStarted(groups.intern(request, name), pid, flags, context.localNodeId());
                yield CsError.OK;
            }
        };
    }

    void leave(final ClientSession session, final MemorySegment request, final long offset) {
        final CpgConnection connection = connection(session);
        final CsError error = switch (connection.state()) {
            case UNJOINED, LEAVE_STARTED -> CsError.NOT_EXIST;
            case JOIN_STARTED -> CsError.BUSY;
            case JOIN_COMPLETED -> sender.joinLeave(CpgExec.LEAVE, request, offset + CpgMessages.REQUEST_GROUP,
                Marshal.getInt(request, offset + CpgMessages.REQUEST_PID), CpgMessages.REASON_LEAVE) ? CsError.OK : CsError.TRY_AGAIN;
        };
        if (error == CsError.OK) {
            connection.leaveStarted();
        }
        answer(session, CpgMessages.LEAVE_RESPONSE, error);
    }

    void multicast(final ClientSession session, final MemorySegment request, final long offset, final int length) {
        final CpgConnection connection = connection(session);
        final int dataLength = Marshal.getInt(request, offset + CpgMessages.MULTICAST_MESSAGE_LENGTH);
        if (!connection.canSend()) {
            LOGGER.error("client is not joined to the group that it multicasts to: pid={}", session.pid());
        } else if (dataLength < 0 || dataLength > length - CpgMessages.MULTICAST_DATA) {
            LOGGER.error("multicast of a client has a wrong length: pid={}, length={}", session.pid(), dataLength);
        } else if (!sender.multicast(connection, request, offset + CpgMessages.MULTICAST_DATA, dataLength)) {
            LOGGER.error("multicast of a client is lost, the send queue is full: pid={}, length={}", session.pid(), dataLength);
        }
    }

    void partialMulticast(final ClientSession session, final MemorySegment request, final long offset, final int length) {
        final CpgConnection connection = connection(session);
        final int fragmentLength = Marshal.getInt(request, offset + CpgMessages.PARTIAL_FRAGMENT_LENGTH);
        final int type = Marshal.getInt(request, offset + CpgMessages.PARTIAL_TYPE);
        final CsError error;
        if (fragmentLength < 0 || fragmentLength > length - CpgMessages.PARTIAL_DATA) {
            error = CsError.INVALID_PARAM;
        } else if (connection.isInterrupted(type)) {
            error = CsError.INTERRUPT;
        } else if (!connection.canSend()) {
            error = CsError.NOT_EXIST;
        } else {
            final boolean sent = sender.partialMulticast(connection,
                Marshal.getInt(request, offset + CpgMessages.PARTIAL_MESSAGE_LENGTH), type, request,
                offset + CpgMessages.PARTIAL_DATA, fragmentLength);
            error = sent ? CsError.OK : CsError.TRY_AGAIN;
        }
        answer(session, CpgMessages.PARTIAL_MULTICAST_RESPONSE, error);
    }

    void membershipGet(final ClientSession session, final MemorySegment request, final long offset) {
        final Group group = groups.find(request, offset + CpgMessages.REQUEST_GROUP);
        Marshal.clear(response, 0, CpgMessages.MEMBERSHIP_RESPONSE_LENGTH);
        int count = 0;
        if (group != null) {
            for (final CpgProcess process : group.processes()) {
                if (count < CpgMessages.MEMBERSHIP_RECORDS_MAX) {
                    CpgMessages.putRecord(response, CpgMessages.MEMBERSHIP_RECORDS + (long)count * CpgMessages.RECORD_LENGTH,
                        process.nodeId(), process.pid(), CpgMessages.REASON_UNDEFINED);
                    count++;
                }
            }
        }
        Marshal.putInt(response, CpgMessages.MEMBERSHIP_COUNT, count);
        answer(session, CpgMessages.MEMBERSHIP_RESPONSE, CpgMessages.MEMBERSHIP_RESPONSE_LENGTH, CsError.OK);
    }

    void localGet(final ClientSession session) {
        Marshal.putLong(response, CpgMessages.LOCAL_GET_NODE_ID, context.localNodeId() & 0xffff_ffffL);
        answer(session, CpgMessages.LOCAL_GET_RESPONSE, CpgMessages.LOCAL_GET_RESPONSE_LENGTH, CsError.OK);
    }

    void iterationInitialise(final ClientSession session, final MemorySegment request, final long offset) {
        final long handle = iterations.start(connection(session), Marshal.getInt(request, offset + CpgMessages.ITERATION_TYPE),
            groups.find(request, offset + CpgMessages.REQUEST_GROUP), processes.all());
        Marshal.putLong(response, CpgMessages.ITERATION_HANDLE, handle);
        answer(session, CpgMessages.ITERATION_INITIALISE_RESPONSE, CpgMessages.ITERATION_INITIALISE_RESPONSE_LENGTH,
            handle == 0 ? CsError.NO_MEMORY : CsError.OK);
    }

    void iterationNext(final ClientSession session, final MemorySegment request, final long offset) {
        final long handle = Marshal.getLong(request, offset + CpgMessages.REQUEST_HANDLE);
        Marshal.clear(response, 0, CpgMessages.ITERATION_NEXT_RESPONSE_LENGTH);
        CsError error = CsError.LIBRARY;
        if (iterations.isKnown(handle)) {
            final CpgProcess process = iterations.next(handle);
            error = process == null ? CsError.NO_SECTIONS : CsError.OK;
            if (process != null) {
                MemorySegment.copy(process.group().nameField(), 0, response, CpgMessages.ITERATION_GROUP, Marshal.CPG_NAME_LENGTH);
                Marshal.putInt(response, CpgMessages.ITERATION_NODE_ID, process.nodeId());
                Marshal.putInt(response, CpgMessages.ITERATION_PID, process.pid());
            }
        }
        answer(session, CpgMessages.ITERATION_NEXT_RESPONSE, CpgMessages.ITERATION_NEXT_RESPONSE_LENGTH, error);
    }

    void iterationFinalise(final ClientSession session, final MemorySegment request, final long offset) {
        final boolean known = iterations.end(Marshal.getLong(request, offset + CpgMessages.REQUEST_HANDLE));
        answer(session, CpgMessages.ITERATION_FINALISE_RESPONSE, known ? CsError.OK : CsError.LIBRARY);
    }

    void finalise(final ClientSession session) {
        final CpgConnection connection = connection(session);
        connection.finalised();
        notifier.remove(connection);
        answer(session, CpgMessages.FINALISE_RESPONSE, CsError.OK);
    }

    void zeroCopyAlloc(final ClientSession session, final MemorySegment request, final long offset) {
        final boolean mapped = connection(session).zeroCopy().map(
            Marshal.getText(request, offset + CpgMessages.ALLOC_PATH, CpgMessages.ALLOC_PATH_CAPACITY),
            Marshal.getLong(request, offset + CpgMessages.ALLOC_MAP_SIZE), session.uid());
        answer(session, 0, mapped ? CsError.OK : CsError.LIBRARY);
    }

    void zeroCopyFree(final ClientSession session, final MemorySegment request, final long offset) {
        final boolean known = connection(session).zeroCopy().unmap(
            Marshal.getLong(request, offset + CpgMessages.FREE_SERVER_ADDRESS));
        answer(session, 0, known ? CsError.OK : CsError.INVALID_PARAM);
    }

    void zeroCopyExecute(final ClientSession session, final MemorySegment request, final long offset) {
        final CpgConnection connection = connection(session);
        final MemorySegment buffer = connection.zeroCopy().find(
            Marshal.getLong(request, offset + CpgMessages.EXECUTE_SERVER_ADDRESS));
        CsError error;
        if (buffer == null) {
            error = CsError.INVALID_PARAM;
        } else if (connection.canSend()) {
            error = multicastBuffer(connection, buffer);
        } else {
            error = CsError.NOT_EXIST;
        }
        answer(session, CpgMessages.EXECUTE_RESPONSE, error);
    }

    private CsError multicastBuffer(final CpgConnection connection, final MemorySegment buffer) {
        try {
            final int data = ZeroCopyBuffers.REQUEST + CpgMessages.MULTICAST_DATA;
            final int length = Marshal.getInt(buffer, ZeroCopyBuffers.REQUEST + CpgMessages.MULTICAST_MESSAGE_LENGTH);
            if (length < 0 || length > buffer.byteSize() - data) {
                return CsError.INVALID_PARAM;
            }
            return sender.multicast(connection, buffer, data, length) ? CsError.OK : CsError.TRY_AGAIN;
        } catch (final InternalError e) {
            LOGGER.warn("a client has cut its zero-copy buffer short: pid={}", connection.pid());
            return CsError.LIBRARY;
        }
    }

    void disconnected(final CpgConnection connection) {
        notifier.remove(connection);
        iterations.endAll(connection);
        connection.zeroCopy().close();
        final Group group = connection.group();
        final State state = connection.state();
        connection.left();
        if (state == State.JOIN_STARTED || state == State.JOIN_COMPLETED) {
            sender.leaveForSure(group, connection.pid(), CpgMessages.REASON_PROCESS_DOWN);
        }
        if (group != null) {
            groups.releaseIfUnused(group);
        }
    }

    private static CpgConnection connection(final ClientSession session) {
        return (CpgConnection)session.attachment();
    }

    private void answer(final ClientSession session, final int id, final CsError error) {
        answer(session, id, ResponseHeader.LENGTH, error);
    }

    private void answer(final ClientSession session, final int id, final int length, final CsError error) {
        ResponseHeader.put(response, 0, id, length, error);
        session.respond(response, 0, length);
    }
}
