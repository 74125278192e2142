package org.gatun.test.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.gatun.engine.totem.srp.RingState;
import org.gatun.test.evs.EventRef;
import org.gatun.test.evs.Member;
import org.gatun.test.evs.Property;

/**
 * A space-time picture of a run as SVG: a column for each node, time downwards, frames as arrows, the ring's states as colours. It shows
 * what led to the failure; of a run without one, how its last ring was formed. Times without events are shortened.
 */
final class Picture {
    private static final int LEFT = 96;
    private static final int TOP = 196;
    private static final int LINE = 14;
    /** Pixels for what leads to the moment in question, and for what follows it. */
    private static final int BEFORE = 1900;
    private static final int AFTER = 260;
    private static final double PIXELS_A_US = 0.3;
    private static final double GAP_MAX = 26;
    private static final int TITLE_WIDTH = 150;
    private static final Map<RingState, String> STATES = Map.of(RingState.OPERATIONAL, "#4caf50", RingState.GATHER, "#ff9800", RingState.COMMIT,
        "#fdd835", RingState.RECOVERY, "#42a5f5");

    /** How frames are drawn; by their type. */
    private enum Arrow {
        TOKEN("token", "#6a1b9a", 2, ""), MCAST("message", "#78909c", 0.9, ""), MERGE_DETECT("merge detect", "#00897b", 1.2, "6 3"),
        JOIN("join, leave", "#e65100", 0.9, "4 2"), COMMIT_TOKEN("commit token", "#c99700", 2, ""), HOLD_CANCEL("hold cancel", "#8d6e63", 1.2, "2 2");

        private final String name;
        private final String colour;
        private final double width;
        private final String dashes;

        Arrow(final String name, final String colour, final double width, final String dashes) {
            this.name = name;
            this.colour = colour;
            this.width = width;
            this.dashes = dashes;
        }

        static Arrow of(final byte type) {
            return values()[type >= 0 && type < values().length ? type : Frames.MCAST];
        }
    }

    /** An event of the witness, numbered as in the title. */
    private record Mark(int number, int node, long ns, String line) {
    }

    private final SimPlan plan;
    private final RunHistory history;
    private final List<Mark> marks = new ArrayList<>();
    private final Svg svg = new Svg();
    private final int columnWidth;
    /** Where on the page a moment is. */
    private final TreeMap<Long, Double> places = new TreeMap<>();
    /** How many of the marks are of the first property that is broken. */
    private int ofFirst;
    private long startNs;
    private long endNs;

    private Picture(final SimPlan plan, final RunHistory history) {
        this.plan = plan;
        this.history = history;
        columnWidth = Math.max(70, Math.min(300, 1200 / plan.nodes()));
    }

    /** Runs a plan and writes its picture; the file. Directories are made. */
    static Path write(final SimPlan plan, final Path file) throws IOException {
        final Path whole = file.toAbsolutePath().normalize();
        Files.createDirectories(whole.getParent());
        return Files.writeString(whole, draw(plan));
    }

    static String draw(final SimPlan plan) {
        final RunHistory history = new RunHistory(plan.firstSeq());
        final SimResult result = Simulation.run(plan, history);
        return new Picture(plan, history).draw(result);
    }

    private String draw(final SimResult result) {
        for (final Property property : result.report().violated()) {
            final int before = marks.size();
            for (final String line : result.report().witness(property)) {
                final EventRef event = result.trace().event(line);
                if (event != null) {
                    marks.add(new Mark(marks.size() + 1, Member.nodeId(event.process().id()), history.momentOf(event), line.strip()));
                }
            }
            ofFirst = before == 0 ? marks.size() : ofFirst;
        }
        choosePlaces(anchorNs(result.failure() != null));
        final double bottom = places.lastEntry().getValue() + 40;
        final List<String> titles = titles(result);
        columns(bottom);
        gaps();
        states();
        flights();
        heads(bottom);
        notes();
        marks();
        final String end = result.failure() == null ? "all was well" : result.failure().lines().findFirst().orElseThrow();
        svg.text(12, 24, "title", "seed " + plan.seed() + ": " + end);
        for (int i = 0; i < titles.size(); i++) {
            svg.text(12, 42 + i * LINE, "small", titles.get(i));
        }
        legend(54 + titles.size() * LINE);
        return svg.document(Math.max(LEFT + plan.nodes() * columnWidth + 120, 1100), (int)bottom);
    }

    private List<String> titles(final SimResult result) {
        final List<String> titles = new ArrayList<>();
        titles.add(plan.toString());
        titles.add(String.format("%.3f ms to %.3f ms of %.0f ms; times without events are shortened", startNs / 1e6, endNs / 1e6, result.virtualNs() / 1e6));
        for (final Mark mark : marks.subList(0, Math.min(4, marks.size()))) {
            final String line = String.format("(%d) %.3f ms  %s%s", mark.number, mark.ns / 1e6, mark.line, shows(mark.ns) ? "" : "  [not shown]");
            titles.add(line.length() > TITLE_WIDTH ? line.substring(0, TITLE_WIDTH) + "..." : line);
        }
        return titles;
    }

