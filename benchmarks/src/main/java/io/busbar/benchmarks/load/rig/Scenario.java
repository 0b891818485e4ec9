package io.busbar.benchmarks.load.rig;

import io.busbar.benchmarks.load.client.Series;
import java.util.List;

/**
 * Events that are published to readers. Immutable.
 *
 * @param name what it is called
 * @param connections how many streams there are, as many for each address; or if there are more addresses, as many of them for
 *     each stream
 * @param addresses on how many addresses events are published in turn
 * @param rate how many events are published per second; {@link Series#UNLIMITED} for the next when one is acknowledged
 * @param events how many are published, if there is no rate
 * @param bytes how long the text of an event is
 * @param lanes how many connections publish
 * @param stretch how many times as long as others it takes, because there are so few events
 */
public record Scenario(
        String name, int connections, int addresses, double rate, int events, int bytes, int lanes, int stretch) {

    private static final int BYTES = 200;

    /** What servers are warmed up with: few addresses, and many. */
    static final List<Scenario> WARM_UP = List.of(
            new Scenario("warm-up", 500, 1, 200, 0, BYTES, 1, 1),
            new Scenario("warm-up", 500, 500, 4_000, 0, BYTES, 8, 1));

    /** Returns what it is, for people. */
    public String describe() {
        String pace = rate == Series.UNLIMITED
                ? events + " events as fast as they are acknowledged"
                : (long) rate + (rate == 1 ? " event/s" : " events/s");
        return "%s: %,d connections, %,d %s, %s, %,d bytes"
                .formatted(name, connections, addresses, addresses == 1 ? "address" : "addresses", pace, bytes);
    }
}
