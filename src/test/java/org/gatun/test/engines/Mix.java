package org.gatun.test.engines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which kind of engine each node of a cluster is: one letter a node, that with node id 1 first; "GCC" is one Gatun of three. D is a
 * Gatun whose ring has a thread of its own.
 */
public record Mix(String letters) {
    private static final char DEDICATED = 'D';

    /** Checks the letters. */
    public Mix {
        letters.chars().forEach(letter -> kindOf((char) letter));
    }

    private static EngineKind kindOf(final char letter) {
        return letter == DEDICATED ? EngineKind.GATUN : EngineKind.ofLetter(letter);
    }

    public int size() {
        return letters.length();
    }

    public EngineKind kind(final int nodeId) {
        return kindOf(letters.charAt(nodeId - 1));
    }

    /** Whether the node's engine runs its ring on a thread of its own. */
    boolean isDedicated(final int nodeId) {
        return letters.charAt(nodeId - 1) == DEDICATED;
    }

    public List<Integer> nodeIds() {
        final List<Integer> ids = new ArrayList<>();
        for (int id = 1; id <= size(); id++) {
            ids.add(id);
        }
        return ids;
    }

    /**
     * The mixes to run a scenario with: {@code defaults}, or where the system property {@code gatun.mixes} lists mixes
     * ("CCC,GCC"), those of them that are as large.
     */
    public static Stream<Mix> selected(final String... defaults) {
        final String property = System.getProperty("gatun.mixes", "");
        if (property.isBlank()) {
            return Stream.of(defaults).map(Mix::new);
        }
        final int size = defaults[0].length();
        return Arrays.stream(property.split(",")).map(String::strip).filter(m -> m.length() == size).map(Mix::new);
    }

    @Override
    public String toString() {
        return letters;
    }
}
