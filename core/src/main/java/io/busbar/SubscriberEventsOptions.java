package io.busbar;

import io.busbar.config.ConfigMapper;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether producers are told which addresses have their first subscriber in the cluster, and which have lost their last, so
 * that they can sleep while nobody listens. The messages are {@code {"address": "orders.7", "subscribed": true}}; of a
 * subscription to a pattern the address is the pattern. One may come twice. Who comes later sends a request to that address
 * with {@code .current} behind it, and is answered with an array of what has subscribers.
 */
@DataObject
public class SubscriberEventsOptions {

    /** The default time for which an address has no subscriber before that is told: 10 seconds. */
    public static final Duration DEFAULT_DELAY = Duration.ofSeconds(10);

    private @Nullable String address;
    private Duration delay = DEFAULT_DELAY;

    /** Creates the default options: nobody is told. */
    public SubscriberEventsOptions() {}

    /** Copies {@code other}. */
    public SubscriberEventsOptions(SubscriberEventsOptions other) {
        address = other.address;
        delay = other.delay;
    }

    /**
     * Reads {@code json}.
     *
     * @throws IllegalArgumentException naming the path of an unknown key or a wrong value
     */
    @SuppressWarnings("this-escape")
    public SubscriberEventsOptions(JsonObject json) {
        ConfigMapper.update(this, json);
    }

    /** Returns these options as JSON. */
    public JsonObject toJson() {
        return ConfigMapper.toJson(this);
    }

    /** Returns the address on the event bus where it is published; null for nowhere. */
    public @Nullable String getAddress() {
        return address;
    }

    /** Sets the address on the event bus where it is published; null, the default, for nowhere. */
    public SubscriberEventsOptions setAddress(@Nullable String address) {
        this.address = address;
        return this;
    }

    /** Returns for how long an address has no subscriber before that is told. */
    public Duration getDelay() {
        return delay;
    }

    /** Sets for how long an address has no subscriber before that is told; who reconnects within it is not missed. */
    public SubscriberEventsOptions setDelay(Duration delay) {
        this.delay = delay;
        return this;
    }
}
