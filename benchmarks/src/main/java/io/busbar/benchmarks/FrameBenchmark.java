package io.busbar.benchmarks;

import io.busbar.plugin.Event;
import io.busbar.wire.EventData;
import io.busbar.wire.RecordFrames;
import io.netty.buffer.ByteBuf;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to make the frame of an event, which is done once per node. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FrameBenchmark {

    private static final int BYTES = 200;

    /** What the body is: JSON of some fields, a String, or a String with a line break every ten characters. */
    @Param({"json", "text", "lines"})
    public String body = "json";

    private Event event = Event.of("a", null, Map.of());

    /** For JMH. */
    public FrameBenchmark() {}

    /** Makes an event. */
    @Setup
    public void start() {
        Object content =
                switch (body) {
                    case "json" ->
                        new JsonObject()
                                .put("id", 1_000)
                                .put("price", 0.25)
                                .put("on", true)
                                .put("text", "x".repeat(BYTES - 50));
                    case "text" -> "x".repeat(BYTES);
                    default -> "xxxxxxxxx\n".repeat(BYTES / 10);
                };
        event = Event.of("shop.eu.orders", content, Map.of());
    }

    /** One event. */
    @Benchmark
    public ByteBuf encode() {
        return RecordFrames.of(event, String.valueOf(EventData.of(event.body())));
    }
}
