package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.CloseReason;
import io.busbar.plugin.Subscriber;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.Latencies;
import io.busbar.testing.ManyReaders;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many readers, half of which stop to read for a while. Memory stays within its bound, the other half does not notice, and
 * those that stopped get what their policy says.
 */
class ManySlowReadersTest {

    /** For so long at most a kernel does not ask a reader whose buffer was full whether there is room now (RFC 9293, 3.8.6.1). */
    private static final Duration LONGEST_PROBE = Duration.ofMinutes(2);

    private static final long SLAB = 65_536;

    /** What a connection may take beside the window: on both sides, as clients and server share the process. */
    private static final long BYTES_PER_CONNECTION = 4_096;

    /** What the rest of the process may take meanwhile. */
    private static final long NOISE = 12 << 20;

    private static final List<String> TABLE = new ArrayList<>();

    /** A policy, and how far back the history goes. */
    enum Scenario {
        REPLAY(SlowConsumerPolicy.REPLAY),
        REPLAY_FROM_A_SHORT_HISTORY(SlowConsumerPolicy.REPLAY),
        DROP_OLDEST(SlowConsumerPolicy.DROP_OLDEST),
        CONFLATE(SlowConsumerPolicy.CONFLATE),
        DISCONNECT_WITHOUT_HISTORY(SlowConsumerPolicy.DISCONNECT);

        final SlowConsumerPolicy policy;

        Scenario(SlowConsumerPolicy policy) {
            this.policy = policy;
        }
    }

    /**
     * How much of everything. The short history, and the window without one, hold a quarter of the pause.
     *
     * @param receiveBuffer of those that pause. If it is small for what it gets during a long pause, the kernels of both
     *     sides may take as long again until they talk: the window stays smaller than what is to be sent, and is asked
     *     for the more rarely the longer nothing has moved
     */
    private record Load(
            int readers,
            int perSecond,
            int payload,
            int receiveBuffer,
            Duration before,
            Duration pause,
            Duration lag,
            Duration patience) {

        static final int ADDRESSES = 20;

        SseBridgeOptions options(Scenario scenario) {
            boolean history = scenario != Scenario.DISCONNECT_WITHOUT_HISTORY;
            int duringPause = (int) (perSecond * pause.toSeconds());
            SseBridgeOptions options = SlowReaders.options(history, scenario.policy, lag)
                    .setLimits(new LimitOptions().setEventBytes(65_536))
                    .setWindowBytes(bytesOf(duringPause / 4));
            if (scenario == Scenario.REPLAY_FROM_A_SHORT_HISTORY) {
                options.getHistory().setEvents(duringPause / 4);
            } else {
                options.getHistory().setEvents(4 * duringPause).setBytes(bytesOf(4 * duringPause));
            }
            return options;
        }

        /** An entry takes its text twice, once as a frame, and some hundred bytes. */
        private long bytesOf(int events) {
            return Math.max(SlowReaders.BOUND, events * (2L * payload + 600));
        }

        /** More than are published to one address, whatever the machine is busy with. */
        int mostOfOneAddress() {
            return (int) (perSecond * pause.plus(patience).multipliedBy(2).toSeconds() / ADDRESSES) + 1_000;
        }
    }

