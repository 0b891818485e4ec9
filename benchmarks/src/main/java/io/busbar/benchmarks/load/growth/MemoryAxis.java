package io.busbar.benchmarks.load.growth;

import io.busbar.benchmarks.load.rig.Contender;
import io.busbar.benchmarks.load.rig.IdleConnections;
import io.busbar.benchmarks.load.rig.Measures;
import io.busbar.benchmarks.load.rig.Metric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What connections take without events: each point in each round has a server just started. */
final class MemoryAxis {

    static final String MEMORY = "memory";

    private MemoryAxis() {}

    static Axis of(Stage stage) throws IOException {
        List<Point> points = new ArrayList<>();
        Points.possible(stage.settings().numbers(SharedAxes.CONNECTIONS)).forEach((count, label) -> {
            Run run = millis -> measure(stage, count);
            points.add(new Point(label, count, null, Map.of(Stage.BUSBAR, run)));
        });
        return new Axis(
                MEMORY,
                "Memory: connections without events, on a server just started; per connection",
                "connections",
                points,
                true,
                List.of(Metric.RESIDENT, Metric.HEAP, Metric.KERNEL, Metric.SET_UP, Metric.SET_UP_CPU),
                Metric.RESIDENT,
                "");
    }

    private static Measures measure(Stage stage, int count) throws Exception {
        try (Contender contender = stage.cold(Stage.BUSBAR, Stage.YAML)) {
            return new IdleConnections(contender).measure(count);
        }
    }
}
