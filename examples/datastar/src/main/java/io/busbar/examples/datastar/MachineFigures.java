package io.busbar.examples.datastar;

import com.sun.management.OperatingSystemMXBean;
import io.busbar.datastar.Datastar;
import io.busbar.datastar.Namespace;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Locale;

/** Publishes once a second how this machine and this process are, as figures and as two lines of a chart. */
final class MachineFigures extends VerticleBase {

    /** The address of the figures: texts by name, whose units are those that suit them. */
    static final String FIGURES = "machine";

    /** The addresses of the charts, which are patches as they are. */
    static final String CPU_CHART = "machine.cpu";

    static final String HEAP_CHART = "machine.heap";

    private static final long PERIOD_MS = 1000;
    private static final int SAMPLES = 60;
    private static final double MEBI = 1024 * 1024;

    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final ChartLine cpuLine = new ChartLine(SAMPLES);
    private final ChartLine heapLine = new ChartLine(SAMPLES);

    @Override
    public Future<?> start() {
        system.getCpuLoad(); // the load since the last call: the first answer means nothing
        vertx.setPeriodic(PERIOD_MS, timer -> publish());
        return Future.succeededFuture();
    }

    private void publish() {
        double cpu = system.getCpuLoad();
        double load = system.getSystemLoadAverage();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
        JsonObject figures = new JsonObject()
                .put("cpu", known(cpu * 100, "%.0f %%"))
                .put("processors", system.getAvailableProcessors() + " processors")
                .put("load", known(load, "%.2f"))
                .put("heap", known(heap.getUsed() / MEBI, "%.0f MiB"))
                .put("committed", "of " + known(heap.getCommitted() / MEBI, "%.0f MiB"))
                .put("uptime", words(Duration.ofMillis(uptime)))
                .put("pid", "process " + ProcessHandle.current().pid());
        vertx.eventBus().publish(FIGURES, figures);

        cpuLine.add(cpu);
        heapLine.add((double) heap.getUsed() / heap.getCommitted());
        publish(CPU_CHART, cpuLine.group("cpu"));
        publish(HEAP_CHART, heapLine.group("heap"));
    }

    private void publish(String address, String picture) {
        vertx.eventBus()
                .publish(
                        address,
                        Datastar.patchElements(picture).namespace(Namespace.SVG).toJson());
    }

    /** The JVM answers below 0, or NaN, for what it can't tell. */
    private static String known(double value, String format) {
        return value >= 0 ? String.format(Locale.ROOT, format, value) : "unknown";
    }

    private static String words(Duration time) {
        if (time.toMinutes() < 1) {
            return time.toSeconds() + " s";
        }
        return time.toHours() < 1
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toHours() + " h " + time.toMinutesPart() + " min";
    }
}
