package io.busbar.server.config;

import java.time.Duration;

/** How the node leaves when it is told to end. */
public final class DrainConfig {

    /** The default time over which streams are ended: 5 seconds, half of what {@code docker stop} waits for. */
    public static final Duration DEFAULT_TIME = Duration.ofSeconds(5);

    private Duration time = DEFAULT_TIME;

    /** Creates the default configuration. */
    public DrainConfig() {}

    /** Returns the time over which streams are ended. */
    public Duration getTime() {
        return time;
    }

    /**
     * Sets the time over which streams are ended, so that their clients don't come back to other nodes all at once: at
     * most so long, less if they are few; zero ends them at once. Whoever stops the process has to give it some seconds
     * more before killing it.
     */
    public DrainConfig setTime(Duration time) {
        this.time = time;
        return this;
    }
}
