package org.gatun.engine.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"10.77.0.1", "fd77::1", "::", "::1", "fe80::", "1:0:2::3", "1:2:3:4:5:6:7:8", "1:0:2:0:3:0:4:0", "ff15::4d2"})
    void shouldWriteAddressesAsInetNtopDoes(final String text) throws UnknownHostException {
        assertEquals(text, AddressText.of(InetAddress.getByName(text)));
    }
}
