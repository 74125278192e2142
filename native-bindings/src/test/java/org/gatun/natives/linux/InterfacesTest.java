package org.gatun.natives.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.NetworkInterface;
import org.junit.jupiter.api.Test;

class InterfacesTest {
    @Test
    void shouldListTheLoopbackInterface() throws Exception {
        final Interfaces.InterfaceAddress lo = Interfaces.getifaddrs().stream()
            .filter(a -> a.address().equals(InetAddress.ofLiteral("127.0.0.1"))).findFirst().orElseThrow();
        assertEquals("lo", lo.name());
        assertEquals(8, lo.prefixLength());
        assertTrue(lo.isUp());
        assertEquals(Interfaces.IFF_LOOPBACK, lo.flags() & Interfaces.IFF_LOOPBACK);
        assertEquals(NetworkInterface.getByName("lo").getIndex(), lo.index());
        assertEquals(lo.index(), Interfaces.ifNametoindex("lo"));
        assertEquals(-Errno.ENODEV, Interfaces.ifNametoindex("no-such-if"));
    }
}
