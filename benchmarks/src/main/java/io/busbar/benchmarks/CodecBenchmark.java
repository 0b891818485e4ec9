package io.busbar.benchmarks;

import io.busbar.cluster.history.Batch;
import io.busbar.cluster.history.BatchCodec;
import io.busbar.cluster.history.LogEntry;
import io.busbar.history.LogRecord;
import io.busbar.plugin.Event;
import io.busbar.wire.EventData;
import io.busbar.wire.RecordFrames;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What an event costs the recorder to write into a batch of the shared log, and each node to read, with its frame. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CodecBenchmark {

    private static final int EVENTS = 100;

    /** What the bodies are: JSON of some fields, or a String; both of 200 bytes as text. */
    @Param({"json", "text"})
    public String body = "json";

    private Batch batch = new Batch("e", 0, 1, 1, 0, List.of());
    private byte[] bytes = {};

    /** For JMH. */
    public CodecBenchmark() {}

    /** Makes a batch. */
    @Setup
    public void start() {
        List<LogEntry> entries = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            JsonObject json = new JsonObject()
                    .put("id", i + 1_000)
                    .put("price", i + 0.25)
                    .put("name", "something")
                    .put("on", true)
                    .put("more", new JsonObject().put("a", 1).put("text", "x".repeat(111)));
            Event event = Event.of("shop.eu.orders", body.equals("json") ? json : json.encode(), Map.of());
            String data = String.valueOf(EventData.of(event.body()));
            entries.add(new LogEntry.Recorded(
                    new LogRecord(event, true, RecordFrames.of(event, data), null, LogRecord.Kind.EVENT)));
        }
        batch = new Batch("e", 0, 1, 1, System.currentTimeMillis(), entries);
        bytes = BatchCodec.encode(batch);
    }

    /** One event into a batch. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public byte[] encode() {
        return BatchCodec.encode(batch);
    }

    /** One event out of a batch. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Batch decode() {
        return BatchCodec.decode(bytes);
    }
}
