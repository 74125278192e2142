package org.gatun.natives.linux;

import static org.gatun.natives.linux.Libc.C_INT;
import static org.gatun.natives.linux.Libc.C_POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * The network interfaces of the calling thread's network namespace. Any thread; asks the kernel at each call. Allocates.
 *
 * <p>{@code struct ifaddrs} (56): next 0, name 8, u32 flags 16, address 24, netmask 32, broadcast or peer 40, data 48.
 */
public final class Interfaces {
    public static final int IFF_UP = 0x1;
    public static final int IFF_BROADCAST = 0x2;
    public static final int IFF_LOOPBACK = 0x8;
    public static final int IFF_POINTOPOINT = 0x10;
    public static final int IFF_RUNNING = 0x40;
    public static final int IFF_MULTICAST = 0x1000;
    static final int IFADDRS_SIZE = 56;

    private static final MethodHandle GETIFADDRS = Libc.withErrno("getifaddrs", C_INT, C_POINTER);
    private static final MethodHandle FREEIFADDRS = Libc.link("freeifaddrs", FunctionDescriptor.ofVoid(C_POINTER));
    private static final MethodHandle IF_NAMETOINDEX = Libc.withErrno("if_nametoindex", C_INT, C_POINTER);

    private Interfaces() {
    }

    /**
     * One IP address of an interface.
     *
     * @param flags IFF_* bits
     * @param index of the interface, above 0
     * @param prefixLength bits of the network mask
     */
    public record InterfaceAddress(String name, int index, int flags, InetAddress address, int prefixLength) {
        /** Whether the interface is administratively up. */
        public boolean isUp() {
            return (flags & IFF_UP) != 0;
        }
    }

    /** {@code getifaddrs(3)}: the IPv4 and IPv6 addresses in the kernel's order. A failure is a {@link LinuxException}. */
    public static List<InterfaceAddress> getifaddrs() {
        final MemorySegment state = Libc.state();
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment head = arena.allocate(ValueLayout.ADDRESS);
            Errno.check("getifaddrs", Libc.result((int) GETIFADDRS.invokeExact(state, head), state));
            final MemorySegment first = head.get(ValueLayout.ADDRESS, 0);
            try {
                return list(first);
            } finally {
                FREEIFADDRS.invokeExact(first);
            }
        } catch (final Throwable t) {
            throw Libc.misuse("getifaddrs", t);
        }
    }

    /** {@code unsigned int if_nametoindex(const char *ifname)}: the index above 0. -ENODEV. */
    public static int ifNametoindex(final String name) {
        final MemorySegment state = Libc.state();
        try (Arena arena = Arena.ofConfined()) {
            final int index = (int) IF_NAMETOINDEX.invokeExact(state, arena.allocateFrom(name));
            return index != 0 ? index : -Libc.errno(state);
        } catch (final Throwable t) {
            throw Libc.misuse("if_nametoindex", t);
        }
    }

    private static List<InterfaceAddress> list(final MemorySegment first) throws UnknownHostException {
        final List<InterfaceAddress> found = new ArrayList<>();
        MemorySegment next = first;
        while (next.address() != 0) {
            final MemorySegment entry = Libc.sized(next, IFADDRS_SIZE);
            final MemorySegment address = entry.get(ValueLayout.ADDRESS, 24);
            if (address.address() != 0) {
                final byte[] bytes = ipBytes(address);
                if (bytes.length != 0) {
                    final String name = Libc.string(entry.get(ValueLayout.ADDRESS, 8));
                    // An interface that vanished since has no index any more: it is left out.
                    final int index = ifNametoindex(name);
                    if (index > 0) {
                        found.add(new InterfaceAddress(name, index, entry.get(C_INT, 16), InetAddress.getByAddress(bytes),
                            prefixLength(entry.get(ValueLayout.ADDRESS, 32))));
                    }
                }
            }
            next = entry.get(ValueLayout.ADDRESS, 0);
        }
        return found;
    }

    private static byte[] ipBytes(final MemorySegment pointer) {
        final MemorySegment family = Libc.sized(pointer, 2);
        return switch (SocketAddresses.family(family, 0)) {
            case Sockets.AF_INET -> Libc.sized(pointer, SocketAddresses.SOCKADDR_IN_SIZE)
                .asSlice(SocketAddresses.IN_ADDRESS_OFFSET, 4).toArray(ValueLayout.JAVA_BYTE);
            case Sockets.AF_INET6 -> Libc.sized(pointer, SocketAddresses.SOCKADDR_IN6_SIZE)
                .asSlice(SocketAddresses.IN6_ADDRESS_OFFSET, 16).toArray(ValueLayout.JAVA_BYTE);
            default -> new byte[0];
        };
    }

    private static int prefixLength(final MemorySegment mask) {
        int bits = 0;
        if (mask.address() != 0) {
            for (final byte b : ipBytes(mask)) {
                bits += Integer.bitCount(b & 0xff);
            }
        }
        return bits;
    }
}
