package io.busbar.server;

import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes numbers, from 1 on, on one address; each until it is acknowledged, and only then the next: so they are to be seen
 * in this order, and each of them. On the event loop of its {@link Traffic}, but for what the test asks.
 */
final class TrafficLane {

    /** Longer than a pause that is no death, and shorter than what a server waits for a recorder. */
    private static final long TIMEOUT_MILLIS = 6_000;

    private static final long RETRY_MILLIS = 20;
    private static final int ACCEPTED = 202;
    private static final int UNAVAILABLE = 503;

    private final Traffic traffic;
    private final int number;
    private final String address;
    private @Nullable SocketAddress server;
    private volatile int acknowledged;
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile String lastRefusal = "";
    private volatile boolean stopping;
    private volatile boolean stopped;

    TrafficLane(Traffic traffic, int number, String address) {
        this.traffic = traffic;
        this.number = number;
        this.address = address;
    }

    /** Publishes the next number. */
    void next() {
        refusals.set(0);
        if (stopping) {
            stopped = true;
            return;
        }
        if (server == null || acknowledged % 50 == 0) {
            server = traffic.serverAfter(server);
        }
        attempt(acknowledged + 1);
    }

    private void attempt(int event) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(server)
                .setURI("/publish/" + address)
                .putHeader("Content-Type", "text/plain")
                .putHeader("Idempotency-Key", number + "-" + event)
                .setTimeout(TIMEOUT_MILLIS);
        traffic.http()
                .request(request)
                .compose(open -> open.send(number + " " + event))
                .compose(response -> response.end().map(response))
                .onSuccess(response -> answered(event, response))
                .onFailure(cause -> repeat(event, String.valueOf(cause.getMessage())));
    }

    private void answered(int event, HttpClientResponse response) {
        int status = response.statusCode();
        if (status == ACCEPTED) {
            acknowledged = event;
            traffic.acknowledged();
            next();
        } else if (status == UNAVAILABLE) {
            repeat(event, "503");
        } else {
            traffic.fault(this + ": status " + status + " for " + event);
        }
    }

    private void repeat(int event, String why) {
        refusals.incrementAndGet();
        lastRefusal = why + " of " + server;
        traffic.repeated();
        server = traffic.serverAfter(server);
        traffic.later(RETRY_MILLIS, () -> attempt(event));
    }

    // ---- any thread ----

    /** Returns the last number that was acknowledged; 0 before. */
    int acknowledged() {
        return acknowledged;
    }

    /** Returns how often the present number was refused. */
    int refusals() {
        return refusals.get();
    }

    /** Publishes no more than the present number. */
    void stop() {
        stopping = true;
    }

    /** Returns whether all that it has published is acknowledged, and nothing more comes. */
    boolean hasStopped() {
        return stopped;
    }

    @Override
    public String toString() {
        return "lane " + number + " at " + acknowledged + ", then " + refusals + " times not, last " + lastRefusal;
    }
}
