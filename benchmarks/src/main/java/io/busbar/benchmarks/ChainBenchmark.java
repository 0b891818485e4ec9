package io.busbar.benchmarks;

import io.busbar.metrics.Counters;
import io.busbar.pipeline.ActivePlugin;
import io.busbar.pipeline.Guard;
import io.busbar.pipeline.Passage;
import io.busbar.pipeline.Pipeline;
import io.busbar.pipeline.PluginCounters;
import io.busbar.pipeline.PluginPolicy;
import io.busbar.plugin.Event;
import io.busbar.plugin.Subscriber;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.auth.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * What the chain of plugins adds to an event: per event for transforms, per event and subscriber for filters. The plugins
 * do next to nothing, so that what is measured is the chain.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {OnEventLoop.EXECUTOR, OnEventLoop.EXECUTOR_CLASS})
public class ChainBenchmark {

    /** How many plugins there are, each with one transform or filter. */
    @Param({"0", "1", "5"})
    public int plugins;

    private final Vertx vertx = Vertx.vertx();
    private final Event event = Event.of("shop.eu.orders", "{\"id\":1}", Map.of());
    private final Subscriber subscriber = new Reader();
    private Pipeline transforms = new Pipeline(context(), new Counters(), false);
    private Pipeline filters = new Pipeline(context(), new Counters(), false);

    /** For JMH. */
    public ChainBenchmark() {}

    private ContextInternal context() {
        return ((VertxInternal) vertx).createEventLoopContext();
    }

    /** Makes the chains. */
    @Setup
    public void start() {
        List<ActivePlugin> transforming = new ArrayList<>();
        List<ActivePlugin> filtering = new ArrayList<>();
        for (int i = 0; i < plugins; i++) {
            String name = "plugin-" + i;
            ActivePlugin one = plugin(name);
            one.addTransform(each -> each.withKey(name));
            transforming.add(one);
            ActivePlugin other = plugin(name);
            other.addFilter((each, reader) -> each.body() != name);
            filtering.add(other);
        }
        transforms.switchTo(transforming);
        filters.switchTo(filtering);
    }

    private ActivePlugin plugin(String name) {
        PluginPolicy policy = new PluginPolicy(false, false, 5_000, 1_000, 0, false, 0, null, 1 << 20);
        return new ActivePlugin(new Guard(name, vertx, policy, new PluginCounters()), context());
    }

    /** Lets go of Vert.x. */
    @TearDown
    public void stop() {
        vertx.close();
    }

    /** One event through the transforms. */
    @Benchmark
    public void transform(Blackhole blackhole) {
        transforms.take(event, new Passage() {
            @Override
            public void out(Event result, @Nullable Guard author) {
                blackhole.consume(result);
            }

            @Override
            public void lost(String address, int events) {
                throw new IllegalStateException(address);
            }
        });
    }

    /** One event and one subscriber through the filters. */
    @Benchmark
    public boolean filter() {
        return filters.accepts(event, subscriber);
    }

    private static final class Reader implements Subscriber {
        @Override
        public String id() {
            return "1";
        }

        @Override
        public @Nullable User user() {
            return null;
        }

        @Override
        public Set<String> addresses() {
            return Set.of("shop.eu.orders");
        }

        @Override
        public String remoteAddress() {
            return "127.0.0.1:1";
        }
    }
}
