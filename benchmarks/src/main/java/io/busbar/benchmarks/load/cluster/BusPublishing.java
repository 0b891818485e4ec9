package io.busbar.benchmarks.load.cluster;

import io.busbar.benchmarks.load.client.Publishing;
import io.busbar.benchmarks.load.client.Series;
import io.busbar.benchmarks.load.server.ChildProcess;
import java.io.IOException;

/** Publishes on the event bus, from a plain Vert.x application ({@link BusMember}). Nothing is acknowledged: the bus does not. */
final class BusPublishing implements Publishing {

    private final ChildProcess member;
    private final String target;
    private final int bytes;

    private BusPublishing(ChildProcess member, String target, int bytes) {
        this.member = member;
        this.target = target;
        this.bytes = bytes;
    }

    /** Publishes to a bus address. */
    static BusPublishing plain(ChildProcess member, String address, int bytes) {
        return new BusPublishing(member, address + " - 1", bytes);
    }

    /** Publishes to a multiplexed source, to {@code prefix} and the numbers below {@code addresses} in turn. */
    static BusPublishing multiplexed(ChildProcess member, String source, String prefix, int addresses, int bytes) {
        return new BusPublishing(member, source + " " + prefix + " " + addresses, bytes);
    }

    @Override
    public Published publish(Series series) throws IOException {
        if (series.rate() == Series.UNLIMITED) {
            throw new IllegalArgumentException("the bus does not say how fast it can be");
        }
        member.tell(
                "publish " + target + " " + series.first() + " " + series.rate() + " " + series.millis() + " " + bytes);
        String[] answer = member.line("published ").split(" ", -1);
        long sent = Long.parseLong(answer[1]);
        return new Published(sent, sent, Long.parseLong(answer[2]));
    }
}
