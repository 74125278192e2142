package org.gatun.engine.service.cfg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.gatun.engine.service.ClientSession;
import org.gatun.engine.service.NodeDirectory;
import org.gatun.ipc.message.CfgMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.ResponseHeader;

/** Tells clients about interfaces, addresses and links. One thread. */
final class StatusReports {
    private final NodeDirectory nodes;
    private final Supplier<Set<Integer>> members;
    private final MemorySegment response = Arena.ofAuto().allocate(CfgMessages.RING_STATUS_RESPONSE_LENGTH, 8);

    /** @param members the nodes of the ring */
    StatusReports(final NodeDirectory nodes, final Supplier<Set<Integer>> members) {
        this.nodes = nodes;
        this.members = members;
    }

    void ringStatus(final ClientSession session) {
        Marshal.clear(response, 0, CfgMessages.RING_STATUS_RESPONSE_LENGTH);
        final List<NodeDirectory.Interface> interfaces = nodes.interfaces();
        final int count = Math.min(interfaces.size(), CfgMessages.RINGS_MAX);
        Marshal.putInt(response, CfgMessages.RING_COUNT, count);
        for (int i = 0; i < count; i++) {
            Marshal.putText(response, CfgMessages.RING_NAMES + (long)i * CfgMessages.RING_NAME_CAPACITY,
                CfgMessages.RING_NAME_CAPACITY, interfaces.get(i).name());
            Marshal.putText(response, CfgMessages.RING_STATES + (long)i * CfgMessages.RING_STATE_CAPACITY,
                CfgMessages.RING_STATE_CAPACITY, interfaces.get(i).status());
        }
        respond(session, CfgMessages.RING_STATUS_RESPONSE, CfgMessages.RING_STATUS_RESPONSE_LENGTH, CsError.OK);
    }

    void nodeAddresses(final ClientSession session, final int nodeId) {
        final List<InetAddress> addresses = nodes.addresses(nodeId);
        final int count = Math.min(addresses.size(), CfgMessages.LINKS_MAX);
        final int length = CfgMessages.ADDRESSES + count * CfgMessages.ADDRESS_LENGTH;
        Marshal.clear(response, 0, length);
        Marshal.putInt(response, CfgMessages.ADDRESS_COUNT, count);
        for (int i = 0; i < count; i++) {
            final byte[] bytes = addresses.get(i).getAddress();
            MemorySegment.copy(bytes, 0, response, ValueLayout.JAVA_BYTE,
                CfgMessages.ADDRESSES + (long)i * CfgMessages.ADDRESS_LENGTH, bytes.length);
        }
        if (count > 0) {
            Marshal.putInt(response, CfgMessages.ADDRESS_FAMILY,
                addresses.getFirst() instanceof Inet4Address ? CfgMessages.FAMILY_INET : CfgMessages.FAMILY_INET6);
        }
        respond(session, CfgMessages.NODE_ADDRESSES_RESPONSE, length, count > 0 ? CsError.OK : CsError.NOT_EXIST);
    }

    void nodeStatus(final ClientSession session, final int nodeId, final int version) {
        final NodeDirectory.Status status = version == CfgMessages.NODE_STATUS_V1 ? nodes.status(nodeId, members.get().contains(nodeId))
            : null;
        Marshal.clear(response, 0, CfgMessages.NODE_STATUS_RESPONSE_LENGTH);
        if (status == null) {
            respond(session, CfgMessages.NODE_STATUS_RESPONSE, CfgMessages.NODE_STATUS_ERROR_LENGTH,
                version == CfgMessages.NODE_STATUS_V1 ? CsError.FAILED_OPERATION : CsError.NOT_SUPPORTED);
            return;
        }
        Marshal.putInt(response, CfgMessages.STATUS_VERSION, version);
        Marshal.putInt(response, CfgMessages.STATUS_NODE_ID, nodeId);
        putFlag(CfgMessages.STATUS_REACHABLE, status.reachable());
        putFlag(CfgMessages.STATUS_REMOTE, status.remote());
        putFlag(CfgMessages.STATUS_EXTERNAL, status.external());
        Marshal.putU8(response, CfgMessages.STATUS_ONWIRE_MIN, status.onwireMin());
        Marshal.putU8(response, CfgMessages.STATUS_ONWIRE_MAX, status.onwireMax());
        Marshal.putU8(response, CfgMessages.STATUS_ONWIRE_VERSION, status.onwireVersion());
        for (final NodeDirectory.Link link : status.links()) {
            if (link.number() < CfgMessages.LINKS_MAX) {
                putLink(CfgMessages.STATUS_LINKS + (long)link.number() * CfgMessages.LINK_LENGTH, link);
            }
        }
        respond(session, CfgMessages.NODE_STATUS_RESPONSE, CfgMessages.NODE_STATUS_RESPONSE_LENGTH, CsError.OK);
    }

    private void putLink(final long at, final NodeDirectory.Link link) {
        putFlag(at + CfgMessages.LINK_ENABLED, link.enabled());
        putFlag(at + CfgMessages.LINK_CONNECTED, link.connected());
        putFlag(at + CfgMessages.LINK_DYNAMICALLY_CONNECTED, link.dynamicallyConnected());
        Marshal.putInt(response, at + CfgMessages.LINK_MTU, link.mtu());
        Marshal.putText(response, at + CfgMessages.LINK_SOURCE, CfgMessages.LINK_ADDRESS_CAPACITY, link.source());
        Marshal.putText(response, at + CfgMessages.LINK_DESTINATION, CfgMessages.LINK_ADDRESS_CAPACITY, link.destination());
    }

    private void putFlag(final long at, final boolean flag) {
        Marshal.putU8(response, at, flag ? 1 : 0);
    }

    private void respond(final ClientSession session, final int id, final int length, final CsError error) {
        ResponseHeader.put(response, 0, id, length, error);
        session.respond(response, 0, length);
    }
}
