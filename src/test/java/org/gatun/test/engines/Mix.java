package org.gatun.test.engines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Which kind of engine each node of a cluster is: one letter a node, that with node id 1 first; "GCC" is one Gatun of three. */
public record Mix(String letters) {
    /** Checks the letters. */
    public Mix {
        letters.chars().forEach(letter -> EngineKind.ofLetter((char) letter));
    }

    public int size() {
        return letters.length();
    }

    public EngineKind kind(final int nodeId) {
        return EngineKind.ofLetter(letters.charAt(nodeId - 1));
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
