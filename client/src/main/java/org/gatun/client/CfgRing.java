package org.gatun.client;

/**
 * A link of this node.
 *
 * @param name link number and address, {@code 0 10.77.0.1}
 * @param status {@code OK}, or with knet one character for each node
 */
public record CfgRing(String name, String status) {
}
