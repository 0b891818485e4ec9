package io.busbar.benchmarks.load.node;

import io.busbar.benchmarks.load.client.Crowd;
import io.busbar.benchmarks.load.client.HttpPublishing;
import io.busbar.benchmarks.load.client.Numbered;
import io.busbar.benchmarks.load.client.PublishRequest;
import io.busbar.benchmarks.load.client.Series;
import io.busbar.benchmarks.load.client.StreamRequests;
import io.busbar.benchmarks.load.server.ProcessorTime;
import io.busbar.benchmarks.load.server.Subject;
import io.busbar.benchmarks.load.trial.Outcome;
import io.busbar.benchmarks.load.trial.Trials;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** A running server, and the runs on it. Ends with it. */
final class Contender implements AutoCloseable {

    private static final long BURST_MILLIS = 30_000;

    /** So that what it took to open and close streams is not in the next run. */
    private static final long SETTLE_MILLIS = 300;

    private final String name;
    private final Subject subject;
    private final Load load;
    private final Trials trials;

    Contender(String name, Subject subject, Load load) {
        this.name = name;
        this.subject = subject;
        this.load = load;
        trials = new Trials(() -> ProcessorTime.of(subject.handle()));
    }

    /** Returns what kind of server it is. */
    String name() {
        return name;
    }

    /** Returns the server. */
    Subject subject() {
        return subject;
    }

    /** Has the scenario's events published for so many milliseconds, or until there are no more of them. */
    Measures run(Scenario scenario, long millis) throws Exception {
        PublishRequest request = PublishRequest.inTurn(subject.publishing(), scenario.addresses(), scenario.bytes());
        try (Crowd crowd = crowd(scenario.connections(), scenario.addresses(), scenario.bytes());
                HttpPublishing publishing =
                        new HttpPublishing(load.publishers(), List.of(subject.port()), scenario.lanes(), request)) {
            double setUp = crowd.open();
            Thread.sleep(SETTLE_MILLIS);
            Outcome outcome = scenario.rate() == Series.UNLIMITED
                    ? trials.burst(crowd, publishing, scenario.events(), BURST_MILLIS)
                    : trials.run(crowd, publishing, scenario.rate(), millis);
            return Measures.of(outcome, setUp);
        } finally {
            Thread.sleep(SETTLE_MILLIS);
        }
    }

    /** Returns readers that are not connected yet. */
    Crowd crowd(int connections, int addresses, int bytes) {
        Crowd crowd = new Crowd(load.readers(), bytes);
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
