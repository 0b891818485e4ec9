package io.busbar.examples.quickstart;

import com.sun.management.OperatingSystemMXBean;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Publishes once a second how this machine and this process are. It knows the event bus, and nothing of browsers. */
final class MachineMetrics extends VerticleBase {

    private static final String PREFIX = "machine.";

    /** The addresses to which this verticle publishes. */
    static final List<String> ADDRESSES = List.of(PREFIX + "cpu", PREFIX + "memory", PREFIX + "gc", PREFIX + "threads");

    private static final long PERIOD_MS = 1000;

    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    @Override
    public Future<?> start() {
        cpu(); // the load since the last call: the first answer means nothing
        vertx.setPeriodic(PERIOD_MS, timer -> {
            publish("cpu", cpu());
            publish("memory", memory());
            publish("gc", gc());
            publish("threads", threads());
        });
        return Future.succeededFuture();
    }

    /** The header {@code sse-event} becomes the name of the event, by which the page tells the four apart. */
    private void publish(String name, JsonObject body) {
        body.put("time", System.currentTimeMillis());
        vertx.eventBus().publish(PREFIX + name, body, new DeliveryOptions().addHeader("sse-event", name));
    }

    /** Loads are parts of the whole machine, 0 to 1; the JVM answers below 0 for what it can't tell: null here. */
    private JsonObject cpu() {
        return new JsonObject()
                .put("system", orNull(system.getCpuLoad()))
                .put("process", orNull(system.getProcessCpuLoad()))
                .put("loadAverage", orNull(system.getSystemLoadAverage()))
                .put("processors", system.getAvailableProcessors());
    }

    /** Bytes of the heap. */
    private static JsonObject memory() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return new JsonObject()
                .put("used", heap.getUsed())
                .put("committed", heap.getCommitted())
                .put("max", heap.getMax());
    }

    /** Totals since the start, so that a reader who missed some events can still tell the difference. */
    private static JsonObject gc() {
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        return new JsonObject()
                .put(
                        "count",
                        collectors.stream()
                                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                                .sum())
                .put(
                        "millis",
                        collectors.stream()
                                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                                .sum());
    }

    private JsonObject threads() {
        return new JsonObject()
                .put("live", threads.getThreadCount())
                .put("peak", threads.getPeakThreadCount())
                .put("daemon", threads.getDaemonThreadCount())
                .put("uptimeMillis", ManagementFactory.getRuntimeMXBean().getUptime());
    }

    private static @Nullable Double orNull(double value) {
        return value >= 0 ? value : null; // false for NaN too
    }
}
