package io.busbar;

import io.vertx.core.Future;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The log as it came to light: from what all readers together were given, and from the ids that publishers got. Each
 * place in it holds one event, and each event has one place. Thread-safe.
 */
final class KnownLog {

    private static final Pattern ID = Pattern.compile("([A-Za-z0-9]+)-([0-9]+)");

    /** An event: its lane, its number there, and its conflation key, or a dash. */
    record Known(Lane lane, int number, String key) {

        /** Returns what is published. */
        String body(int padding) {
            return lane.number() + " " + number + " " + key + " " + padding + " " + "x".repeat(padding);
        }
    }

    private record Event(Lane lane, int number) {}

    private final Lanes lanes;
    private final ConcurrentSkipListMap<Long, Known> events = new ConcurrentSkipListMap<>();
    private final ConcurrentMap<Event, Long> places = new ConcurrentHashMap<>();
    private final AtomicReference<String> epoch = new AtomicReference<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    KnownLog(Lanes lanes) {
        this.lanes = lanes;
    }

    /** Returns the place that {@code id} means, which must be of the one epoch. */
    long place(String id) {
        Matcher matcher = ID.matcher(id);
        if (!matcher.matches()) {
            throw new AssertionError("not an id: \"" + id + "\"");
        }
        String first = epoch.compareAndExchange(null, matcher.group(1));
        if (first != null && !first.equals(matcher.group(1))) {
            throw new AssertionError("of another epoch than " + first + ": " + id);
        }
        return Long.parseLong(matcher.group(2));
    }

    /** Returns {@code place} as an id; some id must have been seen before. */
    String id(long place) {
        return epoch.get() + "-" + place;
    }

    /** Takes in that {@code data} came with {@code id}, and returns what it means. */
    Known learn(String id, String data) {
        String[] parts = data.split(" ", 5);
        Known known = new Known(lanes.all().get(Integer.parseInt(parts[0])), Integer.parseInt(parts[1]), parts[2]);
        if (!data.equals(known.body(Integer.parseInt(parts[3])))) {
            throw new AssertionError("garbled: " + known + " at " + id);
        }
        learn(place(id), known);
        return known;
    }

    /** Takes in the id of a publish, which must succeed. */
    void learn(Future<String> publish, Known known) {
        publish.onComplete(
                id -> {
                    try {
                        if (id == null) {
                            throw new AssertionError("not recorded: " + known);
                        }
                        learn(place(id), known);
                    } catch (AssertionError e) {
                        fault(e.getMessage());
                    }
                },
                cause -> fault("could not publish " + known + ": " + cause));
    }

    private void learn(long place, Known known) {
        Known other = events.putIfAbsent(place, known);
        if (other != null && !other.equals(known)) {
            throw new AssertionError("at one place " + place + ": " + other + " and " + known);
        }
        Long elsewhere = places.putIfAbsent(new Event(known.lane(), known.number()), place);
        if (elsewhere != null && elsewhere != place) {
            throw new AssertionError("at two places, " + elsewhere + " and " + place + ": " + known);
        }
    }

    /** Returns whether the event's place is known. */
    boolean contains(Known known) {
        return places.containsKey(new Event(known.lane(), known.number()));
    }

    /** Returns a place that no event has that was published before {@code begun} was counted; a later event has it. */
    long placeAfter(Lanes.Counts begun) {
        return lanes.all().stream()
                .mapToLong(lane -> places.getOrDefault(new Event(lane, begun.of(lane) + 1), Long.MAX_VALUE))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Returns the known events after {@code from}, up to {@code to}. */
    NavigableMap<Long, Known> between(long from, long to) {
        return from >= to ? Collections.emptyNavigableMap() : events.subMap(from, false, to, true);
    }

    /** Returns all known events. */
    NavigableMap<Long, Known> all() {
        return Collections.unmodifiableNavigableMap(events);
    }

    /** Notes what must not be. */
    void fault(String fault) {
        faults.add(fault);
    }

    /** Returns what must not be and yet was, so far. */
    List<String> faults() {
        return List.copyOf(faults);
    }
}
