package org.gatun.client;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.gatun.ipc.message.CpgMessages;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.ResponseHeader;

/** From the engine's events to the calls of a listener. One thread; a delivery allocates nothing. */
final class CpgEvents implements ServiceConnection.EventHandler {
    private final CpgListener listener;
    private final FragmentAssembly assembly = new FragmentAssembly();

    CpgEvents(final CpgListener listener) {
        this.listener = listener;
    }

    @Override
    public boolean handle(final MemorySegment event, final long offset, final int length) {
        if (length < ResponseHeader.LENGTH) {
            return false;
        }
        return switch (ResponseHeader.id(event, offset)) {
            case CpgMessages.DELIVER_EVENT -> deliver(event, offset, length);
            case CpgMessages.PARTIAL_DELIVER_EVENT -> partialDeliver(event, offset, length);
            case CpgMessages.CONFIGURATION_EVENT -> configuration(event, offset, length);
            case CpgMessages.TOTEM_CONFIGURATION_EVENT -> totemConfiguration(event, offset, length);
            default -> false;
        };
    }

    private boolean deliver(final MemorySegment event, final long offset, final int length) {
        if (length < CpgMessages.DELIVER_DATA) {
            return false;
        }
        final int messageLength = Marshal.getInt(event, offset + CpgMessages.DELIVER_MESSAGE_LENGTH);
        if (messageLength < 0 || messageLength > length - CpgMessages.DELIVER_DATA) {
            return false;
        }
        listener.deliver(Marshal.getInt(event, offset + CpgMessages.DELIVER_NODE_ID),
            Marshal.getInt(event, offset + CpgMessages.DELIVER_PID), event, offset + CpgMessages.DELIVER_DATA, messageLength);
        return true;
    }

    private boolean partialDeliver(final MemorySegment event, final long offset, final int length) {
        if (length < CpgMessages.PARTIAL_DELIVER_DATA) {
            return false;
        }
        final int messageLength = Marshal.getInt(event, offset + CpgMessages.PARTIAL_DELIVER_MESSAGE_LENGTH);
        final int fragmentLength = Marshal.getInt(event, offset + CpgMessages.PARTIAL_DELIVER_FRAGMENT_LENGTH);
        if (messageLength < 0 || fragmentLength < 0 || fragmentLength > length - CpgMessages.PARTIAL_DELIVER_DATA) {
            return false;
        }
        assembly.fragment(Marshal.getInt(event, offset + CpgMessages.PARTIAL_DELIVER_NODE_ID),
            Marshal.getInt(event, offset + CpgMessages.PARTIAL_DELIVER_PID),
            Marshal.getInt(event, offset + CpgMessages.PARTIAL_DELIVER_TYPE), messageLength, event,
            offset + CpgMessages.PARTIAL_DELIVER_DATA, fragmentLength, listener);
        return true;
    }

    private boolean configuration(final MemorySegment event, final long offset, final int length) {
        if (length < CpgMessages.CONFIGURATION_RECORDS) {
            return false;
        }
        final int members = Marshal.getInt(event, offset + CpgMessages.CONFIGURATION_MEMBERS);
        final int joined = Marshal.getInt(event, offset + CpgMessages.CONFIGURATION_JOINED);
        final int left = Marshal.getInt(event, offset + CpgMessages.CONFIGURATION_LEFT);
        final int room = (length - CpgMessages.CONFIGURATION_RECORDS) / CpgMessages.RECORD_LENGTH;
        if (members < 0 || members > room || left < 0 || left > room - members || joined < 0 || joined > room - members - left) {
            return false;
        }
        final long records = offset + CpgMessages.CONFIGURATION_RECORDS;
        final List<CpgMember> leftList = records(event, records, members, left);
        for (final CpgMember member : leftList) {
            assembly.left(member.nodeId(), member.pid());
        }
        listener.configurationChange(records(event, records, 0, members), leftList,
            records(event, records, members + left, joined));
        return true;
    }

    static List<CpgMember> records(final MemorySegment segment, final long records, final int first, final int count) {
        final List<CpgMember> list = new ArrayList<>(count);
        for (int i = first; i < first + count; i++) {
            final long at = records + (long)i * CpgMessages.RECORD_LENGTH;
            list.add(new CpgMember(CpgMessages.recordNodeId(segment, at), CpgMessages.recordPid(segment, at),
                CpgReason.of(CpgMessages.recordReason(segment, at))));
        }
        return List.copyOf(list);
    }

    private boolean totemConfiguration(final MemorySegment event, final long offset, final int length) {
        if (length < CpgMessages.TOTEM_NODE_IDS) {
            return false;
        }
        final int count = Marshal.getInt(event, offset + CpgMessages.TOTEM_COUNT);
        if (count < 0 || count > (length - CpgMessages.TOTEM_NODE_IDS) / 4) {
            return false;
        }
        final int[] nodeIds = new int[count];
        for (int i = 0; i < count; i++) {
            nodeIds[i] = Marshal.getInt(event, offset + CpgMessages.TOTEM_NODE_IDS + 4L * i);
        }
        listener.totemConfigurationChange(Marshal.getInt(event, offset + CpgMessages.TOTEM_RING_NODE_ID),
            Marshal.getLong(event, offset + CpgMessages.TOTEM_RING_SEQUENCE), nodeIds);
        return true;
    }
}
