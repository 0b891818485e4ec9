package io.busbar.benchmarks.load.node;

import io.busbar.benchmarks.load.client.Series;
import io.busbar.benchmarks.load.tool.Settings;
import java.util.List;

/**
 * Events that are published to readers. Immutable.
 *
 * @param name what it is called
 * @param connections how many streams there are, as many for each address
 * @param addresses on how many addresses events are published in turn
 * @param rate how many events are published per second; {@link Series#UNLIMITED} for the next when one is acknowledged
 * @param events how many are published, if there is no rate
 * @param bytes how long the text of an event is
 * @param lanes how many connections publish
 * @param stretch how many times as long as others it takes, because there are so few events
 */
record Scenario(
        String name, int connections, int addresses, double rate, int events, int bytes, int lanes, int stretch) {

    /** The name of the one that counts the bytes of connections without events. */
    static final String IDLE = "S3";

    private static final int BYTES = 200;

    private static final List<Scenario> ALL = List.of(
            new Scenario("S1", 1_000, 1, 200, 0, BYTES, 1, 1),
            new Scenario("S1L", 1_000, 1, 40, 0, BYTES, 1, 1),
            new Scenario("S2", 5_000, 1, 20, 0, BYTES, 1, 1),
            new Scenario("S4", 1_000, 1_000, 5_000, 0, BYTES, 8, 1),
            new Scenario("S5", 500, 1, Series.UNLIMITED, 5_000, BYTES, 4, 1),
            new Scenario("S6", 5_000, 1, 1, 0, BYTES, 1, 2));

    /** What servers are warmed up with: few addresses, and many. */
    static final List<Scenario> WARM_UP = List.of(
            new Scenario("warm-up", 500, 1, 200, 0, BYTES, 1, 1),
            new Scenario("warm-up", 500, 500, 4_000, 0, BYTES, 8, 1));

    /**
     * Returns the scenario of this name, with what is chosen of it.
     *
     * @param settings {@code connections}, {@code addresses}, {@code rate}, {@code bytes}; where one is empty, it is the scenario's own
     */
    static Scenario of(String name, Settings settings) {
        Scenario own = ALL.stream()
                .filter(scenario -> scenario.name.equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException(name + ": not one of "
                        + ALL.stream().map(Scenario::name).toList() + " and " + IDLE));
        Scenario chosen = new Scenario(
                name,
                settings.number("connections", own.connections),
                settings.number("addresses", own.addresses),
                settings.number("rate", (int) own.rate),
                own.events,
                settings.number("bytes", own.bytes),
                own.lanes,
                own.stretch);
        if (chosen.connections % chosen.addresses != 0) {
            throw new IllegalArgumentException(name + ": as many connections for each address");
        }
        return chosen;
    }

    /** Returns what it is, for people. */
    String describe() {
        String pace = rate == Series.UNLIMITED
                ? events + " events as fast as they are acknowledged"
                : (long) rate + (rate == 1 ? " event/s" : " events/s");
        return "%s: %,d connections, %,d %s, %s, %,d bytes"
                .formatted(name, connections, addresses, addresses == 1 ? "address" : "addresses", pace, bytes);
    }
}
