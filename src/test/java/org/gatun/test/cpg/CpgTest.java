package org.gatun.test.cpg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.gatun.client.CpgBuffer;
import org.gatun.ipc.message.CsError;
import org.gatun.natives.linux.Files;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Mix;
import org.gatun.test.hosts.HostThread;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the Java client of closed process groups must see of two nodes, whatever engines they run, beside what {@link
 * org.gatun.test.api.ApiTest} compares. This process is a member on both.
 */
@Tag("interop")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ParameterizedClass(name = "{0}", allowZeroInvocations = true)
@MethodSource("mixes")
class CpgTest {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final String ZERO_COPY_FILES = "corosync_zerocopy-.*";

    @Parameter
    Mix mix;

    private Cluster cluster;
    private HostThread host1;
    private HostThread host2;

    static Stream<Mix> mixes() {
        return Mix.selected("CC", "GG", "GC", "CG");
    }

    @BeforeEach
    void start() {
        if (cluster == null) {
            // Here and not once for the class, so that what the machine lacks is told for each test by name.
            cluster = new Cluster(mix, ClusterSettings.QUICK, 11).start();
            host1 = new HostThread(cluster.engine(1).host());
            host2 = new HostThread(cluster.engine(2).host());
        }
    }

    @AfterParameterizedClassInvocation
    void stop() {
        if (cluster != null) {
            cluster.close();
            host1.close();
            host2.close();
            cluster = null;
        }
    }

    private static String newGroup() {
        return "group" + NEXT.incrementAndGet();
    }

    @Test
    void shouldDeliverTheSameOrderToAllMembers() {
        final String group = newGroup();
        final int count = 400;
        try (Member one = new Member(host1, false); Member two = new Member(host2, false)) {
            one.joined(group);
            two.joined(group);
            final Random random = new Random(5);
            final List<String> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                final byte[] message = new byte[random.nextInt(i % 50 == 0 ? 60_000 : 2000)];
                random.nextBytes(message);
                final Member sender = i % 3 == 0 ? one : two;
                sender.send(message);
                sent.add((sender == one ? 1 : 2) + " " + Member.describe(message));
            }
            one.await("all delivered", () -> one.messages.size() == count);
            two.await("all delivered", () -> two.messages.size() == count);
            assertEquals(one.messages, two.messages);
            for (final String node : List.of("1 ", "2 ")) {
                assertEquals(sent.stream().filter(m -> m.startsWith(node)).toList(),
                    one.messages.stream().filter(m -> m.startsWith(node)).toList());
            }
        }
    }

    @Test
    void shouldDeliverNoMessageThatWasOrderedBeforeTheJoin() {
        final String group = newGroup();
        try (Member one = new Member(host1, false); Member two = new Member(host2, false)) {
            one.joined(group);
            for (int i = 0; i < 50; i++) {
                one.send("before " + i);
            }
            one.await("own messages", () -> one.messages.size() == 50);
            two.joined(group);
            one.await("join seen", () -> one.changes.size() == 2);
            one.send("after");
            two.await("delivered", () -> !two.messages.isEmpty());
            assertEquals(List.of("1 after"), two.messages);
        }
    }

    @Test
    void shouldNotReadBehindAMessage() {
        try (Member one = new Member(host1, false); Arena arena = Arena.ofConfined()) {
            assertThrows(IndexOutOfBoundsException.class, () -> one.cpg().multicast(arena.allocate(10, 8), 1, 10));
        }
    }

    @Test
    void shouldMulticastFromSharedBuffers() throws Exception {
        final String group = newGroup();
        final List<String> before = sharedMemory(ZERO_COPY_FILES);
        try (Member one = new Member(host1, false); Member two = new Member(host2, false)) {
            try (CpgBuffer buffer = one.cpg().allocate(500_000)) {
                assertEquals(CsError.NOT_EXIST, buffer.multicast(10));
                one.joined(group);
                two.joined(group);
                final List<String> expected = new ArrayList<>();
                for (final int length : new int[] {0, 1, 39, 4096, 500_000}) {
                    final byte[] message = new byte[length];
                    new Random(length).nextBytes(message);
                    MemorySegment.copy(message, 0, buffer.segment(), ValueLayout.JAVA_BYTE, buffer.offset(), length);
                    one.retry("multicast", () -> buffer.multicast(length));
                    expected.add("1 " + Member.describe(message));
                }
                two.await("all delivered", () -> two.messages.size() == expected.size());
                assertEquals(expected, two.messages);
                assertThrows(IllegalArgumentException.class, () -> buffer.multicast(500_001));
            }
            assertEquals(before, sharedMemory(ZERO_COPY_FILES));
        }
    }

    @Test
    void shouldWakeAPollLoopOnceForWhatThereIs() {
        try (Member one = new Member(host1, false); Arena arena = Arena.ofConfined()) {
            one.joined(newGroup());
            assertEquals(0, one.cpg().dispatch(Integer.MAX_VALUE, 0));
            final MemorySegment poll = arena.allocate(Files.POLLFD_SIZE, 4);
            Files.setPollFd(poll, 0, one.cpg().fd(), Files.POLLIN);
            one.send("a");
            one.send("b");
            one.send("c");
            assertEquals(1, Files.poll(poll, 10_000));
            one.await("all delivered", () -> one.messages.size() == 3);
            assertEquals(List.of("1 a", "1 b", "1 c"), one.messages);
            // A byte may come after its event was taken; once it is dispatched, the descriptor is quiet.
            one.await("descriptor is quiet", () -> {
                Files.setPollFd(poll, 0, one.cpg().fd(), Files.POLLIN);
                return Files.poll(poll, 50) == 0;
            });
        }
    }

    @Test
    void shouldReportADeadNodeAndItsReturn() {
        final String group = newGroup();
        try (Member one = new Member(host1, true)) {
            one.joined(group);
            final Member two = new Member(host2, false).joined(group);
            one.await("join seen", () -> one.changes.size() == 2);
            cluster.engine(2).kill();
            assertEquals(-CsError.LIBRARY.code(), two.awaitLoss());
            assertEquals(CsError.LIBRARY, two.cpg().multicast(Arena.ofAuto().allocate(8, 8), 0, 8));
            two.close();
            one.await("node down", () -> one.changes.size() == 3 && one.rings.size() == 2);
            assertEquals("[1] -[2:NODE_DOWN] +[]", one.changes.get(2));
            assertEquals(List.of("1.n [1, 2]", "1.n [1]"), one.rings);
            cluster.engine(2).start();
            cluster.awaitRing(List.of(1, 2), Cluster.FORMATION);
            one.await("node back", () -> one.rings.size() >= 3);
            assertEquals("1.n [1, 2]", one.rings.getLast());
            assertEquals(3, one.changes.size());
            try (Member back = new Member(host2, false)) {
                back.joined(group);
                assertEquals(List.of("[1,2] -[] +[2:JOIN]"), back.changes);
            }
        }
        assertEquals(List.of(), leftovers());
    }

    /** Files of connections to engines that are gone, made by this process. */
    private static List<String> leftovers() {
        return sharedMemory("qb-[0-9]+-" + ProcessHandle.current().pid() + "-.*").stream()
            .filter(n -> ProcessHandle.of(Long.parseLong(n.split("-")[1])).isEmpty()).toList();
    }

    /** The names in /dev/shm that match. */
    private static List<String> sharedMemory(final String pattern) {
        return Arrays.stream(new File("/dev/shm").list()).filter(n -> n.matches(pattern)).sorted().toList();
    }
}
