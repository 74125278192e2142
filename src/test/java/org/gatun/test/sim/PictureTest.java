package org.gatun.test.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

@ExtendWith(SilentEngines.class)
final class PictureTest {
    private static final int SEED = 9;

    @Test
    void shouldShowNodesStatesFramesAndConfigurations() throws Exception {
        final SimPlan plan = SimPlan.of(SEED);
        final Document picture = parse(Picture.draw(plan));
        final List<String> texts = texts(picture);
        assertEquals("svg", picture.getDocumentElement().getTagName());
        assertEquals("seed " + SEED + ": all was well", texts(picture, "title"));
        assertTrue(texts.contains(plan.toString()), texts::toString);
        for (int node = 1; node <= plan.nodes(); node++) {
            assertTrue(texts.contains("node " + node), "node " + node);
        }
        for (final String word : List.of("token ", "commit", "join", "#")) {
            assertTrue(texts.stream().anyMatch(text -> text.startsWith(word)), word);
        }
        final String all = "{" + RunHistory.ranges(IntStream.rangeClosed(1, plan.nodes()).toArray()) + "}";
        assertEquals(plan.nodes(), texts.stream().filter(text -> text.endsWith(all)).count(), "each node installs the last ring once: " + all);
        assertTrue(fills(picture).containsAll(Set.of("#4caf50", "#ff9800", "#fdd835", "#42a5f5")), "all states: " + fills(picture));
    }

    @Test
    void shouldBeTheSameForTheSameSeed() {
        assertEquals(Picture.draw(SimPlan.of(SEED)), Picture.draw(SimPlan.of(SEED)));
    }

    @Test
    void shouldWriteRowsOfNumbersAsRanges() {
        assertEquals("1-4,7,9,10", RunHistory.ranges(new int[] {1, 2, 3, 4, 7, 9, 10}));
        assertEquals("", RunHistory.ranges(new int[0]));
    }

    private static Document parse(final String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> texts(final Document picture) {
        final List<String> texts = new ArrayList<>();
        final NodeList all = picture.getElementsByTagName("text");
        for (int i = 0; i < all.getLength(); i++) {
            texts.add(all.item(i).getTextContent());
        }
        return texts;
    }

    private static String texts(final Document picture, final String style) {
        final StringBuilder texts = new StringBuilder();
        final NodeList all = picture.getElementsByTagName("text");
        for (int i = 0; i < all.getLength(); i++) {
            texts.append(((Element)all.item(i)).getAttribute("class").equals(style) ? all.item(i).getTextContent() : "");
        }
        return texts.toString();
    }

    private static Set<String> fills(final Document picture) {
        final Set<String> fills = new TreeSet<>();
        final NodeList all = picture.getElementsByTagName("rect");
        for (int i = 0; i < all.getLength(); i++) {
            fills.add(((Element)all.item(i)).getAttribute("fill"));
        }
        return fills;
    }
}
