package io.busbar.benchmarks.load.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Lines over what grows, as SVG that needs nothing but a browser. An axis whose values span decades is logarithmic. For one
 * thread.
 */
public final class LineChart {

    /** So that the last point's name has room. */
    private static final int RIGHT = 50;

    private final String title;
    private final List<String> lines;
    private final List<Double> places = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<List<OptionalDouble>> values = new ArrayList<>();

    /**
     * Creates a chart without points.
     *
     * @param title what is shown, over what, and in which unit
     * @param lines what the lines stand for, in their order
     */
    public LineChart(String title, List<String> lines) {
        this.title = title;
        this.lines = lines;
    }

    /**
     * Adds a point to each line; those that are empty are left out, and their line goes straight to the next.
     *
     * @param x where it is; not less than that of the point before
     * @param name what is written below it
     */
    public void point(double x, String name, List<OptionalDouble> heights) {
        places.add(x);
        names.add(name);
        values.add(heights);
    }

    /** Returns the chart. */
    public String svg() {
        Scale across = Scale.of(places);
        Scale up = Scale.of(values.stream()
                .flatMap(List::stream)
                .flatMap(value -> value.stream().boxed())
                .toList());
        Drawing drawing = new Drawing(title, lines);
        for (double mark : up.marks()) {
            drawing.level(up.share(mark), mark);
        }
        for (int point = 0; point < places.size(); point++) {
            drawing.below(x(across, point), names.get(point));
        }
        for (int line = 0; line < lines.size(); line++) {
            line(drawing, across, up, line);
        }
        return drawing.end();
    }

    private void line(Drawing drawing, Scale across, Scale up, int line) {
        StringBuilder path = new StringBuilder();
        for (int point = 0; point < places.size(); point++) {
            OptionalDouble value = values.get(point).get(line);
            if (value.isPresent()) {
                double x = x(across, point);
                double y = Drawing.y(up.share(value.getAsDouble()));
                path.append(Math.round(x)).append(',').append(Math.round(y)).append(' ');
                drawing.add("<circle cx='%.1f' cy='%.1f' r='4' fill='%s'/>", x, y, Drawing.colour(line));
                drawing.text(x + 6, y - 6, 10, Cells.number(value.getAsDouble()));
            }
        }
        drawing.add(
                "<polyline points='%s' fill='none' stroke='%s' stroke-width='2'/>",
                path.toString().strip(), Drawing.colour(line));
    }

    private double x(Scale across, int point) {
        return Drawing.LEFT + (Drawing.WIDTH - Drawing.LEFT - RIGHT) * across.share(places.get(point));
    }
}
