package org.gatun.engine.transport.knet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.gatun.engine.config.NozzleSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses and refusals as C corosync 3.1.7 was seen to have them. */
class NozzleAddressTest {
    private static NozzleSettings settings(final String ip, final String prefix, final String mac) {
        return new NozzleSettings("noz0", ip, prefix, mac, Path.of("/etc/corosync/updown.d"));
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.7.0, 24,    ,                  1,     54:54:01:00:00:01, 192.168.7.1",
        "192.168.7.9, 16,    ,                  300,   54:54:01:00:01:2c, 192.168.1.44",
        "1.2.3.9,     24,    54:54:12:24:zz:zz, 300,   54:54:12:24:01:2c, 1.2.3.44",
        "1.2.3,       24,    ,                  1,     54:54:01:00:00:01, 1.2.0.1",
        "1.2.3.9,     8,     aa:54:ff:ff:ff:ff, 1,     aa:54:ff:ff:00:01, 1.0.0.1",
        "10.255.0.0,  30,    ,                  65535, 54:54:01:00:ff:ff, 10.255.0.3",
        "200.1.2.3,   8,     ,                  65535, 54:54:01:00:ff:ff, 200.0.255.255",
        "fd00:1::,    24abc, ,                  300,   54:54:01:00:01:2c, fd00:1::12c",
        "1.2.3.9,     ' +24',,                  1,     54:54:01:00:00:01, 1.2.3.1",
        "fd00::77,    64,    ,                  1,     54:54:01:00:00:01, fd00::1"})
    void shouldPutTheNodeIdIntoTheAddresses(final String ip, final String prefix, final String mac, final int nodeId,
        final String expectedMac, final String expectedIp) {
        final int bits = Integer.parseInt(prefix.replaceAll("\\D", ""));
        assertEquals(new NozzleAddress(expectedIp, bits), NozzleAddress.of(settings(ip, prefix, mac), nodeId));
        assertEquals(expectedMac, NozzleAddress.mac(settings(ip, prefix, mac), nodeId));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {
        "1.2.3.0, 31,   ,                  nozzle IP address prefix must be >= 8 and <= 30 (got 31)",
        "1.2.3.0, 7,    ,                  nozzle IP address prefix must be >= 8 and <= 30 (got 7)",
        "1.2.3.0, -24x, ,                  nozzle IP address prefix must be >= 8 and <= 30 (got -24)",
        "1.2.3.0, many, ,                  nozzle IP address prefix must be >= 8 and <= 30 (got 0)",
        "fd99::,  65,   ,                  nozzle IP address prefix must be >= 8 and <= 64 (got 65)",
        "bogus,   24,   ,                  Failed to parse IPv4 nozzle IP address",
        "1.2.3.4.5, 24, ,                  Failed to parse IPv4 nozzle IP address",
        "1.2.3.0, 24,   54:54,             macaddr for nozzle device is not in the correct format '54:54'",
        "1.2.3.0, 24,   54:54:zz:00:00:00, macaddr for nozzle device is not in the correct format '54:54:zz:00:00:00'"})
    void shouldSayWhatIsWrong(final String ip, final String prefix, final String mac, final String problem) {
        assertEquals(problem,
            assertThrows(IllegalArgumentException.class, () -> {
                NozzleAddress.mac(settings(ip, prefix, mac), 1);
                NozzleAddress.of(settings(ip, prefix, mac), 1);
            }).getMessage());
    }
}
