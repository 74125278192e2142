package org.gatun.test.sim;

import java.util.Locale;

/** Puts shapes into a document, the later above the earlier. One thread. */
final class Svg {
    private static final double LETTER = 5.6;
    private static final String STYLE = """
        text { font: 10px 'DejaVu Sans', Verdana, sans-serif; fill: #212121 }
        .title { font-size: 15px; font-weight: bold }
        .small { font-size: 10.5px }
        .time, .pause { font-size: 9px; fill: #616161 }
        .label { font-size: 8.5px; fill: #263238; paint-order: stroke; stroke: #ffffff; stroke-width: 2.5px }
        .boxed { font-size: 9px }
        rect.node { fill: #eceff1; stroke: #78909c }
        rect.regular { fill: #e8f5e9; stroke: #2e7d32 }
        rect.transitional { fill: #e3f2fd; stroke: #1565c0 }
        rect.fault { fill: #ffebee; stroke: #d32f2f }
        rect.mark { fill: #fce4ec; stroke: #d500f9; stroke-width: 1.5 }
        """;

    private final StringBuilder body = new StringBuilder();

    /** The whole, in XML. */
    String document(final int width, final int height) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width + "\" height=\"" + height
            + "\" viewBox=\"0 0 " + width + ' ' + height + "\">\n<style>\n" + STYLE + "</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
            + body + "</svg>\n";
    }

    private void add(final String format, final Object... values) {
        body.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escaped(final String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    void text(final double x, final double y, final String style, final String text) {
        add("<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>", x, y, style, escaped(text));
    }

    void label(final double x, final double y, final String text) {
        text(x, y, "label", text);
    }

    /** A line of text in a box; {@code width} 0: as wide as the text. */
    void box(final double x, final double y, final String text, final String style, final double width) {
        add("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"12.5\" rx=\"3\" class=\"%s\"/>", x, y, width > 0 ? width : text.length() * LETTER + 8, style);
        text(x + 4, y + 9.5, "boxed", text);
    }

    void bar(final double x, final double y, final double width, final double height, final String colour) {
        add("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>", x, y, width, height, colour);
    }

    /** Says that time is left out here. */
    void band(final double x, final double y, final double width, final double height) {
        add("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#eeeeee\"/>", x, y, width, height);
    }

    void line(final double x1, final double y1, final double x2, final double y2, final String colour, final double width, final String dashes) {
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"%s/>", x1, y1, x2, y2, colour, width,
            dashes.isEmpty() ? "" : " stroke-dasharray=\"" + dashes + '"');
    }

    void arrow(final double x1, final double y1, final double x2, final double y2, final String colour, final double width, final String dashes) {
        line(x1, y1, x2, y2, colour, width, dashes);
        final double angle = Math.atan2(y2 - y1, x2 - x1);
        add("<path d=\"M%.1f %.1f L%.1f %.1f L%.1f %.1fz\" fill=\"%s\"/>", x2, y2, x2 - 7 * Math.cos(angle - 0.35), y2 - 7 * Math.sin(angle - 0.35),
            x2 - 7 * Math.cos(angle + 0.35), y2 - 7 * Math.sin(angle + 0.35), colour);
    }

    /** An arrow that does not get there. */
    void lost(final double x1, final double y1, final double x2, final double y2, final String colour, final double width, final String dashes) {
        line(x1, y1, x2, y2, colour, width, dashes);
        add("<path d=\"M%.1f %.1f l6 6 m0 -6 l-6 6\" stroke=\"#d32f2f\" stroke-width=\"1.6\"/>", x2 - 3, y2 - 3);
    }

    void ring(final double x, final double y, final double radius) {
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"none\" stroke=\"#d500f9\" stroke-width=\"3\"/>", x, y, radius);
    }
}
