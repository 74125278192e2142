package org.gatun.test.api;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gatun.client.Cpg;
import org.gatun.client.CpgBuffer;
import org.gatun.client.CpgListener;
import org.gatun.client.CpgMember;
import org.gatun.client.CpgProcess;
import org.gatun.client.CsException;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.message.CsError;

/** The calls of libcpg. */
final class CpgCalls extends Calls<Cpg> {
    private static final int FLOOD_MAX = 5000;
    private static final int DRAIN_STEPS = 1000;
    private static final int STEP_MS = 20;

    private final Map<String, CpgBuffer> buffers = new HashMap<>();
    private final Map<String, byte[]> groups = new HashMap<>();
    private boolean isFlooded;
    private int awaited;

    CpgCalls() {
        calls.put("cpg_initialize", command -> open(command, false, false));
        calls.put("cpg_model_initialize", command -> open(command, true, command.number(3) != 0));
        calls.put("cpg_finalize", this::close);
        calls.put("cpg_fd_get", command -> say(descriptor(handle(command).fd())));
        calls.put("cpg_max_atomic_msgsize_get", command -> say("size=" + Cpg.atomicMessageMax()));
        calls.put("cpg_dispatch", command -> dispatch(handle(command)::dispatch, command.integer(2)));
        calls.put("cpg_wait", command -> await(handle(command)::dispatch, command.integer(2)));
        calls.put("cpg_join", this::join);
        calls.put("cpg_leave", command -> say(handle(command).leave()));
        calls.put("cpg_mcast_joined", this::multicast);
        calls.put("cpg_flood", this::flood);
        calls.put("cpg_membership_get", command -> say("members=" + members(handle(command).membership(command.bytes(2)), false)));
        calls.put("cpg_local_get", command -> say("node=" + Integer.toUnsignedString(handle(command).localNodeId())));
        calls.put("cpg_zcb_alloc", command -> {
            buffers.put(command.text(2), handle(command).allocate(command.integer(3)));
            say(CsError.OK);
        });
        calls.put("cpg_zcb_capacity", command -> say("capacity=" + buffers.get(command.text(2)).capacity()));
        calls.put("cpg_zcb_mcast_joined", this::multicastBuffer);
        calls.put("cpg_zcb_free", command -> {
            buffers.get(command.text(2)).close();
            say(CsError.OK);
        });
        calls.put("cpg_iterate", this::iterate);
    }

    /** Prints what it is told. */
    private final class Listener implements CpgListener {
        private final String name;
        private final boolean hearsOfRings;

        Listener(final String name, final boolean hearsOfRings) {
            this.name = name;
            this.hearsOfRings = hearsOfRings;
        }

        private String group() {
            return words(groups.getOrDefault(name, new byte[0]));
        }

        @Override
        public void deliver(final int nodeId, final int pid, final MemorySegment message, final long offset, final int length) {
            if (isFlooded) {
                awaited--;
                return;
            }
            final byte[] bytes = new byte[length];
            MemorySegment.copy(message, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
            event(name, "deliver group=" + group() + " from=" + Integer.toUnsignedString(nodeId) + "/" + pid + " message="
                + words(bytes));
        }

        @Override
        public void configurationChange(final List<CpgMember> members, final List<CpgMember> left, final List<CpgMember> joined) {
            event(name, "change group=" + group() + " members=" + members(members, true) + " left=" + members(left, true) + " joined="
                + members(joined, true));
        }

        @Override
        public void totemConfigurationChange(final int ringNodeId, final long ringSequence, final int[] nodeIds) {
            if (hearsOfRings) {
                event(name, "ring=" + Integer.toUnsignedString(ringNodeId) + "." + Long.toUnsignedString(ringSequence) + " members="
                    + list(nodeIds));
            }
        }
    }

    private static String members(final List<CpgMember> members, final boolean withReasons) {
        return members.stream().map(member -> Integer.toUnsignedString(member.nodeId()) + "/" + member.pid()
            + (withReasons ? "/" + member.reason().number() : "")).collect(Collectors.joining(","));
    }

    private void open(final Command command, final boolean hearsOfRings, final boolean initialRing) throws CsException {
        opened(command, Cpg.open(IpcEndpoint.abstractNames(), new Listener(command.text(1), hearsOfRings), initialRing));
        say(CsError.OK);
    }

    private void join(final Command command) throws CsException {
        final CsError error = handle(command).join(command.bytes(2));
        if (error == CsError.OK) {
            groups.put(command.text(1), command.bytes(2));
        }
        say(error);
    }

    private void multicast(final Command command) throws CsException {
        final Cpg cpg = handle(command);
        final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        for (int i = 3; i < command.count(); i++) {
            pieces.writeBytes(command.bytes(i));
        }
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment message = arena.allocate(Math.max(1, pieces.size()), 8);
            MemorySegment.copy(pieces.toByteArray(), 0, message, ValueLayout.JAVA_BYTE, 0, pieces.size());
            say(cpg.multicast(message, 0, pieces.size()));
        }
    }

    private void multicastBuffer(final Command command) {
        final CpgBuffer buffer = buffers.get(command.text(2));
        final byte[] message = command.bytes(4);
        MemorySegment.copy(message, 0, buffer.segment(), ValueLayout.JAVA_BYTE, buffer.offset(), message.length);
        say(buffer.multicast(message.length));
    }

    private void flood(final Command command) throws CsException {
        final Cpg cpg = handle(command);
        isFlooded = true;
        awaited = 0;
        CsError error = CsError.OK;
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment message = arena.allocate(command.number(2), 8);
            for (int i = 0; i < FLOOD_MAX && error == CsError.OK; i++) {
                error = cpg.multicast(message, 0, (int)message.byteSize());
                awaited += error == CsError.OK ? 1 : 0;
            }
        }
        for (int i = 0; i < DRAIN_STEPS && awaited > 0; i++) {
            cpg.dispatch(Integer.MAX_VALUE, STEP_MS);
        }
        isFlooded = false;
        System.out.println(error.code() + " missing=" + awaited);
    }

    private void iterate(final Command command) throws CsException {
        final Cpg cpg = handle(command);
        final List<CpgProcess> found = switch (command.integer(2)) {
            case 1 -> cpg.groups();
            case 2 -> cpg.processes(command.text(3).getBytes(StandardCharsets.UTF_8));
            default -> cpg.processes();
        };
        say(CsError.OK);
        found.forEach(process -> System.out.println("  group=" + words(process.group()) + " member="
            + Integer.toUnsignedString(process.nodeId()) + "/" + process.pid()));
    }

    @Override
    void reset() {
        super.reset();
        buffers.clear();
        groups.clear();
    }
}
