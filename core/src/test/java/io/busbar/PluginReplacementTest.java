package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugins.PluginDirectory;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.ManyReaders;
import io.busbar.testing.PluginJar;
import io.busbar.testing.Waiting;
import io.vertx.core.Future;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin is replaced again and again while events flow to many readers. */
class PluginReplacementTest {

    private static final int READERS = 1_000;
    private static final int ADDRESSES = 20;
    private static final int PER_SECOND = 1_000;
    private static final long MOST_METASPACE = 1 << 20;

    /** Puts its version before each event's number; asynchronously on every other address. */
    private static final String SOURCE = """
            package example;

            import io.busbar.plugin.*;
            import io.vertx.core.*;
            import java.util.List;

            public class Versioned implements Plugin<NoConfig> {
                public String name() {
                    return "versioned";
                }

                public Class<NoConfig> configType() {
                    return NoConfig.class;
                }

                public Future<?> start(NoConfig config, PluginContext context) {
                    Vertx vertx = context.vertx();
                    vertx.setPeriodic(10, id -> context.metrics().counter("ticks").increment());
                    vertx.eventBus().consumer("versioned.control", message -> {});
                    context.addTransform(event -> event.withBody(VERSION + " " + event.body()));
                    context.addAsyncTransform(event -> event.address().hashCode() % 2 == 0
                            ? Future.succeededFuture(List.of(event))
                            : vertx.timer(2).map(id -> List.of(event)));
                    context.addFilter((event, subscriber) -> event.body() != null);
                    return Future.succeededFuture();
                }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void aPluginIsReplacedWithoutLosingAClientOrAnEvent() throws Exception {
        replace(5);
    }

    @Test
    @Tag("soak")
    void fiftyReplacementsLeaveNothingBehind() throws Exception {
        replace(50);
    }

    private void replace(int times) throws Exception {
        // The compiler takes metaspace of its own.
        for (int version = 1; version <= times + 1; version++) {
            build(version);
        }
        put(1);
        try (PluginDirectory plugins =
                new PluginDirectory(directory, null, getClass().getClassLoader())) {
            plugins.scan();
            List<PluginOptions> wanted = List.of(new PluginOptions().setName("versioned"));
            SseBridgeOptions options = BridgeServer.permitAll().setPlugins(wanted);
            for (int i = 0; i < ADDRESSES; i++) {
                options.addSource(new SourceOptions().setAddress("a" + i));
            }
            try (BridgeServer server = BridgeServer.with(options)
                            .bridge(builder -> builder.withPlugins(plugins))
                            .start();
                    ManyReaders readers = new ManyReaders("readers")) {
                List<NumberReader> all = new ArrayList<>();
                for (int i = 0; i < READERS; i++) {
                    all.add(new NumberReader());
                    readers.open(server.port(), "/events/a" + i % ADDRESSES, 0, all.get(i));
                }
                readers.awaitOpen();
                long metaspace = 0;
                int[] published = new int[1];
                for (int version = 2; version <= times + 1; version++) {
                    put(version);
                    assertThat(plugins.scan()).as("something is new").isTrue();
                    Future<Void> used = server.bridge(0).usePlugins(wanted);
                    publish(server, published, used);
                    Waiting.on(used);
                    assertThat(server.status().plugins().get(0).version()).isEqualTo("1." + version);
                    if (version == times / 2 + 1) {
                        metaspace = metaspace();
                    }
                }
                publish(server, published, Future.succeededFuture());
                int rounds = published[0];
                Conditions.await("all to get the last", () -> {
                    readers.check();
                    return all.stream().allMatch(reader -> reader.next == rounds);
                });
                assertThat(readers.ended()).as("streams that ended").isZero();
                all.forEach(reader -> assertThat(reader.fault.get()).isNull());
                assertThat(all.get(0).versions).as("versions that a reader saw").hasSizeGreaterThan(times - 1);
                awaitCollection(plugins);
                long growth = metaspace() - metaspace;
                assertThat(growth).as("growth of metaspace in the second half").isLessThan(MOST_METASPACE);
                System.out.printf("%d replacements; metaspace grew by %,d bytes in the second half%n", times, growth);
                assertThat(server.status().dropped().values()).containsOnly(0L);
            }
        }
    }

    /** One event per address and round, at least for half a second, and once when {@code change} is done. */
    private static void publish(BridgeServer server, int[] published, Future<Void> change) {
        long begin = System.nanoTime();
        int before = published[0];
        boolean isOver = false;
        while (!isOver) {
            isOver = System.nanoTime() - begin > 500_000_000L && change.isComplete();
            for (int i = 0; i < ADDRESSES; i++) {
                server.publish("a" + i, Integer.toString(published[0]));
            }
            published[0]++;
            long due = begin + (published[0] - before) * 1_000_000_000L * ADDRESSES / PER_SECOND;
            Conditions.await("the next round", () -> System.nanoTime() - due > 0);
        }
    }

    private void build(int version) throws IOException {
        PluginJar.named("versioned")
                .version("1." + version)
                .source("example.Versioned", SOURCE.replace("VERSION", Integer.toString(version)))
                .build(jar(version));
    }

    private void put(int version) throws IOException {
        Files.move(jar(version), directory.resolve("versioned.jar"), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path jar(int version) {
        return directory.resolve("." + version + ".jar");
    }

    private static void awaitCollection(PluginDirectory plugins) {
        Conditions.await(
                () -> "the class loaders to go: " + plugins.lingering(),
                () -> {
                    System.gc();
                    return plugins.lingering().isEmpty();
                },
                Conditions.PATIENCE);
    }

    private static long metaspace() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .map(MemoryPoolMXBean::getUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }

    /** Wants each number once, in order, with a version that never goes back. */
    private static final class NumberReader extends ManyReaders.Reader {
        private final AtomicReference<String> fault = new AtomicReference<>();
        private volatile int next;
        private final Set<Long> versions = ConcurrentHashMap.newKeySet();
        private long version;

        @Override
        protected void onMessage(long seq, long[] numbers, long arrivedNanos) {
            if (numbers[1] != next || numbers[0] < version) {
                fault.compareAndSet(
                        null,
                        "number " + numbers[1] + " by version " + numbers[0] + ", not " + next + " by " + version);
            }
            if (numbers[0] != version) {
                version = numbers[0];
                versions.add(version);
            }
            next = (int) numbers[1] + 1;
        }
    }
}
