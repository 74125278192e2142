package org.gatun.test.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.gatun.test.engines.Garbage;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.Tools;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A million random, truncated and senseless frames: the ring does not notice, and the counters count. */
@Tag("interop")
@ParameterizedClass(name = "{0}", allowZeroInvocations = true)
@MethodSource("mixes")
class GarbageTest extends GarbageScenario {
    static Stream<Mix> mixes() {
        return Mix.selected("GCC");
    }

    @Test
    void shouldKeepRingUpWhenFramesAreInvalid() {
        final long dropped = new Tools(target()).counter("stats.srp.rx_msg_dropped");
        group().mark("garbage");
        final int sent = sendWithoutGrowth(Garbage.Kind.HARMLESS, 100);
        assertMessagesFlow("after");
        assertEquals(List.of(), group().changes(target().nodeId(), "garbage"),
            () -> mix() + ": the ring noticed\n" + cluster().diagnosis());
        final long counted = new Tools(target()).counter("stats.srp.rx_msg_dropped") - dropped;
        // A sixth of it is of an unknown type; what the socket's buffer could not hold was never seen.
        assertTrue(counted > sent / 20, () -> target() + " counted " + counted + " of " + sent);
    }
}
