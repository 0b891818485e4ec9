package io.busbar.intake;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * On which addresses events are being lost, so that a loss is not told with each event: once, and again every second, as
 * long as no event comes through. Confined to the hub's context.
 */
final class Gaps {

    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST = 10_000;

    private final Map<String, Long> toldNanos = new HashMap<>();

    /** Notes a loss, and returns whether it is to be told. */
    boolean isDue(String address) {
        long now = System.nanoTime();
        Long told = toldNanos.get(address);
        if (told != null && now - told < AGAIN_NANOS) {
            return false;
        }
        if (toldNanos.size() == MOST) {
            // Told more often then, but not less.
            toldNanos.clear();
        }
        toldNanos.put(address, now);
        return true;
    }

    /** Notes that an event came through. */
    void end(String address) {
        if (!toldNanos.isEmpty()) {
            toldNanos.remove(address);
        }
    }
}