    /** What the picture is about: the last event of the first witness, or the end of a run that stands still, or the last ring's formation. */
    private long anchorNs(final boolean stuck) {
        if (stuck && marks.isEmpty()) {
            return history.lastNs();
        }
        if (!marks.isEmpty()) {
            return marks.subList(0, ofFirst).stream().mapToLong(Mark::ns).max().orElseThrow();
        }
        return history.notes.stream().filter(note -> note.kind() == RunHistory.Note.Kind.REGULAR).mapToLong(RunHistory.Note::ns).max()
            .orElse(history.lastNs());
    }

    // ---- where moments are

    private void choosePlaces(final long anchorNs) {
        final TreeMap<Long, Integer> moments = moments();
        final Long anchor = moments.floorKey(anchorNs);
        final long middle = anchor == null ? moments.firstKey() : anchor;
        startNs = walk(new ArrayList<>(moments.headMap(middle, true).descendingMap().entrySet()), BEFORE);
        endNs = walk(new ArrayList<>(moments.tailMap(middle, true).entrySet()), AFTER);
        double y = TOP;
        long before = startNs;
        for (final Map.Entry<Long, Integer> moment : moments.subMap(startNs, true, endNs, true).entrySet()) {
            y += gap(moment.getKey() - before);
            places.put(moment.getKey(), y);
            y += moment.getValue() * LINE;
            before = moment.getKey();
        }
    }

    /** Each moment at which something happens, and how many lines of text one node has then at most. */
    private TreeMap<Long, Integer> moments() {
        final TreeMap<Long, Integer> moments = new TreeMap<>();
        final Map<List<Long>, Integer> lines = new LinkedHashMap<>();
        for (final RunHistory.Flight flight : history.flights) {
            moments.putIfAbsent(flight.sentNs(), 0);
            if (flight.arrivesNs() <= history.lastNs()) {
                moments.putIfAbsent(flight.arrivesNs(), 0);
            }
        }
        history.entries.forEach(entry -> moments.putIfAbsent(entry.ns(), 0));
        history.notes.forEach(note -> moments.merge(note.ns(), lines.merge(List.of(note.ns(), (long)note.node()), 1, Integer::sum), Math::max));
        marks.forEach(mark -> moments.merge(mark.ns, lines.merge(List.of(mark.ns, (long)mark.node), 1, Integer::sum), Math::max));
        return moments;
    }

    private static double gap(final long ns) {
        return Math.min(ns / 1000.0 * PIXELS_A_US, GAP_MAX);
    }

    private static long walk(final List<Map.Entry<Long, Integer>> moments, final double height) {
        double gone = 0;
        for (int i = 1; i < moments.size(); i++) {
            gone += gap(Math.abs(moments.get(i).getKey() - moments.get(i - 1).getKey())) + moments.get(i).getValue() * LINE;
            if (gone > height) {
                return moments.get(i).getKey();
            }
        }
        return moments.getLast().getKey();
    }

    private boolean shows(final long ns) {
        return ns >= startNs && ns <= endNs;
    }

    /** Of any moment: that of the last before it at which something happened, or the picture's edge. */
    private double y(final long ns) {
        final Map.Entry<Long, Double> place = places.floorEntry(ns);
        return place == null ? places.firstEntry().getValue() : place.getValue();
    }

    private double x(final int node) {
        return LEFT + (node - 0.5) * columnWidth;
    }

    // ---- what is drawn

    private void columns(final double bottom) {
        for (int node = 1; node <= plan.nodes(); node++) {
            svg.line(x(node), TOP - 8, x(node), bottom - 20, "#9e9e9e", 1, "1 4");
        }
    }

    private void heads(final double bottom) {
        for (int node = 1; node <= plan.nodes(); node++) {
            for (double y = TOP - 14; y < bottom; y += 620) {
                svg.box(x(node) - 24, y, "node " + node, "node", 48);
            }
        }
    }

    private void gaps() {
        Map.Entry<Long, Double> before = places.firstEntry();
        double labelled = 0;
        for (final Map.Entry<Long, Double> place : places.entrySet()) {
            final long pauseNs = place.getKey() - before.getKey();
            if (gap(pauseNs) >= GAP_MAX) {
                svg.band(LEFT - 20, place.getValue() - GAP_MAX * 0.7, plan.nodes() * columnWidth + 40, GAP_MAX * 0.4);
                svg.text(LEFT - 16, place.getValue() - GAP_MAX * 0.42, "pause", String.format("%.1f ms", pauseNs / 1e6));
            }
            if (place.getValue() - labelled >= LINE) {
                svg.text(8, place.getValue() + 4, "time", String.format("%.3f ms", place.getKey() / 1e6));
                labelled = place.getValue();
            }
            before = place;
        }
    }

