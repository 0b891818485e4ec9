package io.busbar.testkit;

import io.busbar.plugin.Plugin;
import io.busbar.plugins.PluginStatus;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each test a bridge with a plugin, configured as an operator would, on a Vert.x and a free port of its own. The
 * bridge has a history, and permits everything.
 *
 * <pre>{@code
 * @RegisterExtension
 * final BusbarExtension busbar = BusbarExtension.with(MaskPlugin::new).config("{\"field\": \"card\"}");
 *
 * @Test
 * void subscribersSeeNoCardNumber() {
 *     SseRecorder stream = busbar.subscribe("orders");
 *     busbar.publish("orders", new JsonObject().put("card", "4111"));
 *     stream.expectJson("{\"card\": \"***\"}");
 * }
 * }</pre>
 *
 * <p>After the test everything is closed, and the test fails if the plugin could not be stopped, or left something:
 * a connection, a consumer on the event bus, a thread; or if something was thrown on an event loop that nobody caught. That
 * the plugin failed on events is no fault here, as a test may want that: {@link #count} tells.
 */
public final class BusbarExtension implements BeforeEachCallback, AfterEachCallback {

    private final Supplier<? extends Plugin<?>> factory;
    private JsonObject bridgeOptions = new JsonObject();
    private JsonObject settings = new JsonObject();
    private JsonObject config = new JsonObject();
    private @Nullable TestBridge running;

    private BusbarExtension(Supplier<? extends Plugin<?>> factory) {
        this.factory = factory;
    }

    /** Returns an extension for what {@code factory} makes: a new instance whenever the bridge needs one. */
    public static BusbarExtension with(Supplier<? extends Plugin<?>> factory) {
        return new BusbarExtension(factory);
    }

    /** Sets the plugin's own configuration: JSON. */
    public BusbarExtension config(String json) {
        config = new JsonObject(json);
        return this;
    }

    /** Sets what contains the plugin: the keys of its entry in {@code plugins} beside {@code name} and {@code config}. */
    public BusbarExtension settings(String json) {
        settings = new JsonObject(json);
        return this;
    }

    /** Sets options of the bridge: JSON. */
    public BusbarExtension bridge(String json) {
        bridgeOptions = new JsonObject(json);
        return this;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        if (running != null) {
            throw new IllegalStateException("another test uses this extension now: its field must not be static where"
                    + " tests run at the same time");
        }
        Queue<String> faults = new ConcurrentLinkedQueue<>();
        OnePlugin catalog = new OnePlugin(factory, faults);
        running = new TestBridge(bridgeOptions, entry(catalog.name(), config), catalog, faults);
    }

    private JsonObject entry(String name, JsonObject newConfig) {
        return settings.copy().put("name", name).put("config", newConfig);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TestBridge ending = running;
        running = null;
        if (ending == null) {
            return;
        }
        List<String> left = ending.close();
        if (!left.isEmpty()) {
            throw new AssertionError("the plugin was stopped, and then: " + String.join("; ", left));
        }
    }

    private TestBridge running() {
        if (running == null) {
            throw new IllegalStateException("there is a bridge only within a test");
        }
        return running;
    }

    // ---- what a test does ----

    /** Publishes without headers, see {@link #publish(String, Object, Map)}. */
    public @Nullable String publish(String address, @Nullable Object body) throws Exception {
        return publish(address, body, Map.of());
    }

    /**
     * Publishes as an application would, and returns when the plugin is done with the event.
     *
     * @param headers {@code sse-event} is its type, {@code sse-key} its key
     * @return the id of what was recorded, the last one if that are several; null if it was dropped
     * @throws Exception if it can't be published
     */
    public @Nullable String publish(String address, @Nullable Object body, Map<String, String> headers)
            throws Exception {
        return running().publish(address, body, headers);
    }

    /** Opens a stream of these addresses and patterns, for nobody in particular; it is closed after the test. */
    public SseRecorder subscribe(String... addresses) {
        return running().subscribe(null, addresses);
    }

    /** Opens a stream for {@code user}, as if an authentication handler stood in front of the bridge. */
    public SseRecorder subscribeAs(User user, String... addresses) {
        return running().subscribe(user, addresses);
    }

    /**
     * Returns the HTTP status with which a stream is refused, such as 403.
     *
     * @param user null for nobody in particular
     * @throws AssertionError if it is not refused
     */
    public int refusal(@Nullable User user, String... addresses) {
        return running().refusal(user, addresses);
    }

    /**
     * Lets the bridge go on with another configuration of the plugin, that is: with a new instance.
     *
     * @param json the plugin's own configuration
     * @throws Exception why the bridge refuses, and goes on as before; for a wrong configuration an {@link
     *     IllegalArgumentException} with the words that an operator reads
     */
    public void reconfigure(String json) throws Exception {
        TestBridge bridge = running();
        bridge.use(entry(bridge.pluginStatus().name(), new JsonObject(json)));
    }

    /** Returns as soon as {@code condition} holds, and fails the test if that takes too long. */
    public void await(String what, BooleanSupplier condition) {
        if (!Waiting.until(condition)) {
            throw new AssertionError("not within " + Waiting.SECONDS + " s: " + what);
        }
    }

    // ---- what a test looks at ----

    /** Returns the plugin's figures, since its instance was started. */
    public PluginStatus status() {
        return running().pluginStatus();
    }

    /** Returns what the bridge counts of the plugin under this name, such as {@code events} and {@code failures}. */
    public long count(String name) {
        return Figures.find(status().counts(), name);
    }

    /** Returns what one of the plugin's own counters or gauges shows, which has to be there; a gauge that throws is not. */
    public long metric(String name) {
        return Figures.find(status().metrics(), name);
    }

    /** Returns where something is on the bridge's server: streams at {@code /events}, {@code /publish/:address}. */
    public URI uri(String path) {
        return running().uri(path);
    }

    /** Returns the bridge's Vert.x, also for the test's own consumers. */
    public Vertx vertx() {
        return running().vertx();
    }
}
