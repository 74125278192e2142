package org.gatun.ipc;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The control file of the socket transport.
 * <pre>
 *  offset  size  field
 *       0     4  requests sent and not yet received
 *       4     4  flow-control value
 *       8     4  responses sent and not yet received
 *      12     4
 *      16     4  events sent and not yet received
 *      20     4
 * </pre>
 * Both processes count; nobody decides anything by the counts here. Source: libqb {@code lib/ipc_socket.c}, 2.0.6.
 */
final class ControlFile {
    static final int REQUESTS = 0;
    static final int RESPONSES = 8;
    static final int EVENTS = 16;
    private static final int SIZE = 24;
    private static final int FLOW_CONTROL = 4;
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle().withInvokeExactBehavior();

    private final MappedFile file;
    private final MemorySegment segment;

    private ControlFile(final MappedFile file) {
        this.file = file;
        segment = file.segment();
    }

    static ControlFile create(final String path, final int uid, final int gid) throws IpcException {
        return new ControlFile(MappedFile.create(path, SIZE, false, uid, gid));
    }

    static ControlFile open(final String path) throws IpcException {
        return new ControlFile(MappedFile.open(path, SIZE, false));
    }

    void sent(final int channel) {
        final int ignored = (int)INT.getAndAdd(segment, (long)channel, 1);
    }

    void received(final int channel) {
        final int ignored = (int)INT.getAndAdd(segment, (long)channel, -1);
    }

    int flowControl() {
        return (int)INT.getVolatile(segment, (long)FLOW_CONTROL);
    }

    void setFlowControl(final int value) {
        INT.setVolatile(segment, (long)FLOW_CONTROL, value);
    }

    String path() {
        return file.path();
    }

    /** Removes the file, which the other end may have done. */
    void closeAndRemove() {
        file.unlink();
        file.unmap();
    }
}
