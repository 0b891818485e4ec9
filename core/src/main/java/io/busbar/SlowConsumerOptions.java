package io.busbar;

import io.busbar.config.ConfigMapper;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What happens to readers that are too slow. */
@DataObject
public class SlowConsumerOptions {

    /** The default stall time: 30 seconds. */
    public static final Duration DEFAULT_STALL = Duration.ofSeconds(30);

    /** The default lag: 10 seconds. */
    public static final Duration DEFAULT_LAG = Duration.ofSeconds(10);

    private @Nullable SlowConsumerPolicy policy;
    private Duration lag = DEFAULT_LAG;
    private Duration stall = DEFAULT_STALL;

    /** Creates the default options. */
    public SlowConsumerOptions() {}

    /** Copies {@code other}. */
    public SlowConsumerOptions(SlowConsumerOptions other) {
        policy = other.policy;
        lag = other.lag;
        stall = other.stall;
    }

    /**
     * Reads {@code json}.
     *
     * @throws IllegalArgumentException naming the path of an unknown key or a wrong value
     */
    @SuppressWarnings("this-escape")
    public SlowConsumerOptions(JsonObject json) {
        ConfigMapper.update(this, json);
    }

    /** Returns these options as JSON. */
    public JsonObject toJson() {
        return ConfigMapper.toJson(this);
    }

    /**
     * Returns the policy, or null for the default: {@link SlowConsumerPolicy#REPLAY} with a history, else
     * {@link SlowConsumerPolicy#DISCONNECT}.
     */
    public @Nullable SlowConsumerPolicy getPolicy() {
        return policy;
    }

    /** Sets the policy; null is the default. */
    public SlowConsumerOptions setPolicy(@Nullable SlowConsumerPolicy policy) {
        this.policy = policy;
        return this;
    }

    /** Returns how long an event may wait for a reader before the reader counts as slow. */
    public Duration getLag() {
        return lag;
    }

    /**
     * Sets how long an event may wait for a reader, because its connection does not take it, before the reader counts as
     * slow: the policy applies, and listeners are told. A reader that resumes can take its time until it has caught up.
     */
    public SlowConsumerOptions setLag(Duration lag) {
        this.lag = lag;
        return this;
    }

    /** Returns after which time a reader is closed that takes nothing although there is something to write. */
    public Duration getStall() {
        return stall;
    }

    /** Sets after which time a reader is closed that takes not one byte, although its TCP connection is alive. */
    public SlowConsumerOptions setStall(Duration stall) {
        this.stall = stall;
        return this;
    }
}
