package org.gatun.client;

import java.nio.charset.StandardCharsets;

/**
 * An entry of an iteration over the groups of the cluster.
 *
 * @param group at most 128 bytes of any value
 * @param nodeId unsigned; 0 when only names were asked for
 * @param pid 0 when only names were asked for
 */
public record CpgProcess(byte[] group, int nodeId, int pid) {
    /** The group's name, if it is text. */
    public String groupName() {
        return new String(group, StandardCharsets.UTF_8);
    }
}
