package org.gatun.engine.service.cpg;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gatun.engine.service.TestNode;
import org.gatun.engine.service.TestSession;
import org.gatun.ipc.message.CpgMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;

/** A libcpg program on a {@link TestNode}: requests as bytes, events as text. */
final class CpgClient {
    private final TestNode node;
    private final int pid;
    private final TestSession session;

    CpgClient(final TestNode node, final int pid) {
        this.node = node;
        this.pid = pid;
        this.session = node.connect(CpgService.ID, pid);
    }

    TestSession session() {
        return session;
    }

    CsError join(final String group) {
        return join(group, 0);
    }

    CsError join(final String group, final int flags) {
        final MemorySegment request = allocate(CpgMessages.JOIN_LENGTH);
        CpgMessages.putJoin(request, 0, bytes(group), pid, flags);
        return error(call(request));
    }

    CsError leave(final String group) {
        final MemorySegment request = allocate(CpgMessages.LEAVE_LENGTH);
        CpgMessages.putLeave(request, 0, bytes(group), pid);
        return error(call(request));
    }

    void multicast(final String text) {
        final byte[] data = bytes(text);
        final MemorySegment request = allocate(CpgMessages.MULTICAST_DATA + data.length);
        CpgMessages.putMulticastHead(request, 0, data.length);
        MemorySegment.copy(data, 0, request, ValueLayout.JAVA_BYTE, CpgMessages.MULTICAST_DATA, data.length);
        node.request(CpgService.ID, session, request);
    }

    CsError partial(final String text, final int wholeLength, final int type) {
        final byte[] data = bytes(text);
        final MemorySegment request = allocate(CpgMessages.PARTIAL_DATA + data.length);
        CpgMessages.putPartialMulticastHead(request, 0, wholeLength, data.length, type);
        MemorySegment.copy(data, 0, request, ValueLayout.JAVA_BYTE, CpgMessages.PARTIAL_DATA, data.length);
        final MemorySegment answer = call(request);
        if (ResponseHeader.id(answer, 0) != CpgMessages.PARTIAL_MULTICAST_RESPONSE) {
            throw new AssertionError("wrong id");
        }
        return error(answer);
    }

    CsError finalise() {
        final MemorySegment request = allocate(RequestHeader.LENGTH);
        RequestHeader.put(request, 0, CpgMessages.FINALISE, RequestHeader.LENGTH);
        return error(call(request));
    }

    void disconnect() {
        node.manager().gateway().disconnected(CpgService.ID, session);
    }

    List<String> iterate(final int type, final String group) {
        MemorySegment request = allocate(CpgMessages.ITERATION_INITIALISE_LENGTH);
        RequestHeader.put(request, 0, CpgMessages.ITERATION_INITIALISE, CpgMessages.ITERATION_INITIALISE_LENGTH);
        Marshal.putCpgName(request, CpgMessages.REQUEST_GROUP, bytes(group));
        Marshal.putInt(request, CpgMessages.ITERATION_TYPE, type);
        final long handle = Marshal.getLong(call(request), CpgMessages.ITERATION_HANDLE);
        final List<String> entries = new ArrayList<>();
        for (MemorySegment next = iteration(CpgMessages.ITERATION_NEXT, handle); error(next) == CsError.OK;
            next = iteration(CpgMessages.ITERATION_NEXT, handle)) {
            entries.add(name(next, CpgMessages.ITERATION_GROUP) + ' ' + Marshal.getInt(next, CpgMessages.ITERATION_NODE_ID) + ':'
                + Marshal.getInt(next, CpgMessages.ITERATION_PID));
        }
        entries.add(error(iteration(CpgMessages.ITERATION_FINALISE, handle)).name());
        entries.add(error(iteration(CpgMessages.ITERATION_NEXT, handle)).name());
        return entries;
    }

    MemorySegment iteration(final int id, final long handle) {
        final MemorySegment request = allocate(CpgMessages.HANDLE_REQUEST_LENGTH);
        RequestHeader.put(request, 0, id, CpgMessages.HANDLE_REQUEST_LENGTH);
        Marshal.putLong(request, CpgMessages.REQUEST_HANDLE, handle);
        return call(request);
    }

    MemorySegment call(final MemorySegment request) {
        return node.call(CpgService.ID, session, request);
    }

