package io.busbar.benchmarks.load.cluster;

import io.busbar.benchmarks.load.client.Crowd;
import io.busbar.benchmarks.load.client.HttpPublishing;
import io.busbar.benchmarks.load.client.PublishRequest;
import io.busbar.benchmarks.load.client.Series;
import io.busbar.benchmarks.load.client.SocketLoop;
import io.busbar.benchmarks.load.client.StreamRequests;
import io.busbar.benchmarks.load.server.ProcessorTime;
import io.busbar.benchmarks.load.tool.Settings;
import io.busbar.benchmarks.load.trial.Outcome;
import io.busbar.benchmarks.load.trial.Trials;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that is measured on one cluster. */
final class ClusterRun {

    private static final int MOST_READERS_OF_ADDRESSES = 100;
    private static final int MODEST_LANES = 16;
    private static final int WARM_LANES = 64;
    private static final long IDLE_MILLIS = 2_000;
    private static final long SECOND = 1_000;

    /** Many addresses are few events for each, so there are more of them. */
    private static final int ADDRESSES_RATE = 4;

    private final Settings settings;
    private final ClusterTables tables;
    private final LoadCluster cluster;
    private final SocketLoop readers;
    private final SocketLoop lanes;
    private final Trials trials;
    private final BusPublishing bus;
    private final long millis;
    private final int rate;

    /** Creates what runs once. */
    ClusterRun(Settings settings, ClusterTables tables, LoadCluster cluster, SocketLoop readers, SocketLoop lanes) {
        this.settings = settings;
        this.tables = tables;
        this.cluster = cluster;
        this.readers = readers;
        this.lanes = lanes;
        trials = new Trials(cluster);
        bus = BusPublishing.plain(cluster.member(), "load.bus", settings.number("bytes"));
        millis = settings.number("seconds") * SECOND;
        rate = settings.number("rate");
    }

    /** Runs everything for which there is time. */
    void run() throws Exception {
        Outcome few;
        try (Crowd crowd = crowd(1)) {
            warmUp(crowd);
            for (int count : settings.numbers("lanes")) {
                http(crowd, ClusterTables.LANES, count, Series.UNLIMITED);
            }
            risingRates(crowd);
            // Last, so that it is right before its counterpart with many readers, from which it is subtracted.
            few = atModestRate(crowd, ClusterTables.LATENCY);
        }
        int many = settings.number("readers");
        if (many > 1) {
            try (Crowd crowd = crowd(many)) {
                Outcome outcome = atModestRate(crowd, ClusterTables.READERS);
                http(crowd, ClusterTables.READERS, WARM_LANES, Series.UNLIMITED);
                if (few != null && outcome != null) {
                    tables.costs(idleShare(), few, outcome);
                }
            }
        }
        if (isSmallestOrLargest()) {
            for (int addresses : settings.numbers("addresses")) {
                addresses(addresses);
            }
        }
    }

    /** What lies between says little of addresses, and takes time. */
    private boolean isSmallestOrLargest() {
        List<Integer> nodes = settings.numbers("nodes");
        int here = cluster.size();
        return here == Collections.min(nodes) || here == Collections.max(nodes);
    }

    private void warmUp(Crowd crowd) throws Exception {
        long warm = settings.number("warm") * SECOND;
        try (HttpPublishing publishing = lanes(WARM_LANES)) {
            trials.run(crowd, publishing, Series.UNLIMITED, warm);
        }
        trials.run(crowd, bus, rate, Math.min(warm, SECOND));
    }

    /** Returns what publishing by HTTP has shown; null if there was no time. */
    private @Nullable Outcome atModestRate(Crowd crowd, String table) throws Exception {
        Outcome http = http(crowd, table, MODEST_LANES, rate);
        bus(crowd, table, rate);
        return http;
    }

    private @Nullable Outcome http(Crowd crowd, String table, int count, double perSecond) throws Exception {
        String what = count
                + (count == 1 ? " lane" : " lanes")
                + (perSecond == Series.UNLIMITED ? "" : ", " + (long) perSecond + "/s")
                + of(crowd);
        if (tables.isOver()) {
            tables.skip(table, what);
            return null;
        }
        try (HttpPublishing publishing = lanes(count)) {
            Outcome outcome = trials.run(crowd, publishing, perSecond, millis(perSecond));
            tables.add(table, what, outcome);
            return outcome;
        }
    }

    private boolean bus(Crowd crowd, String table, int perSecond) throws Exception {
        String what = "bus, " + perSecond + "/s" + of(crowd);
        if (tables.isOver()) {
            tables.skip(table, what);
            return false;
        }
        Outcome outcome = trials.run(crowd, bus, perSecond, millis(perSecond));
        tables.add(table, what, outcome);
        return outcome.keptUp();
    }

    private void risingRates(Crowd crowd) throws Exception {
        boolean keepsUp = true;
        for (int perSecond : settings.numbers("bus")) {
            keepsUp = keepsUp && bus(crowd, ClusterTables.BUS, perSecond);
        }
    }

    private void addresses(int count) throws Exception {
        if (tables.isOver()) {
            tables.skip(ClusterTables.ADDRESSES, count + " addresses");
            return;
        }
        try (Crowd crowd = new Crowd(readers, settings.number("bytes"))) {
            for (int port : cluster.ports()) {
                crowd.add(
                        port,
                        StreamRequests.share(
                                number -> "many." + number, count, Math.min(count, MOST_READERS_OF_ADDRESSES)));
            }
            crowd.open();
            BusPublishing publishing =
                    BusPublishing.multiplexed(cluster.member(), "load.many", "many.", count, settings.number("bytes"));
            Outcome outcome = trials.run(crowd, publishing, rate * ADDRESSES_RATE, millis);
            tables.add(ClusterTables.ADDRESSES, count + "; " + cluster.registrations(), outcome);
        }
    }

    /** Few events tell little of the slowest, so there is twice the time for them. */
    private long millis(double perSecond) {
        return perSecond == rate ? 2 * millis : millis;
    }

    private String of(Crowd crowd) {
        int each = crowd.groups() / cluster.size();
        return each == 1 ? "" : ", " + each + " readers";
    }

    private double idleShare() throws Exception {
        ProcessorTime before = cluster.servers();
        long start = System.nanoTime();
        Thread.sleep(IDLE_MILLIS);
        return cluster.servers().since(before).withoutCompilers().toNanos() / (double) (System.nanoTime() - start);
    }

    private HttpPublishing lanes(int count) {
        return new HttpPublishing(
                lanes, cluster.ports(), count, PublishRequest.to("/publish/load.http", settings.number("bytes")));
    }

    private Crowd crowd(int perNode) throws InterruptedException {
        Crowd crowd = new Crowd(readers, settings.number("bytes"));
        byte[] request = StreamRequests.of(List.of("load.bus", "load.http"));
        for (int port : cluster.ports()) {
            for (int i = 0; i < perNode; i++) {
                crowd.add(port, List.of(request));
            }
        }
        crowd.open();
        return crowd;
    }
}
