package org.gatun.natives.linux;

/** Levels and names for {@link Sockets#setsockopt(int, int, int, int)}, generic architecture table of Linux. */
public final class SocketOptions {
    public static final int SOL_SOCKET = 1;
    public static final int SO_REUSEADDR = 2;
    public static final int SO_TYPE = 3;
    public static final int SO_ERROR = 4;
    public static final int SO_BROADCAST = 6;
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_PRIORITY = 12;
    public static final int SO_PASSCRED = 16;
    /** Value: {@code struct ucred}. */
    public static final int SO_PEERCRED = 17;
    public static final int SO_BINDTODEVICE = 25;
    /** Value: {@code struct sock_fprog}, see {@link SocketFilter}. */
    public static final int SO_ATTACH_FILTER = 26;
    /** Value: any {@code int}. */
    public static final int SO_DETACH_FILTER = 27;
    /** As SO_SNDBUF above the system's limit; needs CAP_NET_ADMIN. */
    public static final int SO_SNDBUFFORCE = 32;
    /** As SO_RCVBUF above the system's limit; needs CAP_NET_ADMIN. */
    public static final int SO_RCVBUFFORCE = 33;

    public static final int IPPROTO_IP = 0;
    public static final int IPPROTO_UDP = 17;
    public static final int IPPROTO_IPV6 = 41;
    public static final int IP_TTL = 2;
    /** Value: {@code struct in_addr} of the interface, or {@code struct ip_mreqn}. */
    public static final int IP_MULTICAST_IF = 32;
    public static final int IP_MULTICAST_TTL = 33;
    public static final int IP_MULTICAST_LOOP = 34;
    /** Value: {@code struct ip_mreq}, group at 0 and interface address at 4. */
    public static final int IP_ADD_MEMBERSHIP = 35;
    public static final int IP_DROP_MEMBERSHIP = 36;
    /** Value: interface index. */
    public static final int IPV6_MULTICAST_IF = 17;
    public static final int IPV6_MULTICAST_HOPS = 18;
    public static final int IPV6_MULTICAST_LOOP = 19;
    /** Value: {@code struct ipv6_mreq}, group at 0 and i32 interface index at 16. */
    public static final int IPV6_ADD_MEMBERSHIP = 20;
    public static final int IPV6_DROP_MEMBERSHIP = 21;
    public static final int IPV6_V6ONLY = 26;
    /** Segmentation offload: the size of each datagram that one send is cut into. */
    public static final int UDP_SEGMENT = 103;
    /** Receive offload: several datagrams in one receive, their size in a control message. */
    public static final int UDP_GRO = 104;

    private SocketOptions() {
    }
}
