package io.busbar.testkit;

import io.busbar.config.record.RecordBinder;
import io.busbar.plugin.AsyncEventTransform;
import io.busbar.plugin.Authorizer;
import io.busbar.plugin.BridgeListener;
import io.busbar.plugin.Event;
import io.busbar.plugin.EventFilter;
import io.busbar.plugin.EventSource;
import io.busbar.plugin.EventTransform;
import io.busbar.plugin.Plugin;
import io.busbar.plugin.Subscriber;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A plugin that was started without a bridge: its functions can be called one by one. They are called on the event loop
 * on which it was started, in the test's time: each call returns what came of it. Nothing contains the plugin here, so
 * what it throws, the test gets.
 *
 * <pre>{@code
 * try (PluginHarness harness = PluginHarness.start(new MaskPlugin(), "{\"field\": \"card\"}")) {
 *     Event masked = harness.transform(Event.of("orders", new JsonObject().put("card", "4111"), Map.of()));
 *     assertEquals(1, harness.metric("fields_masked"));
 * }
 * }</pre>
 *
 * <p>It has a {@code Vertx} of its own. Thread-safe.
 */
public final class PluginHarness implements AutoCloseable {

    private final Vertx vertx;
    private final RecordingContext context;
    private final HarnessVerticle<?> verticle;
    private final AtomicBoolean closed = new AtomicBoolean();

    private PluginHarness(Vertx vertx, RecordingContext context, HarnessVerticle<?> verticle) {
        this.vertx = vertx;
        this.context = context;
        this.verticle = verticle;
    }

    /**
     * Starts a plugin with the configuration that an operator would write.
     *
     * @param config JSON; bound, and checked, as by a bridge
     * @throws IllegalArgumentException if the configuration is refused
     * @throws Exception what the plugin's start throws, or its future fails with
     */
    public static <C extends Record> PluginHarness start(Plugin<C> plugin, String config) throws Exception {
        return start(plugin, RecordBinder.bind(plugin.configType(), new JsonObject(config)));
    }

    /**
     * Starts a plugin.
     *
     * @throws Exception what the plugin's start throws, or its future fails with
     */
    public static <C extends Record> PluginHarness start(Plugin<C> plugin, C config) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        RecordingContext context = new RecordingContext(plugin.name(), vertx);
        HarnessVerticle<C> verticle = new HarnessVerticle<>(plugin, config, context);
        try {
            Waiting.on(vertx.deployVerticle(verticle), "the start of " + plugin.name());
        } catch (Exception | Error e) {
            Waiting.close(vertx, e);
            throw e;
        }
        return new PluginHarness(vertx, context, verticle);
    }

    // ---- calls ----

    /**
     * Takes an event through all transforms, as a bridge would.
     *
     * @return what came out, or null if it was dropped
     * @throws AssertionError if several came out, see {@link #transformAll}
     * @throws Exception what a transform throws
     */
    public @Nullable Event transform(Event event) throws Exception {
        List<Event> results = transformAll(event);
        if (results.size() > 1) {
            throw new AssertionError("one event became " + results.size() + ": " + results);
        }
        return results.isEmpty() ? null : results.get(0);
    }

    /**
     * Takes an event through all transforms, as a bridge would.
     *
     * @return what came out, in its order
     * @throws Exception what a transform throws
     */
    public List<Event> transformAll(Event event) throws Exception {
        List<Event> events = List.of(event);
        for (Object stage : context.stages) {
            List<Event> results = new ArrayList<>();
            for (Event each : events) {
                results.addAll(present(verticle.call(() -> apply(stage, each), "a transform"), "a transform"));
            }
            events = results;
        }
        return events;
    }

    private static Future<List<Event>> apply(Object stage, Event event) throws Exception {
        if (stage instanceof AsyncEventTransform async) {
            return async.apply(event);
        }
        Event result = ((EventTransform) stage).apply(event);
        return Future.succeededFuture(result == null ? List.of() : List.of(result));
    }

    /**
     * Returns whether all filters let {@code subscriber} have {@code event}.
     *
     * @throws Exception what a filter throws
     */
    public boolean accepts(Event event, Subscriber subscriber) throws Exception {
        for (EventFilter filter : context.filters) {
            if (!verticle.call(() -> Future.succeededFuture(filter.accepts(event, subscriber)), "a filter")) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns whether all authorizers let {@code subscriber} subscribe to {@code address}.
     *
     * @throws Exception what an authorizer throws, or its future fails with
     */
    public boolean permits(Subscriber subscriber, String address) throws Exception {
        for (Authorizer authorizer : context.authorizers) {
            if (!present(
                    verticle.call(() -> authorizer.authorize(subscriber, address), "an authorizer"), "an authorizer")) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("NullAway") // plugins can answer null however they are annotated
    private static <T> T present(T answer, String what) {
        if (answer == null) {
            throw new AssertionError("the future of " + what + " completed with null");
        }
        return answer;
    }

    /** Returns what {@code code} returns, which runs on the plugin's event loop. */
    <T> T onEventLoop(Callable<T> code, String what) throws Exception {
        return await(() -> Future.succeededFuture(code.call()), what);
    }

    /** Returns what the future of {@code code} completes with, which is called on the plugin's event loop. */
    <T> T await(Callable<Future<T>> code, String what) throws Exception {
        return verticle.call(code, what);
    }

    // ---- what it registered and did ----

    /** Returns the transforms that answer at once, in their order. */
    public List<EventTransform> transforms() {
        return only(EventTransform.class);
    }

    /** Returns the transforms that take their time, in their order. */
    public List<AsyncEventTransform> asyncTransforms() {
        return only(AsyncEventTransform.class);
    }

    private <F> List<F> only(Class<F> kind) {
        return context.stages.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Returns the filters, in their order. */
    public List<EventFilter> filters() {
        return List.copyOf(context.filters);
    }

    /** Returns the authorizers, in their order. */
    public List<Authorizer> authorizers() {
        return List.copyOf(context.authorizers);
    }

    /** Returns the listeners, in their order. */
    public List<BridgeListener> listeners() {
        return List.copyOf(context.listeners);
    }

    /** Returns the event sources, in their order; they have not been started. */
    public List<EventSource> sources() {
        return List.copyOf(context.sources);
    }

    /** Returns what it published, oldest first; nobody got it. */
    public List<Event> published() {
        return List.copyOf(context.published);
    }

    /** Returns what one of its counters or gauges shows, which has to be there; a gauge that throws is not. */
    public long metric(String name) {
        return Figures.find(context.metrics.all(), name);
    }

    /** Returns its Vert.x. */
    public Vertx vertx() {
        return vertx;
    }

    /**
     * Stops the plugin, and closes its Vert.x; closing again does nothing.
     *
     * @throws AssertionError if it can't be stopped
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            Waiting.surely(vertx.undeploy(verticle.deploymentID()), "the stop of the plugin");
        } catch (AssertionError e) {
            Waiting.close(vertx, e);
            throw e;
        }
        Waiting.surely(vertx.close(), Waiting.CLOSING);
    }
}
