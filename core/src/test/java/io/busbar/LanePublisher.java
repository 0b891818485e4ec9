package io.busbar;

import io.busbar.KnownLog.Known;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Publishes on its lanes, in bursts of which the observer has each before the next begins, so that it does not fall out of
 * what is retained. Confined to one thread at a time.
 */
final class LanePublisher implements Callable<Void> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int KEYS = 3;
    static final String NO_KEY = "-";
    private static final int SMALL = 300;
    private static final int LARGE = 30_000;
    private static final int ONE_IN_LARGE = 100;

    private final BridgeServer server;
    private final KnownLog log;
    private final List<Lane> lanes;
    private final List<Lane> alwaysRecorded;
    private final Random random;
    private final int burst;
    private final CountDownLatch stop;
    private final CutReader observer;

    /** What the observer is to read before there is more of it, and how often it had lagged then. */
    private final List<Known> finals = new ArrayList<>();

    private int lags;

    /**
     * Creates a publisher.
     *
     * @param lanes those that nobody else publishes on; with one that is always recorded
     * @param burst the most events at once
     * @param observer the one who has to keep up, unless it was told that it does not
     */
    LanePublisher(
            BridgeServer server,
            KnownLog log,
            List<Lane> lanes,
            Random random,
            int burst,
            CountDownLatch stop,
            CutReader observer) {
        this.server = server;
        this.log = log;
        this.lanes = lanes;
        this.alwaysRecorded = lanes.stream().filter(Lanes::isAlwaysRecorded).toList();
        this.observer = observer;
        this.random = random;
        this.burst = burst;
        this.stop = stop;
    }

    @Override
    public Void call() throws InterruptedException {
        int pause = 0;
        while (!stop.await(pause, TimeUnit.MILLISECONDS)) {
            burst(1 + random.nextInt(burst));
            pause = random.nextInt(4) == 0 ? random.nextInt(40) : random.nextInt(6);
        }
        return null;
    }

    /** The last one is waited for, so it has a key that no other lane has, and is recorded in any case. */
    private void burst(int events) {
        int lags = observer.lags();
        for (int i = 1; i < events; i++) {
            int key = random.nextInt(KEYS + 1);
            Lane lane = any(lanes);
            publish(lane, key == KEYS ? NO_KEY : key(lane, key), padding());
        }
        Lane lane = any(alwaysRecorded);
        Known last = publish(lane, key(lane, random.nextInt(KEYS)), padding());
        Conditions.await(
                () -> last + " to be read; " + log.faults(),
                () -> observer.hasRead(last) || observer.lags() != lags,
                PATIENCE);
    }

    private Lane any(List<Lane> some) {
        return some.get(random.nextInt(some.size()));
    }

    private static String key(Lane lane, int number) {
        return "key" + number + "." + lane.number();
    }

    private int padding() {
        return random.nextInt(random.nextInt(ONE_IN_LARGE) == 0 ? LARGE : SMALL);
    }

    /** Publishes one more event on each lane, with a key that no other event has, if the observer keeps up. */
    void publishFinal() {
        boolean keepsUp = finals.stream().allMatch(observer::hasRead) || lags != observer.lags();
        if (keepsUp || observer.isOver()) {
            lags = observer.lags();
            finals.clear();
            lanes.forEach(lane -> {
                Known last = publish(lane, finalKey(lane), 0);
                if (Lanes.isAlwaysRecorded(lane)) {
                    finals.add(last);
                }
            });
        }
    }

    /** Returns the key of what {@link #publishFinal} publishes. */
    static String finalKey(Lane lane) {
        return "final-" + lane.origin();
    }

    private Known publish(Lane lane, String key, int padding) {
        Known event = new Known(lane, lane.next(key), key);
        String body = event.body(padding);
        Map<String, String> headers = key.equals(NO_KEY) ? Map.of() : Map.of("sse-key", key);
        switch (lane.origin()) {
            case LISTED, UNLISTED -> server.vertx().eventBus().publish(lane.address(), body, options(headers));
            case MULTIPLEXED ->
                server.vertx()
                        .eventBus()
                        .publish(
                                Lanes.multiplexedSource(),
                                body,
                                options(headers).addHeader("sse-address", lane.address()));
            case API -> log.learn(server.bridge(random.nextInt(2)).publish(lane.address(), body, headers), event);
        }
        return event;
    }

    private static DeliveryOptions options(Map<String, String> headers) {
        DeliveryOptions options = new DeliveryOptions();
        headers.forEach(options::addHeader);
        return options;
    }
}
