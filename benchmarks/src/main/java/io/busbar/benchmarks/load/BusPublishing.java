package io.busbar.benchmarks.load;

import java.io.IOException;

/** Publishes on the event bus, from a plain Vert.x application ({@link BusMember}). Nothing is acknowledged: the bus does not. */
final class BusPublishing implements Publishing {

    private final ChildJvm member;
    private final String target;
    private final int bytes;

    private BusPublishing(ChildJvm member, String target, int bytes) {
        this.member = member;
        this.target = target;
        this.bytes = bytes;
    }

    /** Publishes to a bus address. */
    static BusPublishing plain(ChildJvm member, String address, int bytes) {
        return new BusPublishing(member, address + " - 1", bytes);
    }

    /** Publishes to a multiplexed source, to {@code prefix} and the numbers below {@code addresses} in turn. */
    static BusPublishing multiplexed(ChildJvm member, String source, String prefix, int addresses, int bytes) {
        return new BusPublishing(member, source + " " + prefix + " " + addresses, bytes);
    }

    @Override
    public Published publish(long first, double rate, long millis) throws IOException {
        if (rate == UNLIMITED) {
            throw new IllegalArgumentException("the bus does not say how fast it can be");
        }
        member.tell("publish " + target + " " + first + " " + rate + " " + millis + " " + bytes);
        String[] answer = member.line("published ").split(" ", -1);
        long sent = Long.parseLong(answer[1]);
        return new Published(sent, sent, Long.parseLong(answer[2]));
    }
}
