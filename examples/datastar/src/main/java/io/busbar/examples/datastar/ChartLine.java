package io.busbar.examples.datastar;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** The last samples of something between 0 and 1, as parts of an SVG picture. Not thread-safe. */
final class ChartLine {

    private static final int HEIGHT = 40;

    private final int most;
    private final Deque<Double> samples = new ArrayDeque<>();

    /**
     * Creates one without samples.
     *
     * @param most how many it keeps, which is also how wide its picture is
     */
    ChartLine(int most) {
        this.most = most;
    }

    /** Adds the newest sample; what is outside of 0 to 1, or NaN, is drawn at the border. */
    void add(double value) {
        samples.add(value > 0 ? Math.min(value, 1) : 0);
        if (samples.size() > most + 1) {
            samples.remove();
        }
    }

    /**
     * Returns an SVG group with the id {@code name-chart}: the line, and the area below. The newest sample is at the right.
     * One element, as Datastar's client 1.0.2 passes over every second one at the top of what is not HTML.
     */
    String group(String name) {
        int begin = most + 1 - samples.size();
        StringBuilder line = new StringBuilder();
        int x = begin;
        for (double sample : samples) {
            line.append(line.isEmpty() ? 'M' : 'L')
                    .append(String.format(Locale.ROOT, "%d %.1f", x++, HEIGHT * (1 - sample)));
        }
        String area = line + "V" + HEIGHT + "H" + begin + "Z";
        return "<g id=\"" + name + "-chart\">" + path("area", area) + path("line", line.toString()) + "</g>";
    }

    private static String path(String kind, String data) {
        return "<path class=\"" + kind + "\" d=\"" + data + "\"/>";
    }
}
