package org.gatun.engine.config;

/**
 * The effective values of the {@code totem} section that the ring needs, checked and with defaults derived. Immutable; a reload
 * makes a new one. Times in milliseconds.
 *
 * @param token token loss timeout, the coefficient already added
 * @param tokenWarning per cent of {@code token} after which a warning is logged, 0 = off
 * @param netMtu the frame size after subtraction of two multicast headers (1410 for a netmtu of 1500)
 * @param sendJoin upper bound of the random pause before a join, 0 = none
 * @param heartbeatFailuresAllowed 0 = no heartbeat
 */
public record TotemParameters(
    int nodeId,
    int netMtu,
    int token,
    int tokenWarning,
    int tokenRetransmit,
    int hold,
    int tokenRetransmitsBeforeLossConst,
    int join,
    int sendJoin,
    int consensus,
    int merge,
    int downcheck,
    int failRecvConst,
    int seqnoUnchangedConst,
    int heartbeatFailuresAllowed,
    int maxNetworkDelay,
    int windowSize,
    int maxMessages,
    int missCountConst,
    boolean cancelTokenHoldOnRetransmit) {
}
