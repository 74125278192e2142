package org.gatun.engine.transport.udp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import org.gatun.natives.linux.SocketAddresses;
import org.gatun.natives.linux.Sockets;

/**
 * The members in nodelist order with their socket addresses in native memory, and the question whether an address is a
 * member's, answered from the binary form. Lookups allocate nothing. The ring's thread only.
 */
final class MemberTable {
    static final int MEMBERS_MAX = 384;

    private static final int SLOT = SocketAddresses.SOCKADDR_MAX;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private final UdpMember[] members = new UdpMember[MEMBERS_MAX];
    private final int[] nodeIds = new int[MEMBERS_MAX];
    /** The address's bytes as the machine reads them; IPv4 in the low word only. */
    private final long[] high = new long[MEMBERS_MAX];
    private final long[] low = new long[MEMBERS_MAX];
    private final MemorySegment addresses;
    private final int port;
    private int addressLength;
    private int scopeId;
    private int count;

    MemberTable(final SegmentAllocator allocator, final int port) {
        this.addresses = allocator.allocate((long) SLOT * MEMBERS_MAX, 8);
        this.port = port;
    }

    int count() {
        return count;
    }

    int nodeId(final int index) {
        return nodeIds[index];
    }

    /** Where the socket address of a member lies. */
    long address(final int index) {
        return addresses.address() + (long) SLOT * index;
    }

    int addressLength() {
        return addressLength;
    }

    /** The index of a node, -1 if it is no member. */
    int indexOf(final int nodeId) {
        for (int i = 0; i < count; i++) {
            if (nodeIds[i] == nodeId) {
                return i;
            }
        }
        return -1;
    }

    /** The address of a node, {@code null} if it is no member. */
    InetAddress addressOf(final int nodeId) {
        final int index = indexOf(nodeId);
        return index < 0 ? null : members[index].address();
    }

    /** Adds a member at the end, or gives a known one a new address; false if the table is full. */
    boolean put(final UdpMember member) {
        int index = indexOf(member.nodeId());
        if (index < 0) {
            if (count == MEMBERS_MAX) {
                return false;
            }
            index = count++;
        }
        set(index, member);
        return true;
    }

    /** Removes a member; false if it is none. */
    boolean remove(final int nodeId) {
        final int index = indexOf(nodeId);
        if (index < 0) {
            return false;
        }
        count--;
        for (int i = index; i < count; i++) {
            set(i, members[i + 1]);
        }
        members[count] = null;
        return true;
    }

    /** The interface whose link-local addresses are meant. */
    void scope(final int newScopeId) {
        if (newScopeId != scopeId) {
            scopeId = newScopeId;
            for (int i = 0; i < count; i++) {
                set(i, members[i]);
            }
        }
    }

    /** Whether the socket address at {@code offset} has the IP of a member; the port is not looked at. */
    boolean isListed(final MemorySegment segment, final long offset) {
        final long wantedHigh;
        final long wantedLow;
        switch (SocketAddresses.family(segment, offset)) {
            case Sockets.AF_INET -> {
                wantedHigh = 0;
                wantedLow = segment.get(INT, offset + SocketAddresses.IN_ADDRESS_OFFSET);
            }
            case Sockets.AF_INET6 -> {
                wantedHigh = segment.get(LONG, offset + SocketAddresses.IN6_ADDRESS_OFFSET);
                wantedLow = segment.get(LONG, offset + SocketAddresses.IN6_ADDRESS_OFFSET + 8);
            }
            default -> {
                return false;
            }
        }
        for (int i = 0; i < count; i++) {
            if (low[i] == wantedLow && high[i] == wantedHigh) {
                return true;
            }
        }
        return false;
    }

    private void set(final int index, final UdpMember member) {
        final long offset = (long) SLOT * index;
        final InetAddress ip = member.address();
        addressLength = SocketAddresses.setInet(addresses, offset, ip, port, ip.isLinkLocalAddress() ? scopeId : 0);
        members[index] = member;
        nodeIds[index] = member.nodeId();
        if (UdpTransportParameters.isIpv6(ip)) {
            high[index] = addresses.get(LONG, offset + SocketAddresses.IN6_ADDRESS_OFFSET);
            low[index] = addresses.get(LONG, offset + SocketAddresses.IN6_ADDRESS_OFFSET + 8);
        } else {
            high[index] = 0;
            low[index] = addresses.get(INT, offset + SocketAddresses.IN_ADDRESS_OFFSET);
        }
    }
}