    @AfterAll
    static void printTable() {
        if (!TABLE.isEmpty()) {
            System.out.println(Figures.HEAD);
            TABLE.forEach(System.out::println);
        }
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void hundredsThatStopForSecondsAreNoBurden(Scenario scenario) {
        Load load = new Load(
                300,
                500,
                1_000,
                4_096,
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(1),
                Conditions.PATIENCE.multipliedBy(6));
        new Run(scenario, load).run();
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    @Tag("soak")
    void fiveThousandOfWhomHalfStopForAMinuteAreNoBurden(Scenario scenario) {
        Load load = new Load(
                5_000,
                2_000,
                200,
                16_384,
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                Duration.ofMinutes(3));
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        // To follow each buffer costs several times what is measured here.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        try {
            TABLE.add(new Run(scenario, load).run().toString());
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }

    /** One scenario from beginning to end. */
    private static final class Run {

        private final Scenario scenario;
        private final Load load;
        private final boolean conflated;
        private final List<LoadReader> healthy = new ArrayList<>();
        private final List<LoadReader> pausing = new ArrayList<>();
        private final AtomicReference<Latencies> latencies = new AtomicReference<>(new Latencies());
        private final AtomicReference<Latencies> unmeasured = new AtomicReference<>(new Latencies());
        private final Figures figures = new Figures();

        Run(Scenario scenario, Load load) {
            this.scenario = scenario;
            this.load = load;
            this.conflated = scenario == Scenario.CONFLATE;
        }

        Figures run() {
            SseBridgeOptions options = load.options(scenario);
            boolean history = options.getHistory().getMode() != HistoryMode.OFF;
            figures.scenario = scenario.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            figures.bound = history ? options.getHistory().getBytes() : options.getWindowBytes();
            try (BridgeServer server = BridgeServer.with(options)
                    .http(http -> http.setSendBufferSize(16_384))
                    .start()) {
                LoadPublisher publisher = new LoadPublisher(
                        server.bridge(0),
                        Load.ADDRESSES,
                        load.perSecond,
                        load.payload,
                        conflated,
                        load.mostOfOneAddress());
                List<CloseReason> reasons = measure(server, publisher);
                check(publisher, reasons);
            }
            return figures;
        }

        /** Returns which streams the server ended. */
        private List<CloseReason> measure(BridgeServer server, LoadPublisher publisher) {
            try (ManyReaders readers = new ManyReaders("healthy");
                    ManyReaders pausers = new ManyReaders("pausing")) {
                long without = memory();
                open(server, readers, pausers);
                long idle = memory();
                figures.idleBytes = (idle - without) / load.readers;
                Runnable look = () -> {
                    readers.check();
                    pausers.check();
                    figures.windowBytes =
                            Math.max(figures.windowBytes, server.status().windowBytes());
                };
                // Compilers and buffers settle before anything is measured.
                publish(publisher, load.before, look);
                figures.before = publish(publisher, load.before, look);
                pausers.pause();
                figures.during = publish(publisher, load.pause, look);
                figures.growth = memory() - idle;
                Conditions.await(
                        "all that pause to be called slow",
                        () -> server.listener().slow().size() >= pausing.size());
                figures.slow = distinctSlow(server);
                long resumed = System.nanoTime();
                pausers.resume();
                BooleanSupplier timeOver = after(load.patience);
                latencies.set(figures.after);
                publisher.publishUntil(() -> isCaughtUp(publisher, pausers) || timeOver.getAsBoolean(), look);
                latencies.set(new Latencies());
                figures.catchUp = Duration.ofNanos(System.nanoTime() - resumed);
                awaitTheRest(publisher);
                return server.listener().reasons();
            }
        }

        private void open(BridgeServer server, ManyReaders readers, ManyReaders pausers) {
            for (int i = 0; i < load.readers; i++) {
                int address = i / 2 % Load.ADDRESSES;
                String path = "/events/a" + address;
                if (i % 2 == 0) {
                    healthy.add(new LoadReader(address, conflated, latencies));
                    readers.open(server.port(), path, 0, healthy.get(i / 2));
                } else {
                    pausing.add(new LoadReader(address, conflated, unmeasured));
                    pausers.open(server.port(), path, load.receiveBuffer, pausing.get(i / 2));
                }
            }
            readers.awaitOpen();
            pausers.awaitOpen();
        }

        private Latencies publish(LoadPublisher publisher, Duration time, Runnable look) {
            Latencies measured = new Latencies();
            latencies.set(measured);
            publisher.publishUntil(after(time), look);
            latencies.set(new Latencies());
            return measured;
        }

        private static BooleanSupplier after(Duration time) {
            long end = System.nanoTime() + time.toNanos();
            return () -> System.nanoTime() - end > 0;
        }

        /** Within a second of what is published, which goes on; those that were cut need not be. */
        private boolean isCaughtUp(LoadPublisher publisher, ManyReaders pausers) {
            int margin = load.perSecond / Load.ADDRESSES;
            return scenario == Scenario.DISCONNECT_WITHOUT_HISTORY
                    ? pausers.ended() == pausing.size()
                    : pausing.stream()
                            .allMatch(reader -> reader.next() >= publisher.published(reader.address()) - margin);
        }

        private void awaitTheRest(LoadPublisher publisher) {
            Conditions.await("the outcome of all", publisher::isSettled, load.patience);
            List<LoadReader> all = new ArrayList<>(healthy);
            if (scenario != Scenario.DISCONNECT_WITHOUT_HISTORY) {
                all.addAll(pausing);
            }
            Conditions.await(
                    "all to get the last",
                    () -> all.stream().allMatch(reader -> reader.next() == publisher.published(reader.address())),
                    LONGEST_PROBE.plus(load.patience));
        }

        private void check(LoadPublisher publisher, List<CloseReason> reasons) {
            figures.sum(healthy, pausing);
            for (LoadReader reader : healthy) {
                assertThat(reader.skipped() + reader.losses() + reader.needless())
                        .as("what a healthy reader missed")
                        .isZero();
                assertThat(reader.received()).isEqualTo(publisher.published(reader.address()));
            }
            for (LoadReader reader : pausing) {
                reader.checkPlaces(publisher);
                switch (scenario) {
                    case REPLAY -> assertThat(reader.received()).isEqualTo(publisher.published(reader.address()));
                    case REPLAY_FROM_A_SHORT_HISTORY, DROP_OLDEST ->
                        assertThat(reader.losses()).isPositive();
                    case CONFLATE -> {
                        assertThat(reader.skipped()).isPositive();
                        assertThat(reader.losses()).isZero();
                        reader.checkNewest(publisher);
                    }
                    case DISCONNECT_WITHOUT_HISTORY ->
                        assertThat(reader.isEnded()).isTrue();
                }
            }
            if (scenario == Scenario.DISCONNECT_WITHOUT_HISTORY) {
                assertThat(reasons).hasSize(pausing.size()).containsOnly(CloseReason.SLOW);
            } else {
                assertThat(reasons).isEmpty();
            }
            assertThat(figures.slow).as("readers that were called slow").isEqualTo(pausing.size());
            assertThat(figures.windowBytes).as("bytes of the window").isLessThanOrEqualTo(figures.bound + 2 * SLAB);
            assertThat(figures.growth)
                    .as("heap and direct memory, more than before the first event")
                    .isLessThanOrEqualTo(figures.bound + load.readers * BYTES_PER_CONNECTION + NOISE);
            assertThat(figures.during.quantile(0.5))
                    .as("median of the others' latency")
                    .isLessThan(figures.before.quantile(0.5).multipliedBy(4).plusMillis(300));
            assertThat(figures.during.quantile(0.99))
                    .as("99th percentile of the others' latency")
                    .isLessThan(figures.before.quantile(0.99).multipliedBy(4).plusMillis(1_500));
        }

        private static int distinctSlow(BridgeServer server) {
            List<Subscriber> slow = server.listener().slow();
            assertThat(slow).as("each is called slow once").doesNotHaveDuplicates();
            return slow.size();
        }

        /** Returns what heap and direct memory hold after a collection. */
        private static long memory() {
            System.gc();
            long direct = Math.max(0, PlatformDependent.usedDirectMemory());
            for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
                direct += pool.getMemoryUsed();
            }
            return direct
                    + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        }
    }

    /** What was measured, as a row of a table. */
    private static final class Figures {

        static final String HEAD =
                "| scenario | latency p50 / p99 before | while half stopped | while they caught up | window, MiB | its bound"
                        + " | memory grew, MiB | per idle connection, both sides | slow | caught up in"
                        + " | events read | lost or left out | told |\n"
                        + "|---|---|---|---|---|---|---|---|---|---|---|---|---|";

        String scenario = "";
        Latencies before = new Latencies();
        Latencies during = new Latencies();
        final Latencies after = new Latencies();
        long bound;
        long windowBytes;
        long growth;
        long idleBytes;
        int slow;
        Duration catchUp = Duration.ZERO;
        long received;
        long skipped;
        long losses;
        long needless;

        void sum(List<LoadReader> healthy, List<LoadReader> pausing) {
            for (List<LoadReader> some : List.of(healthy, pausing)) {
                for (LoadReader reader : some) {
                    received += reader.received();
                    skipped += reader.skipped();
                    losses += reader.losses();
                    needless += reader.needless();
                }
            }
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %.1f | %.1f | %.1f | %d B | %d | %.1f s | %d | %d | %d + %d |",
                    scenario,
                    latency(before),
                    latency(during),
                    latency(after),
                    mebibytes(windowBytes),
                    mebibytes(bound),
                    mebibytes(growth),
                    idleBytes,
                    slow,
                    catchUp.toMillis() / 1000.0,
                    received,
                    skipped,
                    losses,
                    needless);
        }

        private static String latency(Latencies latencies) {
            return String.format(
                    Locale.ROOT,
                    "%.1f / %.1f ms",
                    latencies.quantile(0.5).toNanos() / 1e6,
                    latencies.quantile(0.99).toNanos() / 1e6);
        }

        private static double mebibytes(long bytes) {
            return bytes / 1048576.0;
        }
    }
}
