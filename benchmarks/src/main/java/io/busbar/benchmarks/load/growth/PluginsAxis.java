package io.busbar.benchmarks.load.growth;

import io.busbar.benchmarks.load.rig.Contender;
import io.busbar.benchmarks.load.rig.Measures;
import io.busbar.benchmarks.load.rig.Metric;
import io.busbar.benchmarks.load.rig.Scenario;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plugins in the chain, each with a transform that does nothing. An event has one reader, as transforms are called once for
 * each event, however many readers there are.
 */
final class PluginsAxis {

    static final String PLUGINS = "plugins";

    private static final Scenario EVENTS = new Scenario(PLUGINS, 500, 500, 5_000, 0, Stage.BYTES, 8, 1);

    private PluginsAxis() {}

    static Axis of(Stage stage) {
        List<Point> points = new ArrayList<>();
        for (int count : stage.settings().numbers(PLUGINS)) {
            points.add(new Point(Points.label(count), count, null, Map.of(Stage.BUSBAR, new Chain(stage, count))));
        }
        return new Axis(
                PLUGINS,
                "Plugins: transforms that leave events as they are; 500 addresses with one reader each, 5,000 events/s in all",
                PLUGINS,
                points,
                true,
                List.of(
                        Metric.STEADY,
                        Metric.COMPILERS,
                        Metric.LOAD,
                        Metric.DELIVERED,
                        Metric.P50,
                        Metric.P99,
                        Metric.P999),
                Metric.STEADY,
                "");
    }

    /** A server with so many plugins. */
    private static final class Chain implements Run {

        private final Stage stage;
        private final int count;
        private @Nullable PluginJars jars;
        private @Nullable Contender own;

        Chain(Stage stage, int count) {
            this.stage = stage;
            this.count = count;
        }

        @Override
        public Measures measure(long millis) throws Exception {
            if (own == null) {
                jars = new PluginJars(count);
                own = stage.fresh(jars.configure(Stage.YAML));
            }
            return own.run(EVENTS, millis);
        }

        @Override
        public void close() throws IOException {
            if (own != null) {
                own.close();
            }
            if (jars != null) {
                jars.close();
            }
        }
    }
}
