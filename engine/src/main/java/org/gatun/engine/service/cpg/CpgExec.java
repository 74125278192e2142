package org.gatun.engine.service.cpg;

/**
 * The executive messages of cpg. name136 is a {@code mar_cpg_name_t}; every u32 has 4 pad bytes behind it.
 * <pre>
 *  message            fn  length    offset  type      field
 *  JOIN                0     168        16  name136   group
 *                                      152  u32       pid
 *                                      160  u32       reason, 1
 *  LEAVE               1     168            the same; reason 2 or 5
 *  JOIN_LIST           2  24+144k        0            24-byte header
 *                                       24  144×k     u32 pid @0, name136 group @8
 *  MULTICAST           3   184+n        16  name136   group
 *                                      152  u32       n
 *                                      160  u32       pid
 *                                      168  source16  u32 node id @0, u64 cookie @8: of no use to others
 *                                      184  n bytes   data
 *  DOWN_LIST           5    1568        16  u32       members of the old ring
 *                                       24  u32       k
 *                                       32  u32[384]  node ids, the first k valid
 *  PARTIAL_MULTICAST   6   200+n        16  name136   group
 *                                      152  u32       length of the whole message
 *                                      160  u32       n
 *                                      168  u32       pid
 *                                      176  u32       type
 *                                      184  source16
 *                                      200  n bytes   data
 * </pre>
 * Source: corosync exec/cpg.c, 3.1.7.
 */
final class CpgExec {
    static final int JOIN = 0;
    static final int LEAVE = 1;
    static final int JOIN_LIST = 2;
    static final int MULTICAST = 3;
    static final int DOWN_LIST = 5;
    static final int PARTIAL_MULTICAST = 6;

    static final int GROUP = 16;
    static final int PID = 152;
    static final int REASON = 160;
    static final int JOIN_LENGTH = 168;

    static final int ENTRIES = 24;
    static final int ENTRY_LENGTH = 144;
    static final int ENTRY_GROUP = 8;

    static final int MESSAGE_LENGTH = 152;
    static final int MULTICAST_PID = 160;
    static final int MULTICAST_SOURCE = 168;
    static final int MULTICAST_DATA = 184;

    static final int OLD_MEMBERS = 16;
    static final int LEFT_COUNT = 24;
    static final int LEFT_NODES = 32;
    static final int DOWN_LIST_LENGTH = 1568;

    static final int FRAGMENT_LENGTH = 160;
    static final int PARTIAL_PID = 168;
    static final int PARTIAL_TYPE = 176;
    static final int PARTIAL_SOURCE = 184;
    static final int PARTIAL_DATA = 200;

    private CpgExec() {
    }
}
