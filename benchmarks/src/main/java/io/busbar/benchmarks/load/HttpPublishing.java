package io.busbar.benchmarks.load;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Publishes with {@code POST /publish}, on connections ("lanes") that are spread over the nodes. For one thread, which is not the loop's. */
final class HttpPublishing implements Publishing, Lane.Owner, AutoCloseable {

    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final long LOOK_MILLIS = 2;

    private final SocketLoop loop;
    private final List<Lane> lanes = new ArrayList<>();

    // on the loop
    private final Deque<Lane> free = new ArrayDeque<>();
    private boolean publishing;
    private double rate;
    private long first;
    private long startNanos;
    private long stopNanos;
    private long sent;
    private long acknowledged;
    private long unanswered;
    private long lastSentNanos;

    /** Connects {@code count} lanes to the servers at {@code ports}, in turn. */
    HttpPublishing(SocketLoop loop, List<Integer> ports, int count, String address, int bytes) {
        this.loop = loop;
        loop.call(() -> {
            for (int i = 0; i < count; i++) {
                lanes.add(new Lane(loop, ports.get(i % ports.size()), address, bytes, this));
            }
            free.addAll(lanes);
            return true;
        });
    }

    @Override
    public Published publish(long firstNumber, double perSecond, long millis) throws InterruptedException {
        loop.call(() -> {
            first = firstNumber;
            rate = perSecond;
            sent = 0;
            acknowledged = 0;
            startNanos = System.nanoTime();
            stopNanos = startNanos + millis * 1_000_000;
            publishing = true;
            loop.tick(this::publishDue);
            publishDue();
            return true;
        });
        Thread.sleep(millis);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (loop.call(() -> publishing || unanswered > 0) && System.nanoTime() - deadline < 0) {
            Thread.sleep(LOOK_MILLIS);
        }
        return loop.call(() -> {
            loop.tick(null);
            return new Published(sent, acknowledged, lastSentNanos);
        });
    }

    /** At a rate, an event that is due while no lane is free waits, and is as old as if it had not. */
    private void publishDue() {
        long now = System.nanoTime();
        if (now - stopNanos >= 0) {
            publishing = false;
        }
        if (!publishing) {
            return;
        }
        long due = rate == UNLIMITED ? Long.MAX_VALUE : (long) ((now - startNanos) * rate / 1e9) + 1;
        while (sent < due && !free.isEmpty()) {
            long nanos = rate == UNLIMITED ? System.nanoTime() : startNanos + (long) (sent * 1e9 / rate);
            unanswered++;
            lastSentNanos = now;
            free.poll().publish(first + sent++, nanos);
        }
    }

    @Override
    public void answered(Lane lane, int status) {
        unanswered--;
        // 204: not recorded, as there is no history
        if (status == 202 || status == 204) {
            acknowledged++;
        }
        free.add(lane);
        publishDue();
    }

    @Override
    public void broken(Lane lane) {
        if (lanes.remove(lane) && !free.remove(lane)) {
            unanswered--;
        }
    }

    @Override
    public void close() {
        loop.call(() -> {
            for (Lane lane : lanes) {
                lane.close();
            }
            return true;
        });
    }
}
