package org.gatun.engine.service.cpg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.gatun.engine.service.ExecHeader;
import org.gatun.engine.service.TestNode;
import org.gatun.engine.service.TestRing;
import org.gatun.engine.service.TestSession;
import org.gatun.engine.totem.GroupName;
import org.gatun.ipc.message.CpgMessages;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.ResponseHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CpgServiceTest {
    private final TestRing ring = new TestRing();
    private final TestNode one = new TestNode(ring, 1, new CpgService());
    private final TestNode two = new TestNode(ring, 2, new CpgService());

    private void form() {
        ring.install(1, 2);
        ring.run();
    }

    private CpgClient joined(final TestNode node, final int pid, final String group) {
        final CpgClient client = new CpgClient(node, pid);
        assertEquals(CsError.OK, client.join(group));
        ring.run();
        client.events();
        return client;
    }

    private static byte[] hex(final String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    @Test
    void shouldAnswerAsCapturedWhenPythonClientJoins() {
        form();
        final TestSession session = one.connect(CpgService.ID, 22882);
        final byte[] join = new byte[168];
        System.arraycopy(hex("00 00 00 00 00 00 00 00 a8 00 00 00 00 00 00 00 05 00 00 00 00 00 00 00 70 79 67 72 70"), 0, join, 0, 29);
        System.arraycopy(hex("62 59 00 00 00 00 00 00 01 00 00 00 00 00 00 00"), 0, join, 0x98, 16);
        assertArrayEquals(hex("00 00 00 00 00 00 00 00 18 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00"),
            one.call(CpgService.ID, session, MemorySegment.ofArray(join)).toArray(ValueLayout.JAVA_BYTE));
        assertTrue(session.takeEvents().isEmpty());
        ring.run();

        final List<MemorySegment> events = session.takeEvents();
        assertEquals(2, events.size());
        final byte[] configuration = new byte[232];
        System.arraycopy(hex("04 00 00 00 00 00 00 00 e8 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 05 00 00 00 00 00 00 00"
            + "70 79 67 72 70"), 0, configuration, 0, 37);
        System.arraycopy(hex("01 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
            + "01 00 00 00 00 00 00 00 62 59 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
            + "01 00 00 00 00 00 00 00 62 59 00 00 00 00 00 00 01 00 00 00 00 00 00 00"), 0, configuration, 0xa0, 72);
        assertArrayEquals(configuration, events.get(0).toArray(ValueLayout.JAVA_BYTE));
        assertArrayEquals(hex("0d 00 00 00 00 00 00 00 38 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00"
            + "01 00 00 00 00 00 00 00 04 00 00 00 00 00 00 00 02 00 00 00 01 00 00 00 02 00 00 00 00 00 00 00"),
            events.get(1).toArray(ValueLayout.JAVA_BYTE));

        one.request(CpgService.ID, session, MemorySegment.ofArray(hex("02 00 00 00 00 00 00 00 2d 00 00 00 00 00 00 00"
            + "00 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 05 00 00 00 00 00 00 00 61 62 63 64 65")));
        assertTrue(session.responses().isEmpty());
        ring.run();
        final byte[] deliver = session.takeEvents().getFirst().toArray(ValueLayout.JAVA_BYTE);
        assertEquals(189, deliver.length);
        assertArrayEquals(hex("05 00 00 00 00 00 00 00 bd 00 00 00 00 00 00 00"), Arrays.copyOf(deliver, 16));
        assertArrayEquals(hex("05 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 62 59 00 00 00 00 00 00 61 62 63 64 65"),
            Arrays.copyOfRange(deliver, 0xa0, 189));

        assertArrayEquals(hex("0c 00 00 00 00 00 00 00 18 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00"),
            one.call(CpgService.ID, session, MemorySegment.ofArray(hex("08 00 00 00 00 00 00 00 10 00 00 00 00 00 00 00")))
                .toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void shouldDeliverInOneOrderToAllMembers() {
        form();
        final CpgClient a = joined(one, 10, "g");
        final CpgClient b = joined(two, 20, "g");
        final CpgClient other = joined(two, 21, "h");
        a.events();
        a.multicast("first");
        b.multicast("second");
        a.multicast("");
        ring.run();

        final List<String> order = List.of("g message 1:10 first", "g message 1:10 ", "g message 2:20 second");
        assertEquals(order, a.events());
        assertEquals(order, b.events());
        assertEquals(List.of(), other.events());
    }

    @Test
    void shouldReportJoinsAndLeaves() {
        form();
        final CpgClient a = joined(one, 10, "g");
        final CpgClient b = new CpgClient(two, 20);
        assertEquals(CsError.OK, b.join("g"));
        assertEquals(CsError.EXIST, b.join("g"));
        assertEquals(CsError.EXIST, b.join("other"));
        assertEquals(CsError.BUSY, b.leave("g"));
        ring.run();
        final String join = "g members[1:10, 2:20] left[] joined[2:20/1]";
        assertEquals(List.of(join), a.events());
        assertEquals(List.of(join), b.events());

        assertEquals(CsError.OK, b.leave("g"));
        assertEquals(CsError.NOT_EXIST, b.leave("g"));
        assertEquals(CsError.BUSY, b.join("other"));
        ring.run();
        final String leave = "g members[1:10] left[2:20/2] joined[]";
        assertEquals(List.of(leave), a.events());
        assertEquals(List.of(leave), b.events());
        assertEquals(CsError.OK, b.join("g"));
        ring.run();
        assertEquals(List.of(join), a.events());
    }

    @Test
    void shouldReportProcessDownWhenConnectionCloses() {
        form();
        final CpgClient a = joined(one, 10, "g");
        final CpgClient b = joined(two, 20, "g");
        a.events();
        assertEquals(CsError.OK, b.finalise());
        a.multicast("not for b");
        ring.run();
        assertEquals(List.of(), b.events());
        two.ring().capacity(0);
        b.disconnect();
        two.ring().capacity(10);
        ring.run();
        assertEquals(List.of("g message 1:10 not for b"), a.events());
        two.manager().doWork(10_000_000L);
        ring.run();
        assertEquals(List.of("g members[1:10] left[2:20/5] joined[]"), a.events());
        a.disconnect();
        ring.run();
        assertEquals(List.of("OK", "LIBRARY"), new CpgClient(one, 11).iterate(CpgMessages.ITERATE_ALL, ""));
    }

    @Test
    void shouldReportProcessDownWhenNodeStopsInOrder() {
        form();
        final CpgClient a = joined(one, 10, "g");
        final CpgClient b = joined(two, 20, "g");
        a.events();
        two.manager().stop(() -> two.control().add("stopped"));
        b.disconnect();
        ring.run();
        assertEquals(List.of("g members[1:10] left[2:20/5] joined[]"), a.events());
        assertEquals("stopped", two.control().getLast());
    }

    @Test
    void shouldRefuseSecondConnectionOfSameProcessToSameGroup() {
        form();
        joined(one, 10, "g");
        assertEquals(CsError.EXIST, new CpgClient(one, 10).join("g"));
        final CpgClient again = new CpgClient(one, 10);
        assertEquals(CsError.OK, again.join("h"));
    }

    @Test
    void shouldSayTryAgainWhileLeaveOfClosedConnectionIsUnderWay() {
        form();
        final CpgClient a = joined(one, 10, "g");
        a.disconnect();
        final CpgClient again = new CpgClient(one, 10);
        assertEquals(CsError.TRY_AGAIN, again.join("g"));
        ring.run();
        assertEquals(CsError.OK, again.join("g"));
    }

    @Test
    void shouldRefuseNameThatIsTooLong() {
        form();
        final CpgClient a = new CpgClient(one, 10);
        assertEquals(CsError.OK, a.join("x".repeat(128)));
        final MemorySegment request = CpgClient.allocate(CpgMessages.JOIN_LENGTH);
        CpgMessages.putJoin(request, 0, new byte[0], 11, 0);
        Marshal.putInt(request, CpgMessages.REQUEST_GROUP, 129);
        assertEquals(CsError.NAME_TOO_LONG, CpgClient.error(a.call(request)));
        Marshal.putInt(request, CpgMessages.REQUEST_GROUP, -1);
        assertEquals(CsError.NAME_TOO_LONG, CpgClient.error(a.call(request)));
    }

    @Test
    void shouldReportNodeDownOncePerGroupInOrderOfNames() {
        form();
        final CpgClient b = joined(one, 10, "beta");
        final CpgClient a = joined(one, 11, "alpha");
        joined(two, 21, "beta");
        joined(two, 20, "beta");
        joined(two, 22, "alpha");
        a.events();
        b.events();

        ring.install(1);
        ring.run();

        assertEquals(List.of("alpha members[1:11] left[2:22/3] joined[]", "totem 1.8 1"), a.events());
        assertEquals(List.of("beta members[1:10] left[2:20/3, 2:21/3] joined[]", "totem 1.8 1"), b.events());
    }

    @Test
    void shouldReportSplitAndMerge() {
        form();
        final CpgClient a = joined(one, 10, "g");
        final CpgClient b = joined(two, 20, "g");
        final CpgClient b2 = joined(two, 21, "g");
        a.events();
        b.events();
        b2.events();
        ring.install(1);
        ring.run();
        ring.install(2);
        ring.run();
        assertEquals(List.of("g members[2:20, 2:21] left[1:10/3] joined[]", "totem 2.12 2"), b.events());
        a.events();

        ring.install(1, 2);
        ring.run();

        assertEquals(List.of("g members[1:10, 2:20, 2:21] left[] joined[2:21/4, 2:20/4]", "totem 1.16 1 2"), a.events());
        assertEquals(List.of("g members[1:10, 2:20, 2:21] left[] joined[1:10/4]", "totem 1.16 1 2"), b.events());
    }

    @Test
    void shouldReportDownAndUpWhenNodeRestartsBetweenTwoSynchronisations() {
        form();
        final CpgClient a = joined(one, 10, "g");
        joined(two, 20, "g");
        a.events();
        final TestNode again = new TestNode(ring, 2, new CpgService());
        ring.install(1, 2);
        ring.run();
        assertEquals(List.of("g members[1:10] left[2:20/3] joined[]", "totem 1.8 1 2"), a.events());
        joined(again, 30, "g");
        assertEquals(List.of("g members[1:10, 2:30] left[] joined[2:30/1]"), a.events());
    }

    @Test
    void shouldRemoveProcessThatItsNodeDoesNotAnnounce() {
        form();
        final CpgClient a = joined(one, 10, "g");
        joined(two, 20, "g");
        a.events();
        // Joins that only this node has seen.
        for (final int pid : new int[] {99, 98}) {
            one.manager().onDeliver(GroupName.SERVICES, 2, change(CpgExec.JOIN, pid), 0, CpgExec.JOIN_LENGTH, false);
        }
        a.events();

        ring.install(1, 2);
        ring.run();

        assertEquals(List.of("g members[1:10, 2:20, 2:99] left[2:98/5] joined[]",
            "g members[1:10, 2:20] left[2:99/5] joined[]", "totem 1.8 1 2"), a.events());
    }

    /** The message that a process joins or leaves "g". */
    private static MemorySegment change(final int function, final int pid) {
        final MemorySegment message = MemorySegment.ofArray(new byte[CpgExec.JOIN_LENGTH]);
        RequestHeader.put(message, 0, ExecHeader.id(CpgService.ID, function), CpgExec.JOIN_LENGTH);
        Marshal.putCpgName(message, CpgExec.GROUP, CpgClient.bytes("g"));
        Marshal.putInt(message, CpgExec.PID, pid);
        Marshal.putInt(message, CpgExec.REASON, CpgMessages.REASON_PROCESS_DOWN);
        return message;
    }

    /** Node 1 is alone for a while; the synchronisation with node 2 has come so far. */
    private void partAndMeet(final CpgClient a, final int rounds) {
        ring.install(1);
        ring.run();
        a.events();
        ring.install(1, 2);
        for (int i = 0; i < rounds; i++) {
            ring.round();
        }
    }

    @Test
    void shouldNotTellOfTheEndOfAProcessThatWasNotTold() {
        form();
        final CpgClient a = joined(one, 10, "g");
        one.manager().onDeliver(GroupName.SERVICES, 2, change(CpgExec.LEAVE, 99), 0, CpgExec.JOIN_LENGTH, false);
        assertEquals(List.of(), a.events());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void shouldSendTheEndOfAProcessBehindASynchronisation(final int rounds) {
        form();
        final CpgClient a = joined(one, 10, "g");
        final CpgClient b = joined(two, 20, "g");
        partAndMeet(a, rounds);
        b.disconnect();
        ring.run();
        two.manager().doWork(10_000_000L);
        ring.run();
        assertEquals(List.of("g members[1:10, 2:20] left[] joined[2:20/4]", "totem 1.12 1 2", "g members[1:10] left[2:20/5] joined[]"), a.events());
    }

    /** As corosync sends it: behind the list of the node's processes, before the end of the synchronisation or after it. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void shouldKeepNoProcessThatEndsInASynchronisation(final int rounds) {
        form();
        final CpgClient a = joined(one, 10, "g");
        joined(two, 20, "g");
        partAndMeet(a, rounds);
        two.ring().multicast(GroupName.SERVICES, change(CpgExec.LEAVE, 20), 0, CpgExec.JOIN_LENGTH, MemorySegment.NULL, 0, 0);
        ring.run();
        assertEquals(List.of("g 1:10", "OK", "LIBRARY"), new CpgClient(one, 11).iterate(CpgMessages.ITERATE_ALL, ""));
        assertEquals(List.of("g 1:10", "OK", "LIBRARY"), new CpgClient(two, 21).iterate(CpgMessages.ITERATE_ALL, ""));
        boolean isTold = false;
        for (final String event : a.events()) {
            assertTrue(isTold || !event.contains("left[2:20"), event);
            isTold |= event.contains("joined[2:20");
        }
    }

    @Test
    void shouldStartAnewWhenSynchronisationBreaksOff() {
        form();
        final CpgClient a = joined(one, 10, "g");
        final CpgClient b = joined(two, 20, "g");
        a.events();
        b.events();
        for (int rounds = 0; rounds < 6; rounds++) {
            ring.install(1);
            for (int i = 0; i < rounds; i++) {
                ring.round();
            }
            ring.install(1, 2);
            for (int i = 0; i < rounds; i++) {
                ring.round();
            }
            ring.install(1, 2);
            ring.run();
            final CpgClient c = new CpgClient(one, 100 + rounds);
            assertEquals(List.of("g 1:10", "g 2:20", "OK", "LIBRARY"), c.iterate(CpgMessages.ITERATE_ALL, ""));
        }
    }

    /** What was delivered to one of the two only, when they were apart, stands between views that differ. */
    @Test
    void shouldReportDownAndUpWhenNodeWasAwayInASynchronisationThatBrokeOff() {
        form();
        final CpgClient a = joined(one, 10, "g");
        joined(two, 20, "g");
        a.events();
        ring.install(1);
        ring.install(1, 2);
        ring.install(1, 2);
        ring.run();
        assertEquals(List.of("g members[1:10] left[2:20/3] joined[]", "g members[1:10, 2:20] left[] joined[2:20/4]", "totem 1.16 1 2"),
            a.events());
        ring.install(1, 2);
        ring.run();
        assertEquals(List.of("totem 1.20 1 2"), a.events());
    }

    @Test
    void shouldSendInitialTotemConfigurationOnceWhenAnyGroupChanges() {
        form();
        final CpgClient a = new CpgClient(one, 10);
        assertEquals(CsError.OK, a.join("g", CpgMessages.FLAG_INITIAL_TOTEM_CONFIGURATION));
        joined(two, 20, "other");
        assertEquals(List.of("g members[1:10] left[] joined[1:10/1]", "totem 1.4 1 2"), a.events());
        joined(two, 21, "g");
        assertEquals(List.of("g members[1:10, 2:21] left[] joined[2:21/1]"), a.events());
        final CpgClient unjoined = new CpgClient(one, 11);
        ring.install(1, 2);
        ring.run();
        assertEquals(List.of("totem 1.8 1 2"), unjoined.events());
    }

    @Test
    void shouldInterruptPartialMulticastWhenGroupChanges() {
        form();
        final CpgClient a = joined(one, 10, "g");
        assertEquals(CsError.OK, a.partial("abc", 9, CpgMessages.PARTIAL_FIRST));
        assertEquals(CsError.OK, a.partial("def", 9, CpgMessages.PARTIAL_CONTINUED));
        ring.run();
        assertEquals(List.of("g partial 1:10 1/9 abc", "g partial 1:10 2/9 def"), a.events());
        joined(two, 20, "g");
        assertEquals(CsError.INTERRUPT, a.partial("ghi", 9, CpgMessages.PARTIAL_LAST));
        assertEquals(CsError.OK, a.partial("abc", 9, CpgMessages.PARTIAL_FIRST));
        assertEquals(CsError.NOT_EXIST, new CpgClient(one, 11).partial("abc", 9, CpgMessages.PARTIAL_FIRST));
    }

    @Test
    void shouldIterateInOrderOfGroupsAndProcesses() {
        form();
        joined(one, 12, "b");
        joined(one, 11, "b");
        joined(one, 13, "a");
        final CpgClient client = joined(two, 10, "b");
        assertEquals(List.of("a 1:13", "b 1:11", "b 2:10", "b 1:12", "OK", "LIBRARY"), client.iterate(CpgMessages.ITERATE_ALL, ""));
        assertEquals(List.of("a 0:0", "b 0:0", "OK", "LIBRARY"), client.iterate(CpgMessages.ITERATE_NAMES, ""));
        assertEquals(List.of("a 1:13", "OK", "LIBRARY"), client.iterate(CpgMessages.ITERATE_ONE_GROUP, "a"));
        assertEquals(List.of("OK", "LIBRARY"), client.iterate(CpgMessages.ITERATE_ONE_GROUP, "none"));
        assertEquals(CsError.LIBRARY, CpgClient.error(client.iteration(CpgMessages.ITERATION_FINALISE, 77)));
    }

    @Test
    void shouldListMembershipInFixedSize() {
        form();
        final CpgClient a = joined(one, 12, "b");
        joined(two, 11, "b");
        final MemorySegment request = CpgClient.allocate(CpgMessages.MEMBERSHIP_GET_LENGTH);
        RequestHeader.put(request, 0, CpgMessages.MEMBERSHIP_GET, CpgMessages.MEMBERSHIP_GET_LENGTH);
        Marshal.putCpgName(request, CpgMessages.REQUEST_GROUP, CpgClient.bytes("b"));
        final MemorySegment answer = a.call(request);
        assertEquals(9248, answer.byteSize());
        assertEquals(3, ResponseHeader.id(answer, 0));
        assertEquals(2, Marshal.getInt(answer, CpgMessages.MEMBERSHIP_COUNT));
        assertEquals(11, CpgMessages.recordPid(answer, CpgMessages.MEMBERSHIP_RECORDS + 24));
        Marshal.putCpgName(request, CpgMessages.REQUEST_GROUP, CpgClient.bytes("none"));
        assertEquals(0, Marshal.getInt(a.call(request), CpgMessages.MEMBERSHIP_COUNT));
    }

    @Test
    void shouldNotDeliverWhenSenderHasNoProcessInGroup() {
        form();
        final CpgClient a = joined(one, 10, "g");
        final byte[] bytes = new byte[CpgExec.MULTICAST_DATA + 3];
        final MemorySegment message = MemorySegment.ofArray(bytes);
        RequestHeader.put(message, 0, 0x20003, bytes.length);
        Marshal.putCpgName(message, CpgExec.GROUP, CpgClient.bytes("g"));
        Marshal.putInt(message, CpgExec.MESSAGE_LENGTH, 3);
        deliver(2, message, bytes.length);
        assertEquals(List.of(), a.events());
        // Of a process that is not known, but on a node that has one: delivered.
        deliver(1, message, bytes.length);
        assertEquals(List.of("g message 1:0 \0\0\0"), a.events());
    }

    @Test
    void shouldDropGarbageFromTheRing() {
        form();
        final CpgClient a = joined(one, 10, "g");
        final MemorySegment message = MemorySegment.ofArray(new byte[2000]);
        final Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            random.nextBytes((byte[])message.heapBase().orElseThrow());
            RequestHeader.put(message, 0, 0x20000 | random.nextInt(9), random.nextInt());
            Marshal.putInt(message, CpgExec.GROUP, random.nextInt(160) - 10);
            if (random.nextBoolean()) {
                Marshal.putCpgName(message, CpgExec.GROUP, CpgClient.bytes("g"));
            }
            // Reason and processes vary; no exception may come out.
            deliver(1 + random.nextInt(2), message, random.nextInt(2000));
        }
        a.events();
        for (final int wrong : new int[] {4, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            Marshal.putCpgName(message, CpgExec.GROUP, CpgClient.bytes("g"));
            RequestHeader.put(message, 0, 0x20003, 187);
            Marshal.putInt(message, CpgExec.MESSAGE_LENGTH, wrong);
            deliver(1, message, CpgExec.MULTICAST_DATA + 3);
        }
        assertEquals(List.of(), a.events());
    }

    private void deliver(final int nodeId, final MemorySegment message, final int length) {
        one.manager().onDeliver(GroupName.SERVICES, nodeId, message, 0, length, false);
    }

    @Test
    void shouldSendFromZeroCopyBuffer(@TempDir final Path directory) throws IOException {
        form();
        final CpgClient a = joined(one, 10, "g");
        final Path file = directory.resolve("buffer");
        Files.write(file, new byte[4096]);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertEquals(CsError.OK, alloc(a, file.toString(), 4096));
            assertFalse(Files.exists(file));
            final ByteBuffer view = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096).order(ByteOrder.LITTLE_ENDIAN);
            final long token = view.getLong(8);
            view.putInt(16 + CpgMessages.MULTICAST_MESSAGE_LENGTH, 5);
            view.put(56, "hello".getBytes(StandardCharsets.US_ASCII));
            assertEquals(CsError.OK, handle(a, CpgMessages.ZERO_COPY_EXECUTE, token));
            ring.run();
            assertEquals(List.of("g message 1:10 hello"), a.events());
            view.putInt(16 + CpgMessages.MULTICAST_MESSAGE_LENGTH, 4096 - 55);
            assertEquals(CsError.INVALID_PARAM, handle(a, CpgMessages.ZERO_COPY_EXECUTE, token));
            assertEquals(CsError.INVALID_PARAM, handle(a, CpgMessages.ZERO_COPY_EXECUTE, token + 1));
            assertEquals(CsError.INVALID_PARAM, handle(new CpgClient(one, 11), CpgMessages.ZERO_COPY_EXECUTE, token));
            final MemorySegment free = CpgClient.allocate(CpgMessages.FREE_LENGTH);
            RequestHeader.put(free, 0, CpgMessages.ZERO_COPY_FREE, CpgMessages.FREE_LENGTH);
            Marshal.putLong(free, CpgMessages.FREE_SERVER_ADDRESS, token);
            assertEquals(CsError.OK, CpgClient.error(a.call(free)));
            assertEquals(CsError.INVALID_PARAM, CpgClient.error(a.call(free)));
        }
        assertEquals(CsError.LIBRARY, alloc(a, file.toString(), 4096));
        assertEquals(CsError.LIBRARY, alloc(a, directory.toString(), 4096));
        assertEquals(CsError.LIBRARY, alloc(a, "relative", 4096));
        assertEquals(CsError.LIBRARY, alloc(a, file.toString(), -1));
    }

    private static CsError alloc(final CpgClient client, final String path, final long size) {
        final MemorySegment request = CpgClient.allocate(CpgMessages.ALLOC_LENGTH);
        RequestHeader.put(request, 0, CpgMessages.ZERO_COPY_ALLOC, CpgMessages.ALLOC_LENGTH);
        Marshal.putLong(request, CpgMessages.ALLOC_MAP_SIZE, size);
        Marshal.putText(request, CpgMessages.ALLOC_PATH, CpgMessages.ALLOC_PATH_CAPACITY, path);
        return CpgClient.error(client.call(request));
    }

    private static CsError handle(final CpgClient client, final int id, final long handle) {
        return CpgClient.error(client.iteration(id, handle));
    }
}
