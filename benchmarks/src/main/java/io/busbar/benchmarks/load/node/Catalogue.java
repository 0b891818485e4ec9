package io.busbar.benchmarks.load.node;

import io.busbar.benchmarks.load.client.Series;
import io.busbar.benchmarks.load.rig.Scenario;
import io.busbar.benchmarks.load.tool.Settings;
import java.util.List;

/** The scenarios that can be chosen. */
final class Catalogue {

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

    private Catalogue() {}

    /**
     * Returns the scenario of this name, with what is chosen of it.
     *
     * @param settings {@code connections}, {@code addresses}, {@code rate}, {@code bytes}; where one is empty, it is the scenario's own
     * @throws IllegalArgumentException if there is none, or that can't be chosen
     */
    static Scenario of(String name, Settings settings) {
        Scenario own = ALL.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException(name + ": not one of "
                        + ALL.stream().map(Scenario::name).toList() + " and " + IDLE));
        Scenario chosen = new Scenario(
                name,
                settings.number("connections", own.connections()),
                settings.number("addresses", own.addresses()),
                settings.number("rate", (int) own.rate()),
                own.events(),
                settings.number("bytes", own.bytes()),
                own.lanes(),
                own.stretch());
        if (chosen.connections() % chosen.addresses() != 0) {
            throw new IllegalArgumentException(name + ": as many connections for each address");
        }
        return chosen;
    }
}
