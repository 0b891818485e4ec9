package io.busbar.server;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Which lanes and readers a {@link Traffic} has, both numbered from 0 on, and who reads what; on addresses that no other one on
 * the same cluster has.
 */
final class TrafficPlan {

    static final int READERS = 200;
    static final int LANES = 192;
    private static final int LANES_PER_PATTERN = 6;

    private final String prefix = "load." + Long.toString(System.nanoTime(), Character.MAX_RADIX) + ".";

    /** Returns where a lane publishes. */
    String address(int lane) {
        return prefix + lane / LANES_PER_PATTERN + "." + lane % LANES_PER_PATTERN;
    }

    /** Returns what a reader subscribes to: one address, or two, or a pattern. */
    String query(int reader) {
        return switch (reader % 4) {
            case 0, 1 -> "address=" + address(reader % LANES);
            case 2 -> "address=" + address(reader % LANES) + "&address=" + address((reader + 1) % LANES);
            default -> "address=" + prefix + group(reader) + ".*";
        };
    }

    /** Returns the lanes whose numbers a reader sees. */
    List<Integer> lanesOf(int reader) {
        return switch (reader % 4) {
            case 0, 1 -> List.of(reader % LANES);
            case 2 -> List.of(reader % LANES, (reader + 1) % LANES);
            default ->
                IntStream.range(0, LANES_PER_PATTERN)
                        .mapToObj(lane -> group(reader) * LANES_PER_PATTERN + lane)
                        .toList();
        };
    }

    /** Returns what a reader of all lanes subscribes to. */
    String queryOfAll() {
        return "address=" + prefix + "**";
    }

    private static int group(int reader) {
        return reader / 4 % (LANES / LANES_PER_PATTERN);
    }
}
