package org.gatun.engine.totem.srp;

import java.lang.foreign.Arena;
import java.util.function.IntUnaryOperator;

/**
 * What a ring takes besides its parameters.
 *
 * @param arena owns the ring's native memory; closed after the ring's last use
 * @param links number of links whose interface must come up before the ring starts
 * @param random gives a number from 0 to its argument, for the pause before joins
 * @param firstSeq the sequence number before the first message of each ring; 0 on the wire that corosync speaks, other values let
 *     tests begin near the wrap and must be the same on all nodes
 */
public record RingOptions(Arena arena, int links, IntUnaryOperator random, int firstSeq) {
}
