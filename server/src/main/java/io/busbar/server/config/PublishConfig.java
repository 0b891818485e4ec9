package io.busbar.server.config;

import io.busbar.SseBridgeOptions;
import java.time.Duration;

/** What applies to publishes of all bridges. */
public final class PublishConfig {

    private Duration timeout = SseBridgeOptions.DEFAULT_PUBLISH_TIMEOUT;

    /** Creates the default configuration. */
    public PublishConfig() {}

    /** Returns how long a publish waits for a node that records, with a history in the cluster. */
    public Duration getTimeout() {
        return timeout;
    }

    /** Sets how long a publish waits for a node that records before it is answered 503; 10 seconds if it is not set. */
    public PublishConfig setTimeout(Duration timeout) {
        this.timeout = timeout;
        return this;
    }
}
