package org.gatun.engine.transport.knet;

import java.net.Inet4Address;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.gatun.engine.config.LeadingNumbers;
import org.gatun.engine.config.NozzleSettings;

/**
 * The address of a node's device, which every node can tell from the section and the node id.
 *
 * @param ip ends in as many bits of the node id as the network leaves
 * @param prefix bits of the network
 */
record NozzleAddress(String ip, int prefix) {
    private static final String DEFAULT_MAC = "54:54:01:00:00:00";
    private static final int MAC_LENGTH = 17;
    private static final int MAC_KEPT = 12;
    private static final Pattern MAC_START = Pattern.compile("([0-9A-Fa-f]{2}:){4}");
    private static final int PREFIX_MIN = 8;
    private static final int PREFIX_MAX_IPV4 = 30;
    private static final int PREFIX_MAX_IPV6 = 64;

    /** The hardware address: it ends in the node id, by which frames find their node. {@link IllegalArgumentException} says in the C engine's words what is wrong. */
    static String mac(final NozzleSettings settings, final int nodeId) {
        final String configured = settings.macAddress() == null ? DEFAULT_MAC : settings.macAddress();
        if (configured.length() != MAC_LENGTH || !MAC_START.matcher(configured).lookingAt()) {
            throw new IllegalArgumentException("macaddr for nozzle device is not in the correct format '" + configured + "'");
        }
        final HexFormat hex = HexFormat.of();
        return configured.substring(0, MAC_KEPT) + hex.toHexDigits((byte)(nodeId >> 8)) + ':' + hex.toHexDigits((byte)nodeId);
    }

    /** The IP address; {@link IllegalArgumentException} says in the C engine's words what is wrong. */
    static NozzleAddress of(final NozzleSettings settings, final int nodeId) {
        final int colons = settings.ipAddress().indexOf("::");
        final int max = colons < 0 ? PREFIX_MAX_IPV4 : PREFIX_MAX_IPV6;
        final int prefix = (int)LeadingNumbers.integer(settings.ipPrefix()).orElse(0);
        if (prefix < PREFIX_MIN || prefix > max) {
            throw new IllegalArgumentException("nozzle IP address prefix must be >= " + PREFIX_MIN + " and <= " + max + " (got " + prefix + ")");
        }
        final String ip = colons < 0 ? ipv4(settings.ipAddress(), prefix, nodeId)
            : settings.ipAddress().substring(0, colons) + "::" + Integer.toHexString(nodeId);
        return new NozzleAddress(ip, prefix);
    }

    private static String ipv4(final String configured, final int prefix, final int nodeId) {
        final byte[] bytes;
        try {
            bytes = Inet4Address.ofLiteral(configured).getAddress();
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException("Failed to parse IPv4 nozzle IP address", e);
        }
        final int hostBits = -1 >>> prefix;
        int address = 0;
        for (final byte part : bytes) {
            address = address << Byte.SIZE | part & 0xff;
        }
        address = address & ~hostBits | nodeId & hostBits;
        return (address >>> 24) + "." + (address >> 16 & 0xff) + '.' + (address >> 8 & 0xff) + '.' + (address & 0xff);
    }
}
