package io.busbar;

import io.busbar.Journey.Item;
import io.busbar.Journey.Segment;
import io.busbar.Journey.Sight;
import io.busbar.KnownLog.Known;
import io.busbar.testing.PacedClient;
import io.busbar.testing.ReadEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A reader as an {@code EventSource} would be one, that leaves at any byte and comes back with the last id that it saw,
 * is at times slow, and at times does not read at all; until it is told to drain, and then has read the last event of
 * each lane. What it was given is its journey. Confined to one thread.
 */
final class CutReader implements Callable<Journey> {

    /**
     * What all readers of a run share.
     *
     * @param recording how long an address is recorded on after its last subscription
     * @param drain open when the readers have to read on to the end
     * @param sights hears of what readers meet
     */
    record World(
            int port, Lanes lanes, KnownLog log, Duration recording, CountDownLatch drain, Consumer<Sight> sights) {}

    private static final int SMALL_BUFFER = 4_096;
    private static final int LARGE_BUFFER = 4 << 20;
    private static final int MOST_AT_ONCE = 65_536;
    private static final int READ_MILLIS = 50;

    private final World world;
    private final int number;
    private final Random random;
    private final int longestAway;
    private final boolean observes;
    private final Journey journey = new Journey();
    private final Set<String> keys = new TreeSet<>();
    private final Map<String, Long> lastAttached = new HashMap<>();
    private final AtomicIntegerArray lastOfLane;
    private @Nullable String lastId;
    private boolean endedByServer;

    // volatile, as the test looks at it
    private volatile Lanes.@Nullable Counts due;
    private volatile boolean attached;
    private final AtomicInteger lags = new AtomicInteger();

    /**
     * Creates a reader.
     *
     * @param longestAway the most milliseconds that it is away
     */
    CutReader(World world, int number, Random random, int longestAway) {
        this(world, number, random, longestAway, false);
        int most = 1 + random.nextInt(4);
        for (int i = 0; i < most; i++) {
            keys.add(Lanes.key(number, random));
        }
    }

    private CutReader(World world, int number, Random random, int longestAway, boolean observes) {
        this.world = world;
        this.number = number;
        this.random = random;
        this.longestAway = longestAway;
        this.observes = observes;
        this.lastOfLane = new AtomicIntegerArray(world.lanes().all().size());
    }

    /** Creates a reader that takes everything that others could get, and never leaves. */
    static CutReader observer(World world) {
        CutReader observer = new CutReader(world, -1, new Random(0), 0, true);
        observer.keys.addAll(Lanes.observerKeys());
        return observer;
    }

    /** Returns whether it has been told its position on a stream. */
    boolean isAttached() {
        return attached;
    }

    /** Returns whether it has read {@code event}, or a later one of its lane. */
    boolean hasRead(Known event) {
        return lastOfLane.get(event.lane().number()) >= event.number();
    }

    /** Returns whether it has read all that it has to, and reads no more. */
    boolean isOver() {
        return isDrained();
    }

    /** Returns how often it was told that it has missed something. */
    int lags() {
        return lags.get();
    }

    /** Tells it beyond which number of each lane it has to read; before the drain begins. */
    void drainBeyond(Lanes.Counts counts) {
        due = counts;
    }

    @Override
    public Journey call() throws InterruptedException {
        try {
            while (!isDrained()) {
                segment();
                if (!observes && random.nextInt(5) > 1) {
                    pause(random.nextInt(1 + (random.nextInt(4) == 0 ? longestAway : longestAway / 10)));
                }
            }
            return journey;
        } catch (AssertionError | RuntimeException e) {
            world.log().fault("reader " + number + ": " + e);
            throw e;
        }
    }

    private boolean isDraining() {
        return world.drain().getCount() == 0;
    }

