package org.gatun.test.cpg;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.gatun.client.Cpg;
import org.gatun.client.CpgListener;
import org.gatun.client.CpgMember;
import org.gatun.client.CpgReason;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.message.CsError;
import org.gatun.test.hosts.HostThread;

/** A handle on one host's engine that writes down what it is told, in words. One thread. */
final class Member implements CpgListener, AutoCloseable {
    private static final long TIMEOUT_S = 20;

    final List<String> messages = new ArrayList<>();
    final List<String> changes = new ArrayList<>();
    final List<String> rings = new ArrayList<>();
    private final Cpg cpg;

    Member(final HostThread host, final boolean initialTotemConfiguration) {
        cpg = host.call(() -> Cpg.open(IpcEndpoint.abstractNames(), this, initialTotemConfiguration));
    }

    Cpg cpg() {
        return cpg;
    }

    /** Joins and waits for the configuration change that has it. */
    Member joined(final String group) {
        retry("join", () -> cpg.join(group));
        await("joined", () -> !changes.isEmpty());
        return this;
    }

    /** Sends, and dispatches while the engine has no room. */
    void send(final byte[] message) {
        try (Arena own = Arena.ofConfined()) {
            final MemorySegment bytes = own.allocate(Math.max(1, message.length), 8);
            MemorySegment.copy(message, 0, bytes, ValueLayout.JAVA_BYTE, 0, message.length);
            retry("multicast", () -> cpg.multicast(bytes, 0, message.length));
        }
    }

    void send(final String message) {
        send(message.getBytes(StandardCharsets.UTF_8));
    }

    /** A call that may answer TRY_AGAIN. */
    interface Call {
        CsError run();
    }

    void retry(final String what, final Call call) {
        final CsError[] error = {CsError.TRY_AGAIN};
        await(what, () -> {
            error[0] = call.run();
            return error[0] != CsError.TRY_AGAIN;
        });
        if (error[0] != CsError.OK) {
            throw new AssertionError(what + ": " + error[0]);
        }
    }

    /** Dispatches until the condition holds. */
    void await(final String what, final BooleanSupplier condition) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
        while (!condition.getAsBoolean()) {
            final int rc = cpg.dispatch(Integer.MAX_VALUE, 20);
            if (rc < 0 || System.nanoTime() - deadline > 0) {
                throw new AssertionError("not in time: " + what + ", dispatch=" + rc + "\n" + this);
            }
        }
    }

    /** Dispatches until the connection is lost; the answer of the last dispatch. */
    int awaitLoss() {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
        int rc = 0;
        while (rc >= 0 && System.nanoTime() - deadline < 0) {
            rc = cpg.dispatch(Integer.MAX_VALUE, 100);
        }
        return rc;
    }

    /** Long messages as length and sum, short ones as they are. */
    static String describe(final byte[] bytes) {
        return bytes.length <= 40 ? new String(bytes, StandardCharsets.UTF_8) : bytes.length + ":" + Arrays.hashCode(bytes);
    }

    @Override
    public void deliver(final int nodeId, final int pid, final MemorySegment message, final long offset, final int length) {
        final byte[] bytes = new byte[length];
        MemorySegment.copy(message, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
        if (pid != ProcessHandle.current().pid()) {
            throw new AssertionError("pid=" + pid);
        }
        messages.add(nodeId + " " + describe(bytes));
    }

    @Override
    public void configurationChange(final List<CpgMember> members, final List<CpgMember> left, final List<CpgMember> joined) {
        changes.add(words(members) + " -" + words(left) + " +" + words(joined));
    }

    private static String words(final List<CpgMember> list) {
        return list.stream().map(m -> {
            if (m.pid() != ProcessHandle.current().pid()) {
                throw new AssertionError("pid=" + m.pid());
            }
            return m.reason() == CpgReason.UNDEFINED ? "" + m.nodeId() : m.nodeId() + ":" + m.reason();
        }).collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public void totemConfigurationChange(final int ringNodeId, final long ringSequence, final int[] nodeIds) {
        rings.add(ringNodeId + "." + (ringSequence > 0 ? "n" : "0") + " " + Arrays.toString(nodeIds));
    }

    @Override
    public void close() {
        cpg.close();
    }

    @Override
    public String toString() {
        return "changes=" + changes + ", rings=" + rings + ", messages=" + messages.size();
    }
}
