package org.gatun.engine.service.votequorum;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.gatun.engine.service.ExecHeader;
import org.gatun.engine.service.Service;
import org.gatun.engine.service.ServiceContext;
import org.gatun.ipc.message.Marshal;

/**
 * The executive messages of votequorum and how they are sent.
 * <pre>
 *  fn  name               size  layout behind the 16-byte header
 *   0  node info            32  u32 nodeid @16, u32 votes @20, u32 expected votes @24, u32 flags @28
 *   1  reconfigure          32  u32 nodeid @16, u32 value @20, u8 param @24 (1 expected votes, 2 votes, 3 cancel wait for all)
 *   2  qdevice (un)register 280 u32 operation @16 (1 register, 0 unregister), char[255] name @20
 *   3  qdevice rename       528 char[255] old @16, char[255] new @271
 * </pre>
 * Source: corosync {@code exec/votequorum.c}, 3.1.7. On the services' thread.
 */
final class VoteMessages {
    static final int NODE_INFO = 0;
    static final int RECONFIGURE = 1;
    static final int QDEVICE_REGISTER = 2;
    static final int QDEVICE_RENAME = 3;
    static final int NODE_INFO_LENGTH = 32;
    static final int RECONFIGURE_LENGTH = 32;
    static final int REGISTER_LENGTH = 280;
    static final int RENAME_LENGTH = 528;
    static final int PARAM_EXPECTED_VOTES = 1;
    static final int PARAM_VOTES = 2;
    static final int PARAM_CANCEL_WAIT_FOR_ALL = 3;
    static final int NAME_CAPACITY = 255;
    static final int REGISTER_NAME = 20;
    static final int RENAME_OLD = 16;
    static final int RENAME_NEW = 271;

    private final Service service;
    private final ServiceContext context;
    private final MemorySegment message = Arena.ofAuto().allocate(RENAME_LENGTH, 8);

    VoteMessages(final Service service, final ServiceContext context) {
        this.service = service;
        this.context = context;
    }

    boolean sendNodeInfo(final VoteNode node) {
        begin(NODE_INFO, NODE_INFO_LENGTH);
        Marshal.putInt(message, 16, node.id);
        Marshal.putInt(message, 20, node.votes);
        Marshal.putInt(message, 24, node.expectedVotes);
        Marshal.putInt(message, 28, node.flags);
        return context.multicast(service, NODE_INFO, message, NODE_INFO_LENGTH);
    }

    boolean sendReconfigure(final int nodeId, final int value, final int param) {
        begin(RECONFIGURE, RECONFIGURE_LENGTH);
        Marshal.putInt(message, 16, nodeId);
        Marshal.putInt(message, 20, value);
        Marshal.putU8(message, 24, param);
        return context.multicast(service, RECONFIGURE, message, RECONFIGURE_LENGTH);
    }

    boolean sendRegister(final boolean register, final String name) {
        begin(QDEVICE_REGISTER, REGISTER_LENGTH);
        Marshal.putInt(message, 16, register ? 1 : 0);
        Marshal.putText(message, REGISTER_NAME, NAME_CAPACITY, name);
        return context.multicast(service, QDEVICE_REGISTER, message, REGISTER_LENGTH);
    }

    boolean sendRename(final String oldName, final String newName) {
        begin(QDEVICE_RENAME, RENAME_LENGTH);
        Marshal.putText(message, RENAME_OLD, NAME_CAPACITY, oldName);
        Marshal.putText(message, RENAME_NEW, NAME_CAPACITY, newName);
        return context.multicast(service, QDEVICE_RENAME, message, RENAME_LENGTH);
    }

    /** A device's name at {@code o}. */
    static String name(final MemorySegment m, final long o) {
        return Marshal.getText(m, o, NAME_CAPACITY);
    }

    private void begin(final int function, final int length) {
        Marshal.clear(message, 0, length);
        ExecHeader.put(message, 0, service.id(), function, length);
    }
}
