package io.busbar.benchmarks.load.rig;

import io.busbar.benchmarks.load.client.Crowd;
import io.busbar.benchmarks.load.client.HttpPublishing;
import io.busbar.benchmarks.load.client.PublishRequest;
import io.busbar.benchmarks.load.client.Series;
import io.busbar.benchmarks.load.server.ProcessorTime;
import io.busbar.benchmarks.load.trial.Outcome;
import java.time.Duration;
import java.util.List;

/** The open streams of a scenario. Closing it closes them. For one thread. */
public final class Session implements AutoCloseable {

    private static final long BURST_MILLIS = 30_000;

    /** So that what it took to open and close streams is not in the next run. */
    static final long SETTLE_MILLIS = 300;

    private final Contender contender;
    private final Scenario scenario;
    private final Crowd crowd;
    private final double setUp;
    private final Duration setUpCpu;

    /** Opens all streams. */
    Session(Contender contender, Scenario scenario) throws Exception {
        this.contender = contender;
        this.scenario = scenario;
        crowd = contender.crowd(scenario.connections(), scenario.addresses(), scenario.bytes());
        try {
            ProcessorTime before = account();
            setUp = crowd.open();
            setUpCpu = account().since(before).total();
        } catch (Exception e) {
            crowd.close();
            throw e;
        }
        Thread.sleep(SETTLE_MILLIS);
    }

    private ProcessorTime account() throws Exception {
        return ProcessorTime.of(contender.subject().handle());
    }

    /** Has the scenario's events published for so many milliseconds, or until there are no more of them. */
    public Measures run(long millis) throws Exception {
        try (HttpPublishing publishing = publishing()) {
            Outcome outcome = scenario.rate() == Series.UNLIMITED
                    ? contender.trials().burst(crowd, publishing, scenario.events(), BURST_MILLIS)
                    : contender.trials().run(crowd, publishing, scenario.rate(), millis);
            return measures(outcome);
        }
    }

    /** New ones for each run: servers close connections that don't publish for a while. */
    private HttpPublishing publishing() {
        PublishRequest request =
                PublishRequest.inTurn(contender.subject().publishing(), scenario.addresses(), scenario.bytes());
        return new HttpPublishing(
                contender.load().publishers(), List.of(contender.subject().port()), scenario.lanes(), request);
    }

    private Measures measures(Outcome outcome) {
        return Measures.of(outcome)
                .with(Metric.SET_UP, setUp)
                .with(Metric.SET_UP_CPU, setUpCpu.toNanos() / 1e3 / scenario.connections());
    }

    @Override
    public void close() {
        crowd.close();
    }
}
