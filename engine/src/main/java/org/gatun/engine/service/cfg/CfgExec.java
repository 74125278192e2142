package org.gatun.engine.service.cfg;

/**
 * The executive messages of cfg.
 * <pre>
 *  message        fn  length   offset  type      field
 *  RING_REENABLE   0      32       16  source16  never sent
 *  KILL_NODE       1     288       16  u32       node id
 *                                  24  name264   reason; the length counts the zero byte
 *  SHUTDOWN        2      16
 *  RELOAD          3      32       16  source16  u32 node id @0, u64 cookie @8 of the client that asked
 *  CRYPTO          4      24       16  u32       phase: 1 activate, 2 clean up
 * </pre>
 * Source: corosync exec/cfg.c.
 */
final class CfgExec {
    static final int KILL_NODE = 1;
    static final int SHUTDOWN = 2;
    static final int RELOAD = 3;
    static final int CRYPTO = 4;

    static final int KILL_NODE_ID = 16;
    static final int KILL_REASON = 24;
    static final int KILL_LENGTH = 288;
    static final int SHUTDOWN_LENGTH = 16;
    static final int RELOAD_NODE_ID = 16;
    static final int RELOAD_COOKIE = 24;
    static final int RELOAD_LENGTH = 32;
    static final int CRYPTO_PHASE = 16;
    static final int CRYPTO_LENGTH = 24;
    static final int PHASE_ACTIVATE = 1;
    static final int PHASE_CLEAN_UP = 2;

    private CfgExec() {
    }
}
