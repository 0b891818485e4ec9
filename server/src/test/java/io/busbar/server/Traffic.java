package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.Conditions;
import io.netty.util.ResourceLeakDetector;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Clients as they are in life, on all nodes of a cluster: readers that go on elsewhere when their stream ends, and lanes that
 * publish event after event, each until it is acknowledged. Everything runs on one event loop.
 *
 * <pre>{@code
 * try (Traffic traffic = new Traffic(servers)) {
 *     traffic.start();
 *     traffic.without(server);
 *     server.kill();
 *     traffic.flowsOn();
 *     traffic.finish(); // every reader has each event of its lanes, once, in order
 * }
 * }</pre>
 */
final class Traffic implements AutoCloseable {

    /** The configuration of servers that carry the traffic; a node that is alone refuses it. */
    static final String YAML = """
            cluster: {minimumMembers: 2}
            drain: {time: 1s}
            bridges:
              - history: {mode: cluster, events: 200000, bytes: 64MiB, age: 2m}
                outboundPermitted: [{addressRegex: "load\\\\..+"}]
                inboundPermitted: [{addressRegex: "load\\\\..+"}]
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context loop = vertx.getOrCreateContext();
    private final HttpClient http = vertx.createHttpClient(
            new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(TrafficPlan.READERS + TrafficPlan.LANES));
    private final List<SocketAddress> servers = new CopyOnWriteArrayList<>();
    private final TrafficPlan plan = new TrafficPlan();
    private final List<TrafficReader> readers = new CopyOnWriteArrayList<>();
    private final List<TrafficLane> lanes = new ArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();

    /** To follow each buffer of the clients would slow the load down to a third. */
    private final ResourceLeakDetector.Level leakDetection = ResourceLeakDetector.getLevel();

    private volatile boolean closed;
    private final TrafficReader whole;
    private TrafficReader.@Nullable Place mark;
    private long startedNanos;

    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicLong silentNanos = new AtomicLong();
    private volatile long acknowledgedNanos;

    /** Creates what does nothing yet. */
    Traffic(List<ServerNode> servers) {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
        servers.forEach(this::with);
        for (int lane = 0; lane < TrafficPlan.LANES; lane++) {
            lanes.add(new TrafficLane(this, lane, plan.address(lane)));
        }
        for (int reader = 0; reader < TrafficPlan.READERS; reader++) {
            readers.add(new TrafficReader(this, reader, plan.query(reader), plan.lanesOf(reader)));
        }
        whole = readerOfAll();
        readers.add(whole);
    }

    // ---- for the test ----

    /** Opens the streams, and then begins to publish. */
    void start() {
        run(() -> readers.forEach(TrafficReader::connect));
        await("all streams to open", () -> readers.stream().allMatch(TrafficReader::isOpen));
        startedNanos = System.nanoTime();
        acknowledgedNanos = startedNanos;
        run(() -> lanes.forEach(TrafficLane::next));
        flowsOn();
    }

    /** Has clients turn to this server too, from now on. */
    void with(ServerNode server) {
        servers.add(server.address());
    }

    /** Has clients not turn to this server any more; those who are there stay. */
    void without(ServerNode server) {
        servers.remove(server.address());
    }

    /** Notes how far all lanes are. */
    void mark() {
        run(() -> mark = whole.place());
    }

    /** Has one more reader of all lanes resume at the last mark, at this server, which so must have everything since. */
    void readAllAt(ServerNode server) {
        TrafficReader late = readerOfAll();
        readers.add(late);
        run(() -> late.resume(Objects.requireNonNull(mark), server.address()));
        flowsOn();
    }

    private TrafficReader readerOfAll() {
        return new TrafficReader(
                this,
                readers.size(),
                plan.queryOfAll(),
                IntStream.range(0, TrafficPlan.LANES).boxed().toList());
    }

    /** Has every reader leave its stream, and go on at another server. */
    void readersMove() {
        run(() -> readers.forEach(TrafficReader::move));
    }

    /** Returns how many streams are open at this server. */
    long streamsAt(ServerNode server) {
        return readers.stream()
                .filter(reader -> reader.isOpenAt(server.address()))
                .count();
    }

    /** Returns how many streams this server has ended for {@code reason}. */
    int ended(ServerNode server, String reason) {
        return readers.stream()
                .mapToInt(reader -> reader.ended(server.address(), reason))
                .sum();
    }

    /** Returns where the first lane publishes. */
    String addressOfFirst() {
        return plan.address(0);
    }

    /** Returns the last number that was acknowledged there. */
    int acknowledgedOfFirst() {
        return lanes.get(0).acknowledged();
    }

    /** Waits until every lane has got on, which all readers have seen. */
    void flowsOn() {
        List<Integer> due = lanes.stream().map(lane -> lane.acknowledged() + 5).toList();
        await("all lanes to get on", () -> IntStream.range(0, TrafficPlan.LANES)
                .allMatch(lane -> lanes.get(lane).acknowledged() >= due.get(lane)));
        awaitSeen(due);
    }

    private void awaitSeen(List<Integer> due) {
        await("all readers to see what was acknowledged", () -> readers.stream()
                .allMatch(reader -> reader.hasSeen(due)));
    }

    /** Ends to publish, and checks what the readers have seen. Returns a summary. */
    String finish() {
        lanes.forEach(TrafficLane::stop);
        await("all lanes to stop", () -> lanes.stream().allMatch(TrafficLane::hasStopped));
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        awaitSeen(lanes.stream().map(TrafficLane::acknowledged).toList());
        return String.format(
                "%d events acknowledged in %.1f s, %.0f/s; %d requests repeated; longest silence %d ms; %d streams resumed",
                acknowledged.get(),
                seconds,
                acknowledged.get() / seconds,
                repeated.get(),
                TimeUnit.NANOSECONDS.toMillis(silentNanos.get()),
                readers.stream().mapToInt(TrafficReader::resumes).sum());
    }

    private void await(String what, BooleanSupplier condition) {
        Conditions.await(
                () -> what + "; " + this,
                () -> {
                    assertThat(faults).isEmpty();
                    return condition.getAsBoolean();
                },
                PATIENCE);
    }

    @Override
    public String toString() {
        return acknowledged + " acknowledged, " + repeated + " repeated; "
                + readers.stream().filter(reader -> !reader.isOpen()).count() + " streams are not open; of "
                + readers.stream()
                        .filter(reader -> reader.lag(lanes) > 0)
                        .limit(10)
                        .toList() + ", "
                + lanes.stream().filter(lane -> lane.refusals() > 0).limit(10).toList();
    }

    @Override
    public void close() {
        closed = true;
        lanes.forEach(TrafficLane::stop);
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        ResourceLeakDetector.setLevel(leakDetection);
    }

    // ---- for the clients, on the event loop ----

    private void run(Runnable task) {
        loop.runOnContext(run -> task.run());
    }

    void later(long millis, Runnable task) {
        if (!closed) {
            vertx.setTimer(millis, id -> task.run());
        }
    }

    HttpClient http() {
        return http;
    }

    /** Returns any other server than {@code server}, if there is one. */
    SocketAddress serverAfter(@Nullable SocketAddress server) {
        List<SocketAddress> others =
                servers.stream().filter(each -> !each.equals(server)).toList();
        return others.isEmpty()
                ? Objects.requireNonNull(server)
                : others.get(ThreadLocalRandom.current().nextInt(others.size()));
    }

    void fault(String what) {
        if (faults.size() < 20 && !closed) {
            faults.add(what);
        }
    }

    void acknowledged() {
        long now = System.nanoTime();
        acknowledged.incrementAndGet();
        silentNanos.accumulateAndGet(now - acknowledgedNanos, Math::max);
        acknowledgedNanos = now;
    }

    void repeated() {
        repeated.incrementAndGet();
    }
}
