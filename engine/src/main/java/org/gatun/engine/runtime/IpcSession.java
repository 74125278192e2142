package org.gatun.engine.runtime;

import java.lang.foreign.MemorySegment;
import org.gatun.engine.service.ClientSession;
import org.gatun.engine.service.stats.ConnectionCounters;
import org.gatun.ipc.IpcConnection;

/** A connection of the local server as the services see it. On the services' thread. */
final class IpcSession implements ClientSession, ConnectionCounters {
    private final IpcConnection connection;
    private Object attachment;

    IpcSession(final IpcConnection connection) {
        this.connection = connection;
    }

    @Override
    public int pid() {
        return connection.pid();
    }

    @Override
    public int uid() {
        return connection.uid();
    }

    @Override
    public int gid() {
        return connection.gid();
    }

    @Override
    public Object attachment() {
        return attachment;
    }

    @Override
    public void attach(final Object state) {
        attachment = state;
    }

    @Override
    public void respond(final MemorySegment message, final long offset, final int length) {
        connection.respond(message, offset, length);
    }

    @Override
    public void event(final MemorySegment head, final long headOffset, final int headLength, final MemorySegment body,
        final long bodyOffset, final int bodyLength) {
        connection.event(head, headOffset, headLength, body, bodyOffset, bodyLength);
    }

    @Override
    public ConnectionCounters counters() {
        return this;
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public String processName() {
        return connection.procName();
    }

    @Override
    public boolean isQueueing() {
        return connection.isQueueing();
    }

    @Override
    public int queued() {
        return connection.queued();
    }

    @Override
    public int sent() {
        return (int)connection.statistics().sent();
    }

    @Override
    public long requests() {
        return connection.statistics().requests();
    }

    @Override
    public long responses() {
        return connection.statistics().responses();
    }

    @Override
    public long dispatched() {
        return connection.statistics().dispatched();
    }

    @Override
    public long sendRetries() {
        return connection.statistics().sendRetries();
    }

    @Override
    public long receiveRetries() {
        return connection.statistics().recvRetries();
    }

    @Override
    public int flowControl() {
        return connection.flowControl();
    }

    @Override
    public long flowControlChanges() {
        return connection.statistics().flowControlCount();
    }

    @Override
    public void clear() {
        connection.statistics().clear();
    }
}
