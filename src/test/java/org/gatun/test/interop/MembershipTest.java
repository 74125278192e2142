package org.gatun.test.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.RecorderGroup;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nodes go and come in every way, the first (which represents the ring) and the last: all end in one ring, and those that stay
 * report the same configuration changes in the same order, at the same place among the messages.
 */
@Tag("interop")
@ParameterizedClass(name = "{0}", allowZeroInvocations = true)
@MethodSource("mixes")
class MembershipTest extends RingScenario {
    private static final Duration CHANGE = Duration.ofSeconds(20);

    /** Which node the scenario befalls. */
    enum Victim {
        FIRST, LAST
    }

    static Stream<Mix> mixes() {
        return Mix.selected("GCC", "CGG", "DDC");
    }

    private int nodeId(final Victim victim) {
        return victim == Victim.FIRST ? 1 : mix().size();
    }

    /** The changes that the nodes report in a section, which must be the same. */
    private List<String> sameChanges(final String section, final List<Integer> nodeIds) {
        group().assertSameSection(section, nodeIds);
        return group().changes(nodeIds.getFirst(), section);
    }

    private void assertReported(final List<String> changes, final String what) {
        assertTrue(changes.stream().anyMatch(change -> change.contains(what)), () -> mix() + ": no " + what + " in " + changes);
    }

    private void assertComesBack(final int id, final List<Integer> others) {
        cluster().engine(id).start();
        cluster().awaitRing(nodes(), Cluster.FORMATION);
        group().join(List.of(id));
        group().mark(others.getFirst(), "back", others);
        final List<String> changes = sameChanges("gone", others);
        assertReported(changes, " joined=" + id + "/1");
    }

    @ParameterizedTest
    @EnumSource
    void shouldReportNodeDownAndComeBackWhenNodeIsKilled(final Victim victim) {
        final int id = nodeId(victim);
        final List<Integer> others = without(id);
        group().mark("killed");
        cluster().engine(id).kill();
        group().forget(id);
        cluster().awaitRing(others, CHANGE);
        group().awaitMembers(others);
        group().mark("gone");
        assertReported(sameChanges("killed", others), " left=" + id + "/3");
        assertComesBack(id, others);
    }

    @ParameterizedTest
    @EnumSource
    void shouldReportLeaveAndComeBackWhenNodeIsStopped(final Victim victim) {
        final int id = nodeId(victim);
        final List<Integer> others = without(id);
        group().mark("stopped");
        cluster().engine(id).stop();
        assertEquals(0, cluster().engine(id).exitStatus(), () -> cluster().engine(id) + " ended\n" + cluster().diagnosis());
        group().forget(id);
        cluster().awaitRing(others, CHANGE);
        group().awaitMembers(others);
        group().mark("gone");
        assertReported(sameChanges("stopped", others), " left=" + id + "/");
        assertComesBack(id, others);
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndInOneRingWhenNodePausesAndContinues(final Victim victim) {
        final int id = nodeId(victim);
        final List<Integer> others = without(id);
        group().mark("paused");
        cluster().engine(id).pause();
        try {
            cluster().awaitRing(others, CHANGE);
            group().awaitMembers(others);
        } finally {
            cluster().engine(id).resume();
        }
        assertMergesAgain(id, others, "paused");
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndInOneRingWhenPartitionHeals(final Victim victim) {
        final int id = nodeId(victim);
        final List<Integer> others = without(id);
        group().mark("parted");
        cluster().network().partition(List.of(others, List.of(id)));
        cluster().awaitRing(others, CHANGE);
        cluster().awaitRing(List.of(id), CHANGE);
        group().awaitMembers(others);
        group().awaitMembers(List.of(id));
        cluster().network().heal();
        assertMergesAgain(id, others, "parted");
    }

    /** The node that was away and the others merge; those report the loss and the return alike, and messages flow to all. */
    private void assertMergesAgain(final int id, final List<Integer> others, final String section) {
        final RecorderGroup group = group();
        cluster().awaitRing(nodes(), CHANGE);
        group.awaitMembers(nodes());
        group.mark("merged");
        group.send(nodes(), 9, "50:1:1400 1:1:100000");
        group.awaitSent(nodes(), 1, CHANGE);
        group.mark("done");
        final List<String> changes = sameChanges(section, others);
        assertReported(changes, " left=" + id + "/3");
        assertReported(changes, " joined=" + id + "/");
        assertFalse(group.changes(id, section).isEmpty());
        assertEquals(group.changes(others.getFirst(), section).getLast().replaceAll(".* members=", ""),
            group.changes(id, section).getLast().replaceAll(".* members=", ""), () -> mix() + ": last change");
        group.assertSameSection("merged", nodes());
    }
}
