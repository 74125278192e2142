package org.gatun.engine.service.pload;

/**
 * The executive messages of pload.
 * <pre>
 *  message  fn  length        offset  type  field
 *  START     0      24            16  u32   messages that each node sends
 *                                 20  u32   their size n
 *  LOAD      1  16, or n ≥ 16     16        anything
 * </pre>
 * The header of a LOAD says a size of 16 + n, whatever the message has. Source: corosync exec/pload.c.
 */
final class PloadExec {
    static final int START = 0;
    static final int LOAD = 1;

    static final int START_COUNT = 16;
    static final int START_SIZE = 20;
    static final int START_LENGTH = 24;

    private PloadExec() {
    }
}
