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

    /** Returns whether the plugin is not to be called now, be it that what comes passes by it, or is stopped. */
    public boolean isOut() {
        return breaker.isOpen();
    }

    /** Returns whether what comes passes by the plugin now. */
    boolean isBypassed() {
        return !policy.breakerStops() && breaker.isOpen();
    }

    /** Returns whether nothing may pass now that the plugin was to see. */
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
        report(function, cause);
        if (breaker.failed()) {
            LOG.error("Plugin " + name + " failed " + policy.breakerFailures() + " times in a row: "
                    + (policy.breakerStops() ? "the bridge stops" : "it is taken out")
                    + " until it is tried again in " + policy.breakerNanos() / 1_000_000 + " ms");
        }
    }

    private void report(String function, Throwable cause) {
        boolean first;
        synchronized (burst) {
            first = burst.isFirst();
        }
        if (first) {
            warn("Plugin " + name + " failed in its " + function + ": " + describe(cause), cause);
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

    /** An exception of a plugin's may throw when it is looked at. */
    private static String describe(Throwable cause) {
        try {
            return cause instanceof PluginFault ? String.valueOf(cause.getMessage()) : cause.toString();
        } catch (Throwable e) {
            return cause.getClass().getName();
        }
    }

    private static void warn(String text, Throwable cause) {
        // The trace of our own words tells nothing.
        boolean plain = cause instanceof PluginFault || cause instanceof TimeoutException;
        try {
            LOG.warn(text, plain ? null : cause);
        } catch (Throwable e) {
            LOG.warn(text);
        }
    }

    /** Notes a failure that has no other effect. */
    void failedAside(String function, Throwable cause) {
        counters.add(Count.FAILURES);
        report(function, cause);
    }

    private void deadLetter(Event event, Throwable cause) {
        String address = policy.deadLetters();
        // What fails there too would come back for ever.
        if (address == null || address.equals(event.address())) {
            return;
        }
        try {
            DeliveryOptions options = new DeliveryOptions();
            event.headers().forEach(options::addHeader);
            options.addHeader("busbar-plugin", name)
                    .addHeader("busbar-address", event.address())
                    .addHeader(
                            "busbar-error", describe(cause).lines().findFirst().orElse(""));
            vertx.eventBus().publish(address, event.body(), options);
        } catch (RuntimeException e) {
            LOG.debug("A dead letter could not be published", e);
        }
    }
}
