package org.gatun.client;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.gatun.ipc.message.CfgMessages;
import org.gatun.ipc.message.Marshal;

/**
 * How this node sees a node.
 *
 * @param nodeId unsigned
 * @param onwireMin lowest version of knet's protocol that both know, 0 without knet
 * @param onwireMax highest one
 * @param onwireVersion the one in use
 * @param links all that there can be, by link number
 */
public record CfgNodeStatus(int nodeId, boolean isReachable, boolean isRemote, boolean isExternal, int onwireMin, int onwireMax,
    int onwireVersion, List<Link> links) {
    /**
     * A link to the node.
     *
     * @param mtu bytes
     * @param source an address; undefined if the link is not enabled
     * @param destination an address, empty without knet; undefined if the link is not enabled
     */
    public record Link(boolean isEnabled, boolean isConnected, boolean isDynamicallyConnected, int mtu, String source,
        String destination) {
    }

    static CfgNodeStatus of(final MemorySegment response) {
        final List<Link> links = new ArrayList<>(CfgMessages.LINKS_MAX);
        for (int i = 0; i < CfgMessages.LINKS_MAX; i++) {
            final long at = CfgMessages.STATUS_LINKS + (long)i * CfgMessages.LINK_LENGTH;
            links.add(new Link(is(response, at + CfgMessages.LINK_ENABLED), is(response, at + CfgMessages.LINK_CONNECTED),
                is(response, at + CfgMessages.LINK_DYNAMICALLY_CONNECTED), Marshal.getInt(response, at + CfgMessages.LINK_MTU),
                Marshal.getText(response, at + CfgMessages.LINK_SOURCE, CfgMessages.LINK_ADDRESS_CAPACITY),
                Marshal.getText(response, at + CfgMessages.LINK_DESTINATION, CfgMessages.LINK_ADDRESS_CAPACITY)));
        }
        return new CfgNodeStatus(Marshal.getInt(response, CfgMessages.STATUS_NODE_ID),
            is(response, CfgMessages.STATUS_REACHABLE), is(response, CfgMessages.STATUS_REMOTE),
            is(response, CfgMessages.STATUS_EXTERNAL), Marshal.getU8(response, CfgMessages.STATUS_ONWIRE_MIN),
            Marshal.getU8(response, CfgMessages.STATUS_ONWIRE_MAX), Marshal.getU8(response, CfgMessages.STATUS_ONWIRE_VERSION),
            List.copyOf(links));
    }

    private static boolean is(final MemorySegment segment, final long offset) {
        return Marshal.getU8(segment, offset) != 0;
    }
}