    /** Returns which lanes are not read to the end, on which stream; for a failure's message. */
    String progress() {
        Lanes.Counts counts = due;
        List<Lane> behind = counts == null
                ? List.of()
                : world.lanes().all().stream()
                        .filter(lane -> lastOfLane.get(lane.number()) <= counts.of(lane)
                                && world.lanes().wanted(keys, lane))
                        .toList();
        int streams = journey.segments.size();
        return behind.isEmpty()
                ? ""
                : "reader " + number + " has not read to the end of " + behind + " on its stream no. " + streams + ", "
                        + journey.segments.get(streams - 1) + "\n";
    }

    private boolean isDrained() {
        Lanes.Counts counts = due;
        if (counts == null) {
            return false;
        }
        for (Lane lane : world.lanes().all()) {
            if (lastOfLane.get(lane.number()) <= counts.of(lane)
                    && world.lanes().wanted(keys, lane)) {
                return false;
            }
        }
        return true;
    }

    private void pause(int millis) throws InterruptedException {
        world.drain().await(millis, TimeUnit.MILLISECONDS);
    }

    // ---- one connection ----

    private void segment() throws InterruptedException {
        if (!observes && !journey.segments.isEmpty() && random.nextInt(6) == 0) {
            keys.add(Lanes.key(number, random));
        }
        Segment segment = new Segment(
                keys,
                lastId == null ? null : world.log().place(lastId),
                world.lanes().begun());
        journey.segments.add(segment);
        boolean slow = !observes && !isDraining() && random.nextInt(3) == 0;
        String request = request();
        int buffer = observes ? LARGE_BUFFER : slow ? SMALL_BUFFER : 0;
        try (PacedClient client = PacedClient.open(world.port(), request, buffer)) {
            endedByServer = !read(client, segment, slow);
            if (endedByServer) {
                world.sights().accept(Sight.ENDED_BY_SERVER);
            } else if (client.isWithinEvent()) {
                world.sights().accept(Sight.LEFT_WITHIN_EVENT);
            }
            if (random.nextBoolean()) {
                client.reset();
            }
        }
    }

