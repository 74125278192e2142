package org.gatun.test.evs;

import java.util.Map;
import java.util.Set;

/**
 * What the engines' own logs tell of rings with which promises of theirs to clients are not kept; by node, rings as a recording names them.
 *
 * @param untold before these, nodes had left and come back without the node's clients being told
 * @param incomplete with these, the node and its clients lack messages of the ring before, joins and leaves of processes among them
 */
public record ToldByEngine(Map<Integer, Set<String>> untold, Map<Integer, Set<String>> incomplete) {
    /** Nothing. */
    public static final ToldByEngine NOTHING = new ToldByEngine(Map.of(), Map.of());
}
