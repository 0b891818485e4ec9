package io.busbar.benchmarks;

import io.busbar.address.KeyMap;
import io.busbar.address.SubscriptionKey;
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
import org.openjdk.jmh.infra.Blackhole;

/** What it costs to find who subscribed to an address, among many addresses and patterns. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AddressBenchmark {

    private static final String ADDRESS = "shop.eu.orders.500";

    /** How many addresses are subscribed to, of which one is the right one. */
    @Param({"1000", "100000"})
    public int addresses = 1_000;

    /** How many patterns are, of which one matches. */
    @Param({"0", "1", "100"})
    public int patterns = 1;

    private final KeyMap<Integer> keys = new KeyMap<>();

    /** For JMH. */
    public AddressBenchmark() {}

    /** Subscribes. */
    @Setup
    public void start() {
        for (int i = 0; i < addresses; i++) {
            keys.put(SubscriptionKey.parse("shop.eu.orders." + i), i);
        }
        for (int i = 0; i < patterns; i++) {
            keys.put(SubscriptionKey.parse(i == 0 ? "shop.eu.*.500" : "shop.eu.*." + i + ".**"), -i);
        }
    }

    /** One event. */
    @Benchmark
    public void match(Blackhole found) {
        keys.forEachMatch(ADDRESS, true, found::consume);
    }
}
