package org.gatun.test.evs;

import java.util.Map;
import java.util.Set;

/**
 * What is known of the engines of a recording: of those of C corosync, the rings with which promises of theirs to clients are not kept, as
 * their logs tell; by node, rings as a recording names them.
 *
 * @param untold before these, nodes had left and come back without the node's clients being told
 * @param incomplete with these, the node and its clients lack messages of the ring before, joins and leaves of processes among them
 * @param gatun the nodes whose engines are Gatun
 */
public record ToldByEngine(Map<Integer, Set<String>> untold, Map<Integer, Set<String>> incomplete, Set<Integer> gatun) {
    /** Nothing. */
    public static final ToldByEngine NOTHING = new ToldByEngine(Map.of(), Map.of(), Set.of());
}
