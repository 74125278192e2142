package org.gatun.test.interop;

import java.util.stream.Stream;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.Garbage;
import org.gatun.test.engines.Mix;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real frames changed at random, joins among them, which every engine must believe since nothing authenticates them: the nodes
 * live through it and are one ring again at its end. For rings of Gatun only: C corosync 3.1.7 smashes its stack on the lists of
 * joins that add up to more than it has room for.
 */
@Tag("interop")
@ParameterizedClass(name = "{0}", allowZeroInvocations = true)
@MethodSource("mixes")
class MutatedFramesTest extends GarbageScenario {
    static Stream<Mix> mixes() {
        return Mix.selected("GGG").filter(mix -> mix.letters().matches("G+"));
    }

    @Test
    void shouldBeOneRingAgainWhenFramesWereMutated() {
        sendWithoutGrowth(Garbage.Kind.ANY, 20);
        cluster().awaitRing(nodes(), Cluster.FORMATION);
        group().awaitMembers(nodes());
        assertMessagesFlow("after");
    }
}
