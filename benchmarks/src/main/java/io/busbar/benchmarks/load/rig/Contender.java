package io.busbar.benchmarks.load.rig;

import io.busbar.benchmarks.load.client.Crowd;
import io.busbar.benchmarks.load.client.Numbered;
import io.busbar.benchmarks.load.client.StreamRequests;
import io.busbar.benchmarks.load.server.ProcessorTime;
import io.busbar.benchmarks.load.server.Subject;
import io.busbar.benchmarks.load.trial.Trials;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** A running server, and the runs on it. Ends with it. For one thread. */
public final class Contender implements AutoCloseable {

    private static final String BUS_PREFIX = "load.";

    private final String name;
    private final Subject subject;
    private final Load load;
    private final Trials trials;

    /**
     * Creates what runs on a server.
     *
     * @param name what kind of server it is
     * @param load what publishes and reads
     */
    public Contender(String name, Subject subject, Load load) {
        this.name = name;
        this.subject = subject;
        this.load = load;
        trials = new Trials(() -> ProcessorTime.of(subject.handle()));
    }

    /** Returns what kind of server it is. */
    public String name() {
        return name;
    }

    /** Returns the server. */
    public Subject subject() {
        return subject;
    }

    /** Runs on it until its code is compiled, for so many milliseconds. */
    public void warmUp(long millis) throws Exception {
        for (Scenario warmUp : Scenario.WARM_UP) {
            run(warmUp, millis / Scenario.WARM_UP.size());
        }
    }

    /** Has the scenario's events published for so many milliseconds, or until there are no more of them. */
    public Measures run(Scenario scenario, long millis) throws Exception {
        try (Session session = open(scenario)) {
            return session.run(millis);
        } finally {
            Thread.sleep(Session.SETTLE_MILLIS);
        }
    }

    /** Opens the scenario's streams. */
    public Session open(Scenario scenario) throws Exception {
        return new Session(this, scenario);
    }

    /** Returns what publishes and reads. */
    Load load() {
        return load;
    }

    /** Returns the runs. */
    Trials trials() {
        return trials;
    }

    /**
     * Returns readers that are not connected yet: as many for each address, or with more addresses than connections as many addresses
     * for each, which Busbar alone can do.
     */
    public Crowd crowd(int connections, int addresses, int bytes) {
        Crowd crowd = new Crowd(load.readers(), bytes);
        if (addresses > connections) {
            crowd.add(
                    subject.port(),
                    StreamRequests.share(number -> Numbered.name(BUS_PREFIX, number), addresses, connections));
            return crowd;
        }
        List<byte[]> requests = IntStream.range(0, addresses)
                .mapToObj(number -> StreamRequests.of(Numbered.name(subject.streams(), number)))
                .toList();
        for (int i = 0; i < connections / addresses; i++) {
            crowd.add(subject.port(), requests);
        }
        return crowd;
    }

    @Override
    public void close() throws IOException {
        subject.close();
    }
}
