package org.gatun.engine.service;

import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.Value;

/** Keeps the keys {@code runtime.members.<node id>.*} in step with the ring. One thread. */
final class MemberKeys {
    private final ConfigMap config;
    private final NodeDirectory nodes;

    MemberKeys(final ConfigMap config, final NodeDirectory nodes) {
        this.config = config;
        this.nodes = nodes;
    }

    void update(final int[] left, final int[] joined) {
        for (final int nodeId : left) {
            config.put(prefix(nodeId) + "status", Value.ofString("left"));
        }
        for (final int nodeId : joined) {
            join(nodeId);
        }
    }

    private void join(final int nodeId) {
        final String prefix = prefix(nodeId);
        config.put(prefix + "ip", Value.ofString(nodes.describe(nodeId)));
        config.put(prefix + "join_count", Value.ofU32(config.getU32(prefix + "join_count", 0) + 1));
        config.put(prefix + "status", Value.ofString("joined"));
    }

    private static String prefix(final int nodeId) {
        return "runtime.members." + Integer.toUnsignedString(nodeId) + '.';
    }
}
