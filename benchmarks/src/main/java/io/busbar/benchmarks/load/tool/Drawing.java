package io.busbar.benchmarks.load.tool;

import java.util.List;
import java.util.Locale;

/** What charts are drawn on: an SVG that needs nothing but a browser. For one thread. */
final class Drawing {

    static final int WIDTH = 900;
    static final int HEIGHT = 420;
    static final int LEFT = 60;

    private static final int TOP = 60;
    private static final int BOTTOM = 40;

    private static final List<String> COLOURS =
            List.of("#1b6ca8", "#7a7a7a", "#d98200", "#b3372f", "#3a8f5c", "#7c4d9e", "#9c7a4b");

    private final StringBuilder svg = new StringBuilder();

    /**
     * Begins a drawing.
     *
     * @param title what is shown, and in which unit
     * @param kinds what the colours stand for
     */
    Drawing(String title, List<String> kinds) {
        add("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'>", WIDTH, HEIGHT);
        add("<rect width='100%%' height='100%%' fill='white'/>");
        text(LEFT, 22, 16, title);
        for (int kind = 0; kind < kinds.size(); kind++) {
            int x = LEFT + kind * (WIDTH - LEFT) / kinds.size();
            add("<rect x='%d' y='33' width='12' height='12' fill='%s'/>", x, colour(kind));
            text(x + 17, 44, 13, kinds.get(kind));
        }
    }

    /** Returns the colour of a kind. */
    static String colour(int kind) {
        return COLOURS.get(kind % COLOURS.size());
    }

    /** Returns where something is from bottom to top; {@code share} is 0 to 1. */
    static double y(double share) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * share;
    }

    /** Draws a line across, at {@code share} of the height, and what it stands for. */
    void level(double share, double value) {
        double y = y(share);
        add("<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='#dddddd'/>", LEFT, y, WIDTH, y);
        text(4, y + 4, 12, Cells.number(value));
    }

    /** Writes below the picture. */
    void below(double x, String text) {
        text(x, HEIGHT - 15, 14, text);
    }

    /** Writes. */
    void text(double x, double y, int size, String text) {
        add(
                "<text x='%.1f' y='%.1f' font-size='%d'>%s</text>",
                x, y, size, text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
    }

    /** Adds an element. */
    void add(String format, Object... args) {
        svg.append(String.format(Locale.ROOT, format, args)).append('\n');
    }

    /** Ends the drawing, and returns it. */
    String end() {
        return svg.append("</svg>\n").toString();
    }
}
