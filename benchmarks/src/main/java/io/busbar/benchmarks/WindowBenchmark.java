package io.busbar.benchmarks;

import io.busbar.address.Selection;
import io.busbar.address.SubscriptionKey;
import io.busbar.plugin.Event;
import io.busbar.window.Cursor;
import io.busbar.window.Entry;
import io.busbar.window.EntryFilter;
import io.busbar.window.Retention;
import io.busbar.window.SeqIndex;
import io.busbar.window.Window;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to put an event into the window, and a connection to read what is new there and hold it for a write. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class WindowBenchmark {

    private static final int BYTES = 250;
    private static final int EVENTS = 10_000;
    private static final int MOST_BYTES = 262_144;
    private static final Event EVENT = Event.of("a", "x", Map.of());

    /** How many events a connection finds at once. */
    @Param({"1", "50"})
    public int events = 1;

    private final Window window = new Window(new Retention(64 << 20, EVENTS, Long.MAX_VALUE), 0, left -> {});
    private final ByteBuf frame = Unpooled.wrappedBuffer(new byte[BYTES]);
    private final BitSet rules = new BitSet();
    private final SeqIndex index = new SeqIndex();
    private final List<Entry> found = new ArrayList<>();
    private EntryFilter filter = new EntryFilter(rules, new Selection(List.of()), event -> true);

    /** For JMH. */
    public WindowBenchmark() {}

    /** Fills the window. */
    @Setup
    public void start() {
        rules.set(0);
        filter = new EntryFilter(rules, new Selection(List.of(SubscriptionKey.parse("a"))), event -> true);
        for (int i = 0; i < EVENTS; i++) {
            index.add(append().seq());
        }
    }

    /** One event in, and the oldest out. */
    @Benchmark
    public Entry append() {
        return window.append(0, EVENT, rules, true, Unpooled.EMPTY_BUFFER, frame, false);
    }

    /** All that is new for one connection, a run of it at a time, until it could be written. */
    @Benchmark
    public int read() {
        Cursor cursor = new Cursor(window, filter, index, window::head, window.head() - events);
        found.clear();
        cursor.read(found, MOST_BYTES, false);
        int bytes = 0;
        int start = 0;
        for (int i = 0; i < found.size(); i++) {
            Entry last = found.get(i);
            if (i + 1 < found.size() && last.isFollowedBy(found.get(i + 1))) {
                continue;
            }
            ByteBuf chunks = found.get(start).chunksTo(last);
            if (chunks == null) {
                throw new IllegalStateException("left the window");
            }
            bytes += chunks.readableBytes();
            chunks.release();
            start = i + 1;
        }
        return bytes;
    }

    /** Lets go of the memory. */
    @TearDown
    public void stop() {
        window.release();
    }
}