    /** Reads until it is time to leave; returns false if the server was quicker. */
    private boolean read(PacedClient client, Segment segment, boolean slow) throws InterruptedException {
        long bytes = random.nextInt(10) == 0 ? random.nextInt(400) : (long) Math.pow(10, 2 + 3.5 * random.nextDouble());
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20 + random.nextInt(1_500));
        int stallAfter = random.nextInt(4) == 0 ? random.nextInt(20_000) : Integer.MAX_VALUE;
        int atOnce = slow ? 100 + random.nextInt(2_000) : MOST_AT_ONCE;
        // What whoever is late reads now may have come before the server gave it up.
        boolean late = slow;
        long attachedNanos = System.nanoTime();
        while (!isDrained()) {
            boolean stays = observes || isDraining();
            if (!stays && (bytes <= 0 || System.nanoTime() - until > 0)) {
                return true;
            }
            int n = client.read(stays ? MOST_AT_ONCE : (int) Math.min(atOnce, bytes), READ_MILLIS);
            if (n < 0) {
                return false;
            }
            bytes -= n;
            stallAfter -= n;
            if (client.status() != 0 && client.status() != 200) {
                throw new AssertionError("status " + client.status() + " for " + segment);
            }
            client.takeEvents().forEach(event -> accept(event, segment));
            if (n > 0 && segment.position != null) {
                long surely = late ? attachedNanos : System.nanoTime();
                attachedNanos = surely;
                keys.forEach(key -> lastAttached.put(key, surely));
            }
            if (stallAfter < 0 && !observes) {
                stallAfter = Integer.MAX_VALUE;
                late = true;
                pause(random.nextInt(800));
            }
            if (slow) {
                pause(1 + random.nextInt(10));
            }
        }
        return true;
    }

    // ---- the request ----

    private String request() {
        List<String> query = new ArrayList<>();
        JsonObject body = random.nextInt(4) == 0 ? new JsonObject() : null;
        String header = "";
        if (body != null) {
            body.put("addresses", new JsonArray(List.copyOf(keys)));
        } else {
            keys.forEach(key -> query.add("address=" + key));
        }
        if (lastId != null) {
            int way = random.nextInt(5);
            if (way == 0) {
                query.add("lastEventId=" + lastId);
            } else if (way == 1) {
                query.add("last_event_id=" + lastId);
            } else if (way == 2 && body != null) {
                body.put("lastEventId", lastId);
            } else {
                header = "Last-Event-ID: " + lastId + "\r\n";
                if (random.nextInt(3) == 0) {
                    // The header wins.
                    query.add("lastEventId=" + world.log().id(0));
                }
            }
        }
        if (random.nextInt(3) == 0) {
            // Of no account after a resume.
            String from = List.of("now", "earliest", "7", "-1s").get(random.nextInt(4));
            if (body != null && random.nextBoolean()) {
                body.put("from", from);
            } else {
                query.add("from=" + from);
            }
        }
        if (random.nextInt(4) == 0) {
            query.add("heartbeat=event");
        }
        String path = "/events" + (query.isEmpty() ? "" : "?" + String.join("&", query));
        String common = " HTTP/1.1\r\nHost: localhost\r\n" + header;
        if (body == null) {
            return "GET " + path + common + "\r\n";
        }
        return "POST " + path + common + "Content-Type: application/json\r\nContent-Length: "
                + body.encode().length() + "\r\n\r\n" + body.encode();
    }

    // ---- what came ----

    private void accept(ReadEvent event, Segment segment) {
        if (!event.lastEventId().isEmpty()) {
            lastId = event.lastEventId();
        }
        switch (event.type()) {
            case "busbar.resume" -> {
                JsonObject json = new JsonObject(event.data());
                segment.status = json.getString("status");
                segment.missed = json.getLong("missed");
            }
            case "busbar.position" -> position(world.log().place(event.lastEventId()), segment);
            case "busbar.lagged" -> {
                world.sights().accept(Sight.LAGGED);
                lags.incrementAndGet();
                segment.items.add(new Item(
                        world.log().place(event.lastEventId()),
                        null,
                        true,
                        new JsonObject(event.data()).getLong("missed"),
                        world.lanes().begun()));
            }
            case "busbar.closing" -> {}
            case "message" -> {
                Known known = world.log().learn(event.lastEventId(), event.data());
                lastOfLane.set(known.lane().number(), known.number());
                segment.items.add(new Item(world.log().place(event.lastEventId()), known, false, null, null));
            }
            default -> throw new AssertionError("nobody publishes " + event);
        }
        if (segment.position == null && !event.type().equals("busbar.resume")) {
            throw new AssertionError("before the position of " + segment + ": " + event);
        }
    }

    private void position(long place, Segment segment) {
        if (segment.position != null) {
            world.sights().accept(Sight.POSITION);
            segment.items.add(new Item(place, null, false, null, null));
            return;
        }
        segment.begunAtPosition = world.lanes().begun();
        segment.mayBeUnrecorded = keys.stream().anyMatch(this::mayBeUnrecorded);
        segment.position = place;
        attached = true;
        if (segment.status != null) {
            if (!segment.status.equals("exact")) {
                lags.incrementAndGet();
            }
            world.sights()
                    .accept(
                            segment.status.equals("exact")
                                    ? Sight.EXACT
                                    : segment.missed == null ? Sight.UNRECORDED : Sight.PARTIAL);
        }
    }

    /** Returns whether the recording of {@code key} may have begun after this reader's last id. */
    private boolean mayBeUnrecorded(String key) {
        if (!Lanes.isRecordedOnDemand(key)) {
            return false;
        }
        Long last = lastAttached.get(key);
        return last == null
                || (isShort(world.recording())
                        && (endedByServer
                                || System.nanoTime() - last >= world.recording().toNanos()));
    }

    private static boolean isShort(Duration recording) {
        return recording.compareTo(Duration.ofMinutes(1)) < 0;
    }
}
