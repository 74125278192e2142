package org.gatun.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SamPolicyTest {
    @Test
    void shouldHaveTheNumbersOfLibsamAndNoOthers() {
        final TreeMap<Integer, SamPolicy> known = new TreeMap<>();
        for (final SamPolicy base : List.of(SamPolicy.QUIT, SamPolicy.RESTART)) {
            for (final SamPolicy policy : List.of(base, base.withQuorum(), base.withCmap(), base.withQuorum().withCmap())) {
                known.put(policy.number(), policy);
            }
        }
        assertEquals(List.of(1, 2, 9, 10, 17, 18, 25, 26), List.copyOf(known.keySet()));
        assertEquals(new SamPolicy(true, true, false), known.get(10));
        for (int number = -100; number <= 100; number++) {
            if (known.containsKey(number)) {
                assertEquals(known.get(number), SamPolicy.of(number));
            } else {
                assertNull(SamPolicy.of(number), "number=" + number);
            }
        }
    }
}
