package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.Journey.Sight;
import io.busbar.KnownLog.Known;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promise of no silent loss, and of the exact resume, under every slow-consumer policy: readers of random addresses
 * and patterns that are cut at any byte, come back, are slow or stand still, get every event once and in order, or are
 * told of a range of ids in which the loss lies. The reference is the log, as all of them together saw it.
 *
 * <p>What is random follows from a seed, which each failure names, and {@code -Dseed=} sets; threads and sockets bring
 * chance of their own.
 */
class NothingLostTest {

    private static final int READERS = 16;
    private static final int PUBLISHERS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final Duration SOAK = Duration.ofMinutes(4);
    private static final Duration LONG_AGE = Duration.ofMinutes(10);

    /**
     * A bridge and what may come to pass with it.
     *
     * @param longestAway the most milliseconds that readers are away
     * @param due what has to have been seen for the run to have tested anything
     */
    private record Setup(
            SlowConsumerPolicy policy,
            int events,
            int mebibytes,
            Duration age,
            long lagMillis,
            boolean fastPath,
            int longestAway,
            Set<Sight> due) {

        SseBridgeOptions options() {
            return Lanes.options()
                    .setFastPath(fastPath)
                    .setHeartbeat(Duration.ofMillis(150))
                    .setLimits(new LimitOptions().setEventBytes(1 << 16))
                    .setHistory(new HistoryOptions()
                            .setEvents(events)
                            .setBytes((long) mebibytes << 20)
                            .setAge(age))
                    .setSlowConsumer(new SlowConsumerOptions()
                            .setPolicy(policy)
                            .setLag(Duration.ofMillis(lagMillis))
                            .setStall(Duration.ofMillis(600)));
        }

        /** Returns how many events a publisher may have in flight: so few that the observer keeps up. */
        int burst() {
            return Math.min(events / 2 / PUBLISHERS, 200);
        }

        JourneyCheck.Rules rules() {
            boolean onlyEventsBound = age.equals(LONG_AGE) && mebibytes == 64;
            return new JourneyCheck.Rules(
                    policy == SlowConsumerPolicy.CONFLATE,
                    policy == SlowConsumerPolicy.DROP_OLDEST,
                    onlyEventsBound ? events : 0);
        }
    }

    static List<Setup> setups() {
        Set<Sight> always = EnumSet.of(Sight.LEFT_WITHIN_EVENT, Sight.EXACT, Sight.UNRECORDED);
        return List.of(
                new Setup(
                        SlowConsumerPolicy.REPLAY,
                        150,
                        64,
                        LONG_AGE,
                        10_000,
                        true,
                        300,
                        with(always, Sight.PARTIAL, Sight.LAGGED)),
                new Setup(
                        SlowConsumerPolicy.REPLAY,
                        20_000,
                        1,
                        Duration.ofSeconds(1),
                        10_000,
                        false,
                        2_000,
                        with(always, Sight.PARTIAL, Sight.ENDED_BY_SERVER)),
                new Setup(
                        SlowConsumerPolicy.DISCONNECT,
                        20_000,
                        64,
                        LONG_AGE,
                        150,
                        true,
                        300,
                        with(always, Sight.ENDED_BY_SERVER)),
                new Setup(
                        SlowConsumerPolicy.DROP_OLDEST,
                        20_000,
                        64,
                        LONG_AGE,
                        100,
                        true,
                        300,
                        with(always, Sight.LAGGED)),
                new Setup(
                        SlowConsumerPolicy.CONFLATE,
                        600,
                        64,
                        LONG_AGE,
                        10_000,
                        true,
                        300,
                        with(always, Sight.CONFLATED)));
    }

    private static Set<Sight> with(Set<Sight> some, Sight... more) {
        Set<Sight> all = EnumSet.copyOf(some);
        all.addAll(List.of(more));
        return all;
    }

    @ParameterizedTest
    @MethodSource("setups")
    void everyReaderGetsEachEventOnceAndInOrderOrIsToldWhereTheLossLies(Setup setup) throws Exception {
        new Run(setup, Long.getLong("seed", System.nanoTime())).run(SHORT);
    }

