package io.busbar;

import io.busbar.config.ConfigMapper;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** What happens to readers that are too slow. */
@DataObject
public class SlowConsumerOptions {

    /** The default stall time: 30 seconds. */
    public static final Duration DEFAULT_STALL = Duration.ofSeconds(30);

    private Duration stall = DEFAULT_STALL;

    /** Creates the default options. */
    public SlowConsumerOptions() {}

    /** Copies {@code other}. */
    public SlowConsumerOptions(SlowConsumerOptions other) {
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
