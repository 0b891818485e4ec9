package io.busbar.benchmarks.load.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Bars in groups, as SVG that needs nothing but a browser. For one thread. */
public final class BarChart {

    private static final List<String> COLOURS =
            List.of("#1b6ca8", "#7a7a7a", "#d98200", "#b3372f", "#3a8f5c", "#7c4d9e", "#9c7a4b");

    private static final int WIDTH = 900;
    private static final int HEIGHT = 420;
    private static final int LEFT = 50;
    private static final int TOP = 60;
    private static final int BOTTOM = 40;
    private static final int LINES = 5;

    /** Of a group's width, what its bars take. */
    private static final double FILLED = 0.8;

    private final String title;
    private final List<String> kinds;
    private final List<String> groups = new ArrayList<>();
    private final List<List<OptionalDouble>> values = new ArrayList<>();

    /**
     * Creates a chart without bars.
     *
     * @param title what is shown, and in which unit
     * @param kinds what the bars of each group stand for, in their order
     */
    public BarChart(String title, List<String> kinds) {
        this.title = title;
        this.kinds = kinds;
    }

    /** Adds a group; a bar that is empty is left out. */
    public void group(String name, List<OptionalDouble> bars) {
        groups.add(name);
        values.add(bars);
    }

    /** Returns the chart. */
    public String svg() {
        double top = values.stream()
                .flatMap(List::stream)
                .mapToDouble(value -> value.orElse(0))
                .max()
                .orElse(1);
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'>",
                WIDTH,
                HEIGHT);
        add(svg, "<rect width='100%%' height='100%%' fill='white'/>");
        add(svg, "<text x='%d' y='22' font-size='16'>%s</text>", LEFT, escaped(title));
        scale(svg, top);
        for (int kind = 0; kind < kinds.size(); kind++) {
            int x = LEFT + kind * (WIDTH - LEFT) / kinds.size();
            add(svg, "<rect x='%d' y='33' width='12' height='12' fill='%s'/>", x, colour(kind));
            add(svg, "<text x='%d' y='44' font-size='13'>%s</text>", x + 17, escaped(kinds.get(kind)));
        }
        for (int group = 0; group < groups.size(); group++) {
            bars(svg, group, top);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void scale(StringBuilder svg, double top) {
        for (int line = 0; line <= LINES; line++) {
            double value = top * line / LINES;
            double y = y(value, top);
            add(svg, "<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='#dddddd'/>", LEFT, y, WIDTH, y);
            add(svg, "<text x='4' y='%.1f' font-size='12'>%s</text>", y + 4, Cells.number(value));
        }
    }

    private void bars(StringBuilder svg, int group, double top) {
        double width = (double) (WIDTH - LEFT) / groups.size();
        double bar = width * FILLED / kinds.size();
        double left = LEFT + group * width + width * (1 - FILLED) / 2;
        for (int kind = 0; kind < kinds.size(); kind++) {
            OptionalDouble value = values.get(group).get(kind);
            if (value.isPresent()) {
                double y = y(value.getAsDouble(), top);
                double x = left + kind * bar;
                add(
                        svg,
                        "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>",
                        x,
                        y,
                        bar * FILLED,
                        HEIGHT - BOTTOM - y,
                        colour(kind));
                add(
                        svg,
                        "<text x='%.1f' y='%.1f' font-size='9'>%s</text>",
                        x,
                        y - 3,
                        Cells.number(value.getAsDouble()));
            }
        }
        add(svg, "<text x='%.1f' y='%d' font-size='14'>%s</text>", left, HEIGHT - 15, escaped(groups.get(group)));
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / Math.max(top, Double.MIN_NORMAL);
    }

    private static String colour(int kind) {
        return COLOURS.get(kind % COLOURS.size());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static void add(StringBuilder svg, String format, Object... args) {
        svg.append(String.format(Locale.ROOT, format, args)).append('\n');
    }
}