    @Test
    @Tag("soak")
    void noSeedFindsASilentLoss() throws Exception {
        long deadline = System.nanoTime() + SOAK.toNanos();
        Map<Sight, Long> seen = new EnumMap<>(Sight.class);
        long seed = Long.getLong("seed", System.nanoTime());
        while (System.nanoTime() - deadline < 0) {
            SplittableRandom random = new SplittableRandom(seed);
            Setup setup = random(random);
            Map<Sight, Long> sights = new Run(setup, seed).run(Duration.ofSeconds(6));
            System.out.println(setup + ", seed " + seed + ": " + sights);
            sights.forEach((sight, times) -> seen.merge(sight, times, Long::sum));
            seed = random.nextLong();
        }
        assertThat(seen).containsOnlyKeys(Sight.values());
    }

    private static Setup random(SplittableRandom random) {
        SlowConsumerPolicy[] policies = SlowConsumerPolicy.values();
        return new Setup(
                policies[random.nextInt(policies.length)],
                (int) (100 * Math.pow(10, 2.5 * random.nextDouble())),
                random.nextInt(3) == 0 ? 1 : 64,
                random.nextInt(3) == 0 ? Duration.ofMillis(500 + random.nextInt(2_000)) : LONG_AGE,
                100 + random.nextInt(400),
                random.nextInt(3) > 0,
                100 + random.nextInt(2_000),
                Set.of());
    }

    /** One bridge with its publishers and readers. */
    private static final class Run {

        private final Setup setup;
        private final String what;
        private final Random random;
        private final Lanes lanes = new Lanes(READERS);
        private final KnownLog log = new KnownLog(lanes);
        private final CountDownLatch stop = new CountDownLatch(1);
        private final CountDownLatch drain = new CountDownLatch(1);
        private final Map<Sight, LongAdder> sights = new EnumMap<>(Sight.class);
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final List<CutReader> readers = new ArrayList<>();
        private final List<LanePublisher> publishers = new ArrayList<>();

        Run(Setup setup, long seed) {
            this.setup = setup;
            this.what = setup + ", seed " + seed;
            this.random = new Random(seed);
            for (Sight sight : Sight.values()) {
                sights.put(sight, new LongAdder());
            }
        }

        /** Runs at least for {@code time}; returns what was seen, and how often. */
        Map<Sight, Long> run(Duration time) {
            try (BridgeServer server = BridgeServer.with(setup.options())
                    .http(http -> http.setSendBufferSize(8_192))
                    .start()) {
                List<Future<Journey>> journeys = startReaders(server);
                publish(server, time);
                Lanes.Counts before = lanes.begun();
                readers.forEach(reader -> reader.drainBeyond(before));
                drain.countDown();
                // Again and again: what is published on an address while nobody records it is lost.
                await(
                        () -> "all to read to the end "
                                + readers.stream().map(CutReader::progress).toList(),
                        () -> {
                            publishers.forEach(LanePublisher::publishFinal);
                            long next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
                            Conditions.await("the next round", () -> System.nanoTime() - next > 0);
                            return journeys.stream().allMatch(Future::isDone);
                        });
                check(journeys);
            } finally {
                threads.shutdownNow();
            }
            Map<Sight, Long> seen = new EnumMap<>(Sight.class);
            sights.forEach((sight, times) -> {
                if (times.sum() > 0) {
                    seen.put(sight, times.sum());
                }
            });
            assertThat(seen.keySet()).as(what).containsAll(setup.due());
            return seen;
        }

        /** The first is the observer, who is there before the first event. */
        private List<Future<Journey>> startReaders(BridgeServer server) {
            CutReader.World world =
                    new CutReader.World(server.port(), lanes, log, setup.age(), drain, sight -> sights.get(sight)
                            .increment());
            CutReader observer = CutReader.observer(world);
            List<Future<Journey>> journeys = new ArrayList<>();
            journeys.add(threads.submit(observer));
            await(() -> "the observer", observer::isAttached);
            readers.add(observer);
            for (int i = 0; i < READERS; i++) {
                CutReader reader = new CutReader(world, i, new Random(random.nextLong()), setup.longestAway());
                readers.add(reader);
                journeys.add(threads.submit(reader));
            }
            return journeys;
        }

