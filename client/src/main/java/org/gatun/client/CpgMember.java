package org.gatun.client;

/**
 * A process of a group.
 *
 * @param nodeId unsigned
 * @param pid as the process told it when it joined
 */
public record CpgMember(int nodeId, int pid, CpgReason reason) {
}