    private void states() {
        for (int node = 1; node <= plan.nodes(); node++) {
            RingState state = null;
            boolean up = false;
            double from = places.firstEntry().getValue();
            for (final RunHistory.Entry entry : history.entries) {
                if (entry.node() == node && entry.ns() <= endNs) {
                    bar(node, up, state, from, y(entry.ns()));
                    from = y(entry.ns());
                    state = entry.state();
                    up = state != null;
                }
            }
            bar(node, up, state, from, places.lastEntry().getValue() + 12);
        }
    }

    private void bar(final int node, final boolean up, final RingState state, final double from, final double to) {
        if (up && to > from) {
            svg.bar(x(node) - 4, from, 8, to - from, STATES.get(state));
        }
    }

    private void flights() {
        final Map<List<Long>, Set<String>> labels = new LinkedHashMap<>();
        for (final RunHistory.Flight flight : history.flights) {
            if (!shows(flight.sentNs())) {
                continue;
            }
            final Arrow arrow = Arrow.of(flight.type());
            final double fromX = x(flight.from());
            final double fromY = y(flight.sentNs());
            final double toX = x(flight.to());
            final boolean lost = flight.arrivesNs() == RunHistory.NEVER;
            // One that arrives after the picture's end leads out of it.
            final double toY = lost ? fromY + 14 : flight.arrivesNs() > endNs ? places.lastEntry().getValue() + 20 : y(flight.arrivesNs());
            final double edge = toX > fromX ? -5 : 5;
            if (lost) {
                svg.lost(fromX, fromY, fromX + (toX - fromX) * 0.3, fromY + 5, arrow.colour, arrow.width, arrow.dashes);
            } else {
                svg.arrow(fromX - edge, fromY, toX + edge, toY, arrow.colour, arrow.width, arrow.dashes);
                labels.computeIfAbsent(List.of(flight.sentNs(), (long)flight.from()), key -> new LinkedHashSet<>()).add(flight.label());
            }
        }
        labels.forEach((key, texts) -> svg.label(x(key.getLast().intValue()) + 7, y(key.getFirst()) - 3, shortened(texts)));
    }

    private static String shortened(final Set<String> texts) {
        final List<String> all = List.copyOf(texts);
        return all.size() <= 3 ? String.join(" ", all) : all.getFirst() + " .. " + String.join(" ", all.subList(all.size() - 2, all.size()));
    }

    private void notes() {
        final Map<List<Long>, Integer> lines = new LinkedHashMap<>();
        for (final RunHistory.Note note : history.notes) {
            if (shows(note.ns())) {
                final double y = y(note.ns()) + LINE * (lines.merge(List.of(note.ns(), (long)note.node()), 1, Integer::sum) - 1);
                if (note.node() == 0) {
                    svg.line(LEFT - 20, y, LEFT + plan.nodes() * columnWidth, y, "#d32f2f", 1.2, "8 4");
                    svg.box(LEFT, y - 7, note.text(), "fault", 0);
                } else {
                    svg.box(x(note.node()) + 8, y - 5, note.text(), switch (note.kind()) {
                        case FAULT -> "fault";
                        case TRANSITIONAL -> "transitional";
                        case REGULAR -> "regular";
                    }, 0);
                }
            }
        }
    }

    private void marks() {
        for (final Mark mark : marks) {
            if (shows(mark.ns)) {
                svg.ring(x(mark.node), y(mark.ns), 9);
                svg.box(x(mark.node) - 34, y(mark.ns) - 6, "(" + mark.number + ")", "mark", 0);
            }
        }
    }

    private void legend(final double y) {
        double x = 12;
        for (final RingState state : RingState.values()) {
            svg.bar(x, y - 9, 10, 11, STATES.get(state));
            svg.text(x + 14, y, "small", state.toString().toLowerCase(Locale.ROOT));
            x += 96;
        }
        for (final Arrow arrow : Arrow.values()) {
            svg.arrow(x, y - 4, x + 26, y - 4, arrow.colour, arrow.width, arrow.dashes);
            svg.text(x + 31, y, "small", arrow.name);
            x += 116;
        }
        x = 12;
        svg.lost(x, y + 12, x + 22, y + 12, "#78909c", 1, "");
        svg.text(x + 31, y + 16, "small", "lost");
        svg.box(x + 96, y + 7, "fault", "fault", 0);
        svg.box(x + 160, y + 7, "transitional configuration {members}", "transitional", 0);
        svg.box(x + 396, y + 7, "regular configuration {members}", "regular", 0);
        svg.ring(x + 622, y + 12, 7);
        svg.text(x + 636, y + 16, "small", "event of the witness; no bar: the node is down");
    }
}
