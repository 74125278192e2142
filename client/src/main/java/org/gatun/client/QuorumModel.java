package org.gatun.client;

/** The two generations of notifications. */
public enum QuorumModel {
    /** The verdict, with the ring's sequence alone. */
    V0,
    /** The verdict with the ring id, and lists of those who joined and left. */
    V1
}
