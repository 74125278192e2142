package org.gatun.engine.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.gatun.engine.config.LocalNode.Candidate;
import org.junit.jupiter.api.Test;

class LocalNodeTest {
    @Test
    void shouldPreferExactNodeName() {
        final FakeHost host = new FakeHost("a.b.c", "10.0.0.2");
        assertEquals(1, LocalNode.find(host, List.of(new Candidate(0, "a", "10.0.0.2"), new Candidate(1, "a.b.c", "10.0.0.3"))));
    }

    @Test
    void shouldFindRingAddressThatIsTheNodeName() {
        assertEquals(4, LocalNode.find(new FakeHost("a.b.c"), List.of(new Candidate(4, null, "a.b.c"))));
    }

    @Test
    void shouldCutNodeNameFromItsEnd() {
        assertEquals(1, LocalNode.find(new FakeHost("a.b.c"), List.of(new Candidate(0, "a", null), new Candidate(1, "a.b", null))));
        assertEquals(0, LocalNode.find(new FakeHost("a.b.c"), List.of(new Candidate(0, "a", null))));
    }

    @Test
    void shouldCutNamesOfNodesWhenNodeNameIsShort() {
        assertEquals(0, LocalNode.find(new FakeHost("a"), List.of(new Candidate(0, "a.x.y", null))));
    }

    @Test
    void shouldUseNameOfInterfaceAddress() {
        final FakeHost host = new FakeHost("none", "10.0.0.2").withReverse("10.0.0.2", "n2.cluster");
        assertEquals(1, LocalNode.find(host, List.of(new Candidate(0, "n1", null), new Candidate(1, "n2.cluster", null))));
        assertEquals(1, LocalNode.find(host, List.of(new Candidate(0, "n1", null), new Candidate(1, "n2", null))));
    }

    @Test
    void shouldUseInterfaceAddressInTextForm() {
        final FakeHost host = new FakeHost("none", "::1", "10.0.0.2");
        assertEquals(1, LocalNode.find(host, List.of(new Candidate(0, null, "10.0.0.1"), new Candidate(1, null, "10.0.0.2"))));
    }

    @Test
    void shouldResolveNamesLast() {
        final FakeHost host = new FakeHost("none", "fd77::2").withName("two", "10.0.0.9", "fd77::2");
        assertEquals(1, LocalNode.find(host, List.of(new Candidate(0, "one", "10.0.0.1"), new Candidate(1, "two", "10.0.0.9"))));
        assertEquals(0, LocalNode.find(host, List.of(new Candidate(0, null, "fd77:0::2"))));
    }

    @Test
    void shouldFindNoneWhenNothingMatches() {
        final FakeHost host = new FakeHost("none", "10.0.0.9");
        assertEquals(-1, LocalNode.find(host, List.of(new Candidate(0, "one", "10.0.0.1"), new Candidate(1, null, null))));
        assertEquals(-1, LocalNode.find(new FakeHost(""), List.of(new Candidate(0, "", ""))));
    }
}
