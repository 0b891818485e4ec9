package io.busbar;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.busbar.config.ConfigMapper;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** When a plugin that fails again and again is left alone. */
@DataObject
public class BreakerOptions {

    /** What happens while the plugin is left alone. */
    public enum Action {
        /** The bridge goes on without the plugin: events pass unchanged, its filters and authorizers agree to all. */
        @JsonProperty("bypass")
        BYPASS,

        /** The bridge stops: new streams and publishes are refused with 503, and open streams are told what they miss. */
        @JsonProperty("stop")
        STOP
    }

    /** The default time until the plugin is tried again: 30 seconds. */
    public static final Duration DEFAULT_RETRY = Duration.ofSeconds(30);

    private int failures;
    private Action action = Action.STOP;
    private Duration retry = DEFAULT_RETRY;

    /** Creates the default options: no breaker. */
    public BreakerOptions() {}

    /** Copies {@code other}. */
    public BreakerOptions(BreakerOptions other) {
        failures = other.failures;
        action = other.action;
        retry = other.retry;
    }

    /**
     * Reads {@code json}.
     *
     * @throws IllegalArgumentException naming the path of an unknown key or a wrong value
     */
    @SuppressWarnings("this-escape")
    public BreakerOptions(JsonObject json) {
        ConfigMapper.update(this, json);
    }

    /** Returns these options as JSON. */
    public JsonObject toJson() {
        return ConfigMapper.toJson(this);
    }

    /** Returns how many failures in a row it takes; 0 is no breaker. */
    public int getFailures() {
        return failures;
    }

    /** Sets how many failures in a row it takes. 0, the default, is no breaker. */
    public BreakerOptions setFailures(int failures) {
        this.failures = failures;
        return this;
    }

    /** Returns what happens then. */
    public Action getAction() {
        return action;
    }

    /** Sets what happens then. The default is {@link Action#STOP}, which lets nothing pass that the plugin was to see. */
    public BreakerOptions setAction(Action action) {
        this.action = action;
        return this;
    }

    /** Returns after which time the plugin is tried again. */
    public Duration getRetry() {
        return retry;
    }

    /** Sets after which time the plugin is tried again. */
    public BreakerOptions setRetry(Duration retry) {
        this.retry = retry;
        return this;
    }
}
