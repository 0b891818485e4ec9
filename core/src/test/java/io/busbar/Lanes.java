package io.busbar;

import io.busbar.testing.BridgeServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All lanes of a run, and what readers can subscribe to. Addresses of listed and multiplexed sources are recorded all the
 * time, and so are the <em>rooms</em>, as the observer subscribes to them; a <em>den</em> belongs to one reader, and is
 * recorded only after that one came. Thread-safe.
 */
final class Lanes {

    private static final String TICKS = "ticks";
    private static final List<String> LISTED =
            List.of("shop.eu.orders", "shop.eu.stock", "shop.us.orders", "shop.us.stock", "shop.us.stock.low", "log");
    private static final List<String> MULTIPLEXED =
            List.of("tick.a.bid", "tick.a.ask", "tick.b.bid", "tick.b.ask", "tick.c.bid", "tick.c");
    private static final List<String> ROOMS = List.of("room.1", "room.2", "room.2.quiet");
    private static final List<String> API_ONLY = List.of("api.one", "api.two.three");
    private static final List<String> PATTERNS = List.of(
            "**",
            "*",
            "*.*",
            "shop.**",
            "shop.*.orders",
            "*.*.*",
            "tick.*.bid",
            "tick.a.**",
            "api.**",
            "room.*",
            "den.*",
            "*.us.**");

    private final List<Lane> all = new ArrayList<>();
    private final Map<String, Pattern> patterns = new ConcurrentHashMap<>();

    Lanes(int readers) {
        LISTED.forEach(address -> add(address, Lane.Origin.LISTED));
        MULTIPLEXED.forEach(address -> add(address, Lane.Origin.MULTIPLEXED));
        ROOMS.forEach(address -> add(address, Lane.Origin.UNLISTED));
        for (int reader = 0; reader < readers; reader++) {
            add(den(reader), Lane.Origin.UNLISTED);
        }
        Stream.of(API_ONLY, List.of("shop.eu.orders", "tick.a.bid", "room.1", den(0)))
                .flatMap(List::stream)
                .forEach(address -> add(address, Lane.Origin.API));
    }

    private void add(String address, Lane.Origin origin) {
        all.add(new Lane(all.size(), address, origin));
    }

    /** Returns the bus address of the multiplexed source. */
    static String multiplexedSource() {
        return TICKS;
    }

    /** Returns options with the sources that the lanes need. */
    static SseBridgeOptions options() {
        SseBridgeOptions options = BridgeServer.permitAll();
        LISTED.forEach(address -> options.addSource(new SourceOptions().setAddress(address)));
        return options.addSource(new SourceOptions()
                .setAddress(TICKS)
                .setAddressHeader("sse-address")
                .setAddressPattern("tick.**"));
    }

    /** Returns all lanes by their number. */
    List<Lane> all() {
        return all;
    }

    /** Returns the addresses that are recorded since the observer came. */
    static List<String> rooms() {
        return ROOMS;
    }

    /** Returns what shows every event but those of dens that came by the bus. */
    static Set<String> observerKeys() {
        return Set.copyOf(Stream.concat(Stream.of("**"), ROOMS.stream()).toList());
    }

    /** Returns an address or pattern that the reader may subscribe to. */
    static String key(int reader, Random random) {
        List<String> from =
                switch (random.nextInt(8)) {
                    case 0, 1 -> LISTED;
                    case 2 -> MULTIPLEXED;
                    case 3 -> ROOMS;
                    case 4 -> API_ONLY;
                    case 5 -> List.of(den(reader));
                    default -> PATTERNS;
                };
        return from.get(random.nextInt(from.size()));
    }

    private static String den(int reader) {
        return "den." + reader;
    }

    /** Returns whether the recording of {@code key} depends on who is subscribed to it. */
    static boolean isRecordedOnDemand(String key) {
        return key.indexOf('*') < 0 && !LISTED.contains(key) && !MULTIPLEXED.contains(key) && !ROOMS.contains(key);
    }

    /** Returns whether the lane's events are recorded from the start. */
    static boolean isAlwaysRecorded(Lane lane) {
        return lane.origin() != Lane.Origin.UNLISTED || ROOMS.contains(lane.address());
    }

    /** Returns whether one who subscribed to {@code keys} gets the lane's events. */
    boolean wanted(Set<String> keys, Lane lane) {
        if (keys.contains(lane.address())) {
            return true;
        }
        return lane.origin() != Lane.Origin.UNLISTED
                && keys.stream()
                        .anyMatch(key -> key.indexOf('*') >= 0
                                && patterns.computeIfAbsent(key, Lanes::compile)
                                        .matcher(lane.address())
                                        .matches());
    }

    private static Pattern compile(String pattern) {
        return Pattern.compile(Stream.of(pattern.split("\\."))
                .map(segment -> segment.equals("**") ? ".+" : segment.equals("*") ? "[^.]+" : Pattern.quote(segment))
                .collect(Collectors.joining("\\.")));
    }

    /** Returns how many events each lane has now, those included that are on their way. */
    Counts begun() {
        return new Counts(all.stream().mapToInt(Lane::begun).toArray());
    }

    /** How many events each lane has. Immutable. */
    static final class Counts {

        private final int[] byLane;

        private Counts(int[] byLane) {
            this.byLane = byLane;
        }

        int of(Lane lane) {
            return byLane[lane.number()];
        }
    }
}
