package io.busbar;

import io.busbar.config.ConfigMapper;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A plugin of a bridge, and what contains it. */
@DataObject
public class PluginOptions {

    /** As a name: all plugins of the directory that are not named otherwise, by name. */
    public static final String ALL_OTHERS = "*";

    /** The default time for an answer: 5 seconds. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    /** The default number of events that may wait for an asynchronous transform: {@value}. */
    public static final int DEFAULT_MAX_IN_FLIGHT = 1_000;

    private String name = "";
    private JsonObject config = new JsonObject();
    private boolean failOpen;
    private boolean worker;
    private Duration timeout = DEFAULT_TIMEOUT;
    private int maxInFlight = DEFAULT_MAX_IN_FLIGHT;
    private BreakerOptions breaker = new BreakerOptions();
    private @Nullable String deadLetters;

    /** Creates the default options, which lack a name. */
    public PluginOptions() {}

    /** Copies {@code other}, deeply. */
    public PluginOptions(PluginOptions other) {
        this(other.toJson());
    }

    /**
     * Reads {@code json}.
     *
     * @throws IllegalArgumentException naming the path of an unknown key or a wrong value
     */
    @SuppressWarnings("this-escape")
    public PluginOptions(JsonObject json) {
        ConfigMapper.update(this, json);
    }

    /** Returns these options as JSON. */
    public JsonObject toJson() {
        return ConfigMapper.toJson(this);
    }

    /** Returns the plugin's name. */
    public String getName() {
        return name;
    }

    /**
     * Sets the plugin's name: of one that was given to the builder, is in the directory of plugins, or on the class path,
     * in this order; or {@value #ALL_OTHERS} for all others of the directory.
     */
    public PluginOptions setName(String name) {
        this.name = name;
        return this;
    }

    /** Returns the plugin's own configuration. */
    public JsonObject getConfig() {
        return config;
    }

    /** Sets the plugin's own configuration, which is checked against what the plugin asks for. */
    public PluginOptions setConfig(JsonObject config) {
        this.config = config;
        return this;
    }

    /** Returns whether what the plugin fails on goes on as if it were not there. */
    public boolean isFailOpen() {
        return failOpen;
    }

    /**
     * Sets whether what the plugin fails on goes on as if it were not there: events unchanged, to every subscriber.
     * Otherwise, which is the default, they are dropped, and what an authorizer fails on is refused. What a transform has
     * made is dropped in any case if it turns out when it is encoded that it can't be delivered.
     */
    public PluginOptions setFailOpen(boolean failOpen) {
        this.failOpen = failOpen;
        return this;
    }

    /** Returns whether the plugin's transforms are called on a worker thread. */
    public boolean isWorker() {
        return worker;
    }

    /**
     * Sets whether the plugin's transforms are called on a worker thread, still one after the other, for those that have
     * to block. {@link #setTimeout} and {@link #setMaxInFlight} apply to them then. Otherwise, which is the default, they
     * are called on the bridge's event loop.
     */
    public PluginOptions setWorker(boolean worker) {
        this.worker = worker;
        return this;
    }

    /** Returns how long the plugin may take over what it answers with a future. */
    public Duration getTimeout() {
        return timeout;
    }

    /** Sets how long the plugin may take over what it answers with a future; beyond, it has failed. */
    public PluginOptions setTimeout(Duration timeout) {
        this.timeout = timeout;
        return this;
    }

    /** Returns how many events may wait for each asynchronous transform. */
    public int getMaxInFlight() {
        return maxInFlight;
    }

    /**
     * Sets how many events may wait for each asynchronous transform. Those beyond are lost: subscribers are told with
     * {@code busbar.lagged}, publishers with 503.
     */
    public PluginOptions setMaxInFlight(int maxInFlight) {
        this.maxInFlight = maxInFlight;
        return this;
    }

    /** Returns when the plugin is not called any more. */
    public BreakerOptions getBreaker() {
        return breaker;
    }

    /** Sets when the plugin is not called any more. */
    public PluginOptions setBreaker(BreakerOptions breaker) {
        this.breaker = breaker;
        return this;
    }

    /** Returns where events are published that a transform failed on, or null. */
    public @Nullable String getDeadLetters() {
        return deadLetters;
    }

    /**
     * Sets the bus address where events are published, as they came to the plugin, that one of its transforms failed on,
     * with the headers {@code busbar-plugin}, {@code busbar-address} and {@code busbar-error}. Null, the default, is
     * nowhere. What a transform fails on that is such an event already, or is on that address, is not published again.
     */
    public PluginOptions setDeadLetters(@Nullable String deadLetters) {
        this.deadLetters = deadLetters;
        return this;
    }
}
