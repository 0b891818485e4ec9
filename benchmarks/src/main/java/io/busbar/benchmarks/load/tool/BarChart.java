package io.busbar.benchmarks.load.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Bars in groups, as SVG that needs nothing but a browser. For one thread. */
public final class BarChart {

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
        double scale = Math.max(top, Double.MIN_NORMAL);
        Drawing drawing = new Drawing(title, kinds);
        for (int line = 0; line <= LINES; line++) {
            double value = scale * line / LINES;
            drawing.level(value / scale, value);
        }
        for (int group = 0; group < groups.size(); group++) {
            bars(drawing, group, scale);
        }
        return drawing.end();
    }

    private void bars(Drawing drawing, int group, double top) {
        double width = (double) (Drawing.WIDTH - Drawing.LEFT) / groups.size();
        double bar = width * FILLED / kinds.size();
        double left = Drawing.LEFT + group * width + width * (1 - FILLED) / 2;
        for (int kind = 0; kind < kinds.size(); kind++) {
            OptionalDouble value = values.get(group).get(kind);
            if (value.isPresent()) {
                double y = Drawing.y(value.getAsDouble() / top);
                double x = left + kind * bar;
                drawing.add(
                        "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>",
                        x, y, bar * FILLED, Drawing.y(0) - y, Drawing.colour(kind));
                drawing.text(x, y - 3, 9, Cells.number(value.getAsDouble()));
            }
        }
        drawing.below(left, groups.get(group));
    }
}
