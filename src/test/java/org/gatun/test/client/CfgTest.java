package org.gatun.test.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.gatun.client.Cfg;
import org.gatun.client.CfgShutdown;
import org.gatun.client.Cmap;
import org.gatun.client.CmapMap;
import org.gatun.client.CmapValue;
import org.gatun.ipc.message.CsError;
import org.gatun.test.engines.EngineKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What libcfg keeps from its programs, so that scripts of calls cannot compare it: why a tracker is called. */
class CfgTest extends MixedRing {
    private static final String TIMEOUT_KEY = "cfg.shutdown_timeout";

    @ParameterizedTest
    @EnumSource
    void shouldTellATrackerWhetherItIsAskedOrNobodyAnswered(final EngineKind kind) throws Exception {
        final List<String> asked = new ArrayList<>();
        try (Cmap cmap = open(node(kind), () -> Cmap.open(ENDPOINT, CmapMap.ICMAP));
            Cfg one = open(node(kind), () -> Cfg.open(ENDPOINT, (shutdown, error) -> asked.add("one " + shutdown + " " + error)));
            Cfg two = open(node(kind), () -> Cfg.open(ENDPOINT, (shutdown, error) -> asked.add("two " + shutdown + " " + error)))) {
            assertEquals(CsError.OK, cmap.set(TIMEOUT_KEY, CmapValue.ofU32(300)));
            assertEquals(CsError.OK, one.trackStart());
            assertEquals(CsError.OK, two.trackStart());
            assertEquals(CsError.BUSY, one.tryShutdown(CfgShutdown.REQUEST));
            await("asked", two::dispatch, () -> asked.size() == 1);
            await("told", one::dispatch, () -> asked.size() == 2);
            assertEquals(List.of("two REQUEST OK", "one REQUEST TIMEOUT"), asked);
            assertEquals(CsError.OK, cmap.delete(TIMEOUT_KEY));
        }
    }
}
