package org.gatun.engine.service;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gatun.ipc.message.Marshal;

/** A client that keeps what it is sent. */
public final class TestSession implements ClientSession {
    private final int uid;
    private final int pid;
    private final List<byte[]> responses = new ArrayList<>();
    private final List<byte[]> events = new ArrayList<>();
    /** Responses and events in the order of sending. */
    private final List<String> order = new ArrayList<>();
    private Object attachment;
    private boolean discard;
    private long discarded;
    private boolean closed;

    public TestSession(final int pid) {
        this(pid, 0);
    }

    public TestSession(final int pid, final int uid) {
        this.pid = pid;
        this.uid = uid;
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public int uid() {
        return uid;
    }

    @Override
    public int gid() {
        return uid;
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
        responses.add(bytes(message, offset, length));
        order.add("response");
    }

    @Override
    public void event(final MemorySegment head, final long headOffset, final int headLength, final MemorySegment body,
        final long bodyOffset, final int bodyLength) {
        if (discard) {
            discarded += headLength + bodyLength;
            return;
        }
        final byte[] first = bytes(head, headOffset, headLength);
        final byte[] second = bytes(body, bodyOffset, bodyLength);
        final byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        events.add(all);
        order.add("event " + Marshal.getInt(MemorySegment.ofArray(all), 0));
    }

    @Override
    public void close() {
        closed = true;
    }

    public boolean isClosed() {
        return closed;
    }

    /** From now on events are only counted. */
    public void discardEvents() {
        discard = true;
    }

    public long discarded() {
        return discarded;
    }

    public List<String> order() {
        return order;
    }

    public List<byte[]> responses() {
        return responses;
    }

    /** The last response, which is taken. */
    public MemorySegment response() {
        if (responses.isEmpty()) {
            throw new AssertionError("no response");
        }
        return MemorySegment.ofArray(responses.removeLast());
    }

    /** All events so far, which are taken. */
    public List<MemorySegment> takeEvents() {
        final List<MemorySegment> all = new ArrayList<>();
        for (final byte[] event : events) {
            all.add(MemorySegment.ofArray(event));
        }
        events.clear();
        return all;
    }

    private static byte[] bytes(final MemorySegment segment, final long offset, final int length) {
        return segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }
}