    /** The events since the last call. */
    List<String> events() {
        final List<String> texts = new ArrayList<>();
        for (final MemorySegment event : session.takeEvents()) {
            texts.add(text(event));
        }
        return texts;
    }

    static MemorySegment allocate(final int length) {
        return MemorySegment.ofArray(new byte[length]);
    }

    static CsError error(final MemorySegment answer) {
        return CsError.of(ResponseHeader.error(answer, 0));
    }

    static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(final MemorySegment event) {
        final String group = name(event, CpgMessages.EVENT_GROUP);
        return switch (ResponseHeader.id(event, 0)) {
            case CpgMessages.CONFIGURATION_EVENT -> {
                final int members = Marshal.getInt(event, CpgMessages.CONFIGURATION_MEMBERS);
                final int joined = Marshal.getInt(event, CpgMessages.CONFIGURATION_JOINED);
                final int left = Marshal.getInt(event, CpgMessages.CONFIGURATION_LEFT);
                if (event.byteSize() != CpgMessages.configurationLength(members + joined + left)) {
                    throw new AssertionError("wrong length: " + event.byteSize());
                }
                yield group + " members" + records(event, 0, members, false) + " left" + records(event, members, left, true)
                    + " joined" + records(event, members + left, joined, true);
            }
            case CpgMessages.DELIVER_EVENT -> group + " message " + Marshal.getInt(event, CpgMessages.DELIVER_NODE_ID) + ':'
                + Marshal.getInt(event, CpgMessages.DELIVER_PID) + ' ' + data(event, CpgMessages.DELIVER_DATA,
                Marshal.getInt(event, CpgMessages.DELIVER_MESSAGE_LENGTH));
            case CpgMessages.PARTIAL_DELIVER_EVENT -> group + " partial "
                + Marshal.getInt(event, CpgMessages.PARTIAL_DELIVER_NODE_ID) + ':'
                + Marshal.getInt(event, CpgMessages.PARTIAL_DELIVER_PID) + ' '
                + Marshal.getInt(event, CpgMessages.PARTIAL_DELIVER_TYPE) + '/'
                + Marshal.getInt(event, CpgMessages.PARTIAL_DELIVER_MESSAGE_LENGTH) + ' '
                + data(event, CpgMessages.PARTIAL_DELIVER_DATA, Marshal.getInt(event, CpgMessages.PARTIAL_DELIVER_FRAGMENT_LENGTH));
            case CpgMessages.TOTEM_CONFIGURATION_EVENT -> totem(event);
            default -> throw new AssertionError("unknown event: " + ResponseHeader.id(event, 0));
        };
    }

    private static String totem(final MemorySegment event) {
        final StringBuilder text = new StringBuilder("totem ");
        text.append(Marshal.getInt(event, CpgMessages.TOTEM_RING_NODE_ID)).append('.')
            .append(Marshal.getLong(event, CpgMessages.TOTEM_RING_SEQUENCE));
        final int count = Marshal.getInt(event, CpgMessages.TOTEM_COUNT);
        if (event.byteSize() != CpgMessages.totemConfigurationLength(count)) {
            throw new AssertionError("wrong length: " + event.byteSize());
        }
        for (int i = 0; i < count; i++) {
            text.append(' ').append(Marshal.getInt(event, CpgMessages.TOTEM_NODE_IDS + 4L * i));
        }
        return text.toString();
    }

    private static String records(final MemorySegment event, final int first, final int count, final boolean reasons) {
        final List<String> texts = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            final long offset = CpgMessages.CONFIGURATION_RECORDS + (long)i * CpgMessages.RECORD_LENGTH;
            final int reason = CpgMessages.recordReason(event, offset);
            texts.add(CpgMessages.recordNodeId(event, offset) + ":" + CpgMessages.recordPid(event, offset)
                + (reasons ? "/" + reason : ""));
            if (!reasons && reason != 0) {
                throw new AssertionError("member with a reason: " + reason);
            }
        }
        return texts.toString();
    }

    private static String data(final MemorySegment event, final int offset, final int length) {
        if (event.byteSize() != offset + length) {
            throw new AssertionError("wrong length: " + event.byteSize());
        }
        return new String(event.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }

    private static String name(final MemorySegment segment, final long offset) {
        return new String(Marshal.getCpgName(segment, offset), StandardCharsets.ISO_8859_1);
    }
}
