package io.busbar.pipeline;

import io.busbar.metrics.Burst;
import io.busbar.pipeline.PluginCounters.Count;
import io.busbar.plugin.Event;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Contains one plugin: what it fails on is counted, reported once per burst, and decided by its policy. Thread-safe. */
public final class Guard {

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private final String name;
    private final Vertx vertx;
    private final PluginPolicy policy;
    private final PluginCounters counters;
    private final Breaker breaker;
    private final Burst burst = new Burst();

    /**
     * Creates the guard of a plugin.
     *
     * @param name the plugin's name and version, as operators are to see it
     */
    public Guard(String name, Vertx vertx, PluginPolicy policy, PluginCounters counters) {
        this.name = name;
        this.vertx = vertx;
        this.policy = policy;
        this.counters = counters;
        this.breaker = new Breaker(policy.breakerFailures(), policy.breakerNanos());
    }

    PluginPolicy policy() {
        return policy;
    }

    void count(Count count) {
        counters.add(count);
    }

    /** Returns whether the plugin is not to be called now. */
    public boolean isOut() {
        return breaker.isOpen();
    }

    /** Returns whether the bridge is to stop because of this plugin. */
    boolean stopsBridge() {
        return policy.breakerStops() && breaker.isOpen();
    }

    void succeeded() {
        if (breaker.succeeded()) {
            LOG.info("Plugin " + name + " works again");
        }
    }

    /**
     * Notes that a transform failed on {@code event}.
     *
     * @return the event if it goes on unchanged, or null
     */
    @Nullable Event failedOn(Event event, Throwable cause) {
        failed("transform, on address " + event.address(), cause);
        deadLetter(event, cause);
        return policy.failOpen() ? event : null;
    }

    /** Notes that what a transform made of an event can't be delivered. */
    public void failedWith(Event result, String fault) {
        failed("transform, with what it made for address " + result.address(), new PluginFault(fault));
    }

    /** Notes a failure. */
    void failed(String function, Throwable cause) {
        counters.add(Count.FAILURES);
        if (cause instanceof TimeoutException) {
            counters.add(Count.TIMEOUTS);
        }
        boolean report;
        synchronized (burst) {
            report = burst.isFirst();
        }
        if (report) {
            String text = "Plugin " + name + " failed in its " + function + ": " + describe(cause);
            // The trace of our own words tells nothing.
            LOG.warn(text, cause instanceof PluginFault || cause instanceof TimeoutException ? null : cause);
        }
        if (breaker.failed()) {
            LOG.error("Plugin " + name + " failed " + policy.breakerFailures() + " times in a row: "
                    + (policy.breakerStops() ? "the bridge stops" : "it is taken out")
                    + " until it is tried again in " + policy.breakerNanos() / 1_000_000 + " ms");
        }
    }

    void blocked(Thread thread, long millis, boolean again) {
        if (!again) {
            counters.add(Count.BLOCKED);
        }
        Throwable where = new PluginFault("it is here");
        where.setStackTrace(thread.getStackTrace());
        LOG.warn(
                "Plugin " + name + " has blocked " + thread.getName() + " for " + millis
                        + " ms; whoever is on that event loop waits",
                where);
    }

    private static String describe(Throwable cause) {
        return cause instanceof PluginFault ? String.valueOf(cause.getMessage()) : cause.toString();
    }

    private void deadLetter(Event event, Throwable cause) {
        String address = policy.deadLetters();
        // What fails there too would come back for ever.
        if (address == null || address.equals(event.address())) {
            return;
        }
        DeliveryOptions options = new DeliveryOptions();
        event.headers().forEach(options::addHeader);
        options.addHeader("busbar-plugin", name)
                .addHeader("busbar-address", event.address())
                .addHeader("busbar-error", describe(cause).lines().findFirst().orElse(""));
        try {
            vertx.eventBus().publish(address, event.body(), options);
        } catch (RuntimeException e) {
            LOG.debug("A dead letter could not be published", e);
        }
    }
}