        private void publish(BridgeServer server, Duration time) {
            for (int i = 0; i < PUBLISHERS; i++) {
                int mine = i;
                List<Lane> some = lanes.all().stream()
                        .filter(lane -> lane.number() % PUBLISHERS == mine)
                        .toList();
                Random own = new Random(random.nextLong());
                publishers.add(new LanePublisher(server, log, some, own, setup.burst(), stop, readers.get(0)));
            }
            List<Future<Void>> publishing =
                    publishers.stream().map(threads::submit).toList();
            long until = System.nanoTime() + time.toNanos();
            await(() -> "to see " + setup.due() + " of " + sights, () -> System.nanoTime() - until > 0 && seesAll());
            stop.countDown();
            publishing.forEach(this::result);
        }

        private boolean seesAll() {
            // What was left out for newer ones comes to light only in the end.
            return setup.due().stream()
                    .allMatch(sight ->
                            sight == Sight.CONFLATED || sights.get(sight).sum() > 0);
        }

        private void await(Supplier<String> description, BooleanSupplier condition) {
            Conditions.await(
                    () -> what + ": " + description.get() + "; " + log.faults(),
                    () -> !log.faults().isEmpty() || condition.getAsBoolean(),
                    PATIENCE);
            assertThat(log.faults()).as(what).isEmpty();
        }

        private <T> T result(Future<T> future) {
            try {
                return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException | InterruptedException e) {
                throw new AssertionError(what + "; " + log.faults(), e);
            }
        }

        // ---- the check ----

        private void check(List<Future<Journey>> journeys) {
            JourneyCheck.Rules rules = setup.rules();
            int observerLags = readers.get(0).lags();
            if (rules.retained() > 0 && !rules.tellsOfLag()) {
                assertThat(observerLags).as("%s: the observer lags", what).isZero();
            }
            if (observerLags == 0) {
                assertThat(rules.conflates() ? newestMissing() : missing(lastOf(result(journeys.get(0)))))
                        .as("%s: not in the log", what)
                        .isEmpty();
            }
            List<String> faults = new ArrayList<>();
            Long observed = result(journeys.get(0)).segments.get(0).position;
            for (int i = 0; i < journeys.size(); i++) {
                try {
                    int conflated = new JourneyCheck(lanes, log, rules, observed).check(result(journeys.get(i)));
                    sights.get(Sight.CONFLATED).add(conflated);
                } catch (AssertionError e) {
                    faults.add("reader " + (i - 1) + ": " + e.getMessage());
                }
            }
            assertThat(faults).as(what).isEmpty();
            assertThat(log.faults()).as(what).isEmpty();
        }

        private static long lastOf(Journey journey) {
            return journey.segments.stream()
                    .flatMap(segment -> segment.items.stream())
                    .mapToLong(Journey.Item::place)
                    .max()
                    .orElseThrow();
        }

        /** Returns events before others, up to a place, that were published where everything is recorded, and yet are not there. */
        private List<Known> missing(long to) {
            int[] newest = new int[lanes.all().size()];
            List<Known> missing = new ArrayList<>();
            log.all().headMap(to, true).values().forEach(known -> {
                int lane = known.lane().number();
                if (Lanes.isAlwaysRecorded(known.lane()) && known.number() != newest[lane] + 1) {
                    missing.add(known);
                }
                newest[lane] = known.number();
            });
            return missing;
        }

        /** Returns events that were the newest of their key, which nobody has seen although they had to come. */
        private List<Known> newestMissing() {
            List<Known> missing = new ArrayList<>();
            for (Lane lane : lanes.all()) {
                lane.newestOfKey().forEach((key, number) -> {
                    Known newest = new Known(lane, number, key);
                    boolean isOfOthersToo = key.equals(LanePublisher.NO_KEY);
                    boolean mayComeLater = key.equals(LanePublisher.finalKey(lane));
                    if (Lanes.isAlwaysRecorded(lane) && !isOfOthersToo && !mayComeLater && !log.contains(newest)) {
                        missing.add(newest);
                    }
                });
            }
            return missing;
        }
    }
}
