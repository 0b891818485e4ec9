package io.busbar.pipeline;

import io.busbar.config.Durations;
import io.busbar.metrics.Burst;
import io.busbar.pipeline.PluginCounters.Count;
import io.busbar.plugin.Event;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Contains one plugin: what it fails on is counted, reported once per burst, and decided by its policy. Thread-safe. */
public final class Guard implements Watched {

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    /** The header of a dead letter with the plugin that failed on it. */
    private static final String FAILED_IN = "busbar-plugin";

    private final String name;
    private final Vertx vertx;
    private final PluginPolicy policy;
    private final PluginCounters counters;
    private final Breaker breaker;

    /** Of what becomes of events after the chain. */
    private final Breaker.Streak results;

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
        this.results = breaker.new Streak();
    }

    Breaker.Streak newStreak() {
        return breaker.new Streak();
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

    /** Looks from now on for calls that keep their thread, until {@link #end}. */
    public void begin() {
        BlockedCalls.hold();
    }

    /** Looks no longer. Once for each {@link #begin}. */
    public void end() {
        BlockedCalls.letGo();
    }

    /** Calls the plugin, on an event loop, so that it is found if it keeps the thread. */
    public <T extends @Nullable Object> T call(Callable<T> code) throws Exception {
        Watched before = RunningCall.enter(this);
        try {
            return code.call();
        } finally {
            RunningCall.exit(before);
        }
    }

    /** Notes that what its transforms made of an event could be recorded. */
    public void delivered() {
        succeeded(results);
    }

    /** Notes that what its transforms made of an event can't be. */
    public void failedWith(Event result, String fault) {
        PluginFault cause = new PluginFault(fault);
        failed(results, "transform, with what it made for address " + result.address(), cause);
        deadLetter(result, cause);
    }

    void succeeded(Breaker.Streak streak) {
        if (streak.succeeded()) {
            LOG.info("Plugin " + name + " works again");
        }
    }

    void failed(Breaker.Streak streak, String function, Throwable cause) {
        boolean opened = streak.failed();
        counters.add(Count.FAILURES);
        if (cause instanceof UnansweredException) {
            counters.add(Count.TIMEOUTS);
        }
        report(function, cause);
        if (opened) {
            LOG.error("Plugin " + name + " failed " + policy.breakerFailures() + " times in a row: the bridge "
                    + (policy.breakerStops() ? "stops" : "goes on without it") + ", and tries it again in "
                    + Durations.format(Duration.ofNanos(policy.breakerNanos())));
        }
    }

    private void report(String function, Throwable cause) {
        boolean first;
        synchronized (burst) {
            first = burst.isFirst();
        }
        if (first) {
            warn("Plugin " + name + " failed in its " + function + ": " + Causes.describe(cause), cause);
        }
    }

    @Override
    public void blocked(Thread thread, long millis, boolean again) {
        blocked(thread, millis, again, "the events of its bridge wait");
    }

    void blocked(Thread thread, long millis, boolean again, String consequence) {
        if (!again) {
            counters.add(Count.BLOCKED);
        }
        Throwable where = new PluginFault("it is here");
        where.setStackTrace(thread.getStackTrace());
        LOG.warn(
                "Plugin " + name + " has kept " + thread.getName() + " for " + millis + " ms: " + consequence
                        + ". What takes time belongs into Vertx.executeBlocking. The trace shows where it is",
                where);
    }

    private static void warn(String text, Throwable cause) {
        if (cause instanceof PluginFault) {
            // The trace of our own words tells nothing.
            LOG.warn(text);
            return;
        }
        try {
            LOG.warn(text, cause);
        } catch (Throwable e) {
            // Printing an exception calls its own methods, which are code of others too.
            LOG.warn(text);
        }
    }

    /** Notes a failure that has no other effect. */
    public void failedAside(String function, Throwable cause) {
        counters.add(Count.FAILURES);
        report(function, cause);
    }

    void deadLetter(Event event, Throwable cause) {
        String address = policy.deadLetters();
        // A letter on which plugins fail too would come back for ever.
        if (address == null
                || address.equals(event.address())
                || event.headers().containsKey(FAILED_IN)) {
            return;
        }
        try {
            DeliveryOptions options = new DeliveryOptions();
            event.headers().forEach(options::addHeader);
            options.addHeader(FAILED_IN, name)
                    .addHeader("busbar-address", event.address())
                    .addHeader(
                            "busbar-error",
                            Causes.describe(cause).lines().findFirst().orElse(""));
            vertx.eventBus().publish(address, event.body(), options);
        } catch (RuntimeException e) {
            LOG.debug("A dead letter could not be published", e);
        }
    }
}
