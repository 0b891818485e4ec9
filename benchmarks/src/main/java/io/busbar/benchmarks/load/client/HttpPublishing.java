package io.busbar.benchmarks.load.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Publishes with {@code POST}, on connections ("lanes") that are spread over the nodes. For one thread, which is not the loop's. */
public final class HttpPublishing implements Publishing, Lane.Owner, AutoCloseable {

    private static final long PATIENCE_MILLIS = 20_000;
    private static final int REST_MILLIS = 100;

    private final SocketLoop loop;
    private final List<Lane> lanes = new ArrayList<>();

    // on the loop
    private final Deque<Lane> free = new ArrayDeque<>();
    private CompletableFuture<Boolean> known = new CompletableFuture<>();
    private boolean publishing;
    private Series series = Series.of(0, Series.UNLIMITED, 0);
    private long startNanos;
    private long stopNanos;
    private long sent;
    private long acknowledged;
    private long unanswered;
    private long lastSentNanos;

    /** Connects {@code count} lanes, which publish with {@code request}, to the servers at {@code ports} in turn. */
    public HttpPublishing(SocketLoop loop, List<Integer> ports, int count, PublishRequest request) {
        this.loop = loop;
        loop.call(() -> {
            for (int i = 0; i < count; i++) {
                lanes.add(new Lane(loop, ports.get(i % ports.size()), request, this));
            }
            free.addAll(lanes);
            return true;
        });
    }

    @Override
    public Published publish(Series newSeries) throws Exception {
        CompletableFuture<Boolean> end = loop.call(() -> begin(newSeries));
        try {
            end.get(newSeries.millis() + PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // What is not answered is not acknowledged.
        }
        return loop.call(() -> {
            publishing = false;
            loop.tick(null);
            return new Published(sent, acknowledged, lastSentNanos);
        });
    }

    private CompletableFuture<Boolean> begin(Series newSeries) {
        series = newSeries;
        sent = 0;
        acknowledged = 0;
        startNanos = System.nanoTime();
        stopNanos = startNanos + series.millis() * 1_000_000;
        publishing = true;
        known = new CompletableFuture<>();
        loop.tick(this::publishDue);
        return known;
    }

    /**
     * At a rate, an event that is due while no lane is free waits, and is as old as if it had not.
     *
     * @return in how many milliseconds the next is due
     */
    private int publishDue() {
        long now = System.nanoTime();
        boolean unlimited = series.rate() == Series.UNLIMITED;
        if (publishing) {
            long due = unlimited ? Long.MAX_VALUE : (long) ((now - startNanos) * series.rate() / 1e9) + 1;
            due = Math.min(due, series.events());
            while (sent < due && !free.isEmpty() && now - stopNanos < 0) {
                unanswered++;
                lastSentNanos = now;
                free.poll().publish(series.first() + sent, unlimited ? System.nanoTime() : dueNanos(sent));
                sent++;
            }
            publishing = sent < series.events() && now - stopNanos < 0;
        }
        if (!publishing && unanswered == 0) {
            known.complete(true);
        }
        long next = unlimited ? stopNanos : Math.min(stopNanos, dueNanos(sent));
        return (int) Math.min(REST_MILLIS, (next - now) / 1_000_000);
    }

    private long dueNanos(long index) {
        return startNanos + (long) (index * 1e9 / series.rate());
    }

    @Override
    public void answered(Lane lane, int status) {
        unanswered--;
        if (status / 100 == 2) {
            acknowledged++;
        }
        free.add(lane);
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
