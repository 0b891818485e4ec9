package io.busbar;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.busbar.config.ByteSize;
import io.busbar.config.ConfigMapper;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything about a bridge that is data. Values are checked by {@link SseBridgeBuilder#build}, which names what is
 * wrong. In JSON, durations are text such as {@code 15s} or {@code 500ms}, sizes are bytes or text such as
 * {@code 16MiB}.
 */
@DataObject
public class SseBridgeOptions {

    /** The default name: {@value}. */
    public static final String DEFAULT_NAME = "default";

    /** The default format: {@value}, events as they are. */
    public static final String PLAIN_FORMAT = "plain";

    /** The default outbound silence after which a heartbeat is written: 15 seconds. */
    public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(15);

    /** The default mean of the reconnection time told to clients: 3 seconds. */
    public static final Duration DEFAULT_RETRY = Duration.ofSeconds(3);

    /** The default time for which events of a busy address are gathered: 10 milliseconds. */
    public static final Duration DEFAULT_COALESCE = Duration.ofMillis(10);

    /** The default time for which an address without subscribers stays consumed: 5 seconds. */
    public static final Duration DEFAULT_LINGER = Duration.ofSeconds(5);

    /** The default time for a reply to {@link SseBridge#requestHandler}: 30 seconds. */
    public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(30);

    /** The default time that a publish waits for a recorder: 10 seconds. */
    public static final Duration DEFAULT_PUBLISH_TIMEOUT = Duration.ofSeconds(10);

    /** The default size of the window without a history: {@value} bytes. */
    public static final long DEFAULT_WINDOW_BYTES = 33_554_432;

    private String name = DEFAULT_NAME;
    private List<SourceOptions> sources = new ArrayList<>();
    private List<PermittedOptions> outboundPermitted = new ArrayList<>();
    private List<PermittedOptions> inboundPermitted = new ArrayList<>();
    private Duration heartbeat = DEFAULT_HEARTBEAT;
    private Duration retry = DEFAULT_RETRY;
    private Duration coalesce = DEFAULT_COALESCE;
    private Duration linger = DEFAULT_LINGER;
    private Duration requestTimeout = DEFAULT_REQUEST_TIMEOUT;
    private Duration publishTimeout = DEFAULT_PUBLISH_TIMEOUT;
    private long windowBytes = DEFAULT_WINDOW_BYTES;
    private HistoryOptions history = new HistoryOptions();
    private SubscriberEventsOptions subscriberEvents = new SubscriberEventsOptions();
    private SlowConsumerOptions slowConsumer = new SlowConsumerOptions();
    private List<PluginOptions> plugins = new ArrayList<>();
    private String format = PLAIN_FORMAT;
    private boolean signals;
    private LimitOptions limits = new LimitOptions();
    private boolean fastPath = true;
    private boolean eventSourceSafe;
    private boolean padding;

    /** Creates the default options, which permit nothing. */
    public SseBridgeOptions() {}

    /** Copies {@code other}, deeply. */
    public SseBridgeOptions(SseBridgeOptions other) {
        this(other.toJson());
    }

    /**
     * Reads {@code json}; keys are the names of the setters, without {@code set}.
     *
     * @throws IllegalArgumentException naming the path of an unknown key or a wrong value
     */
    @SuppressWarnings("this-escape")
    public SseBridgeOptions(JsonObject json) {
        ConfigMapper.update(this, json);
    }

    /** Returns these options as JSON. */
    public JsonObject toJson() {
        return ConfigMapper.toJson(this);
    }

    /**
     * Checks all values, as {@link SseBridgeBuilder#build} does.
     *
     * @return these options
     * @throws IllegalArgumentException naming the first option that can't be used, and its value
     */
    public SseBridgeOptions validate() {
        OptionsCheck.check(this);
        return this;
    }

    /** Returns the bridge's name. */
    public String getName() {
        return name;
    }

    /** Sets the name. Bridges of one name on one {@code Vertx} share a hub, and must have equal options. */
    public SseBridgeOptions setName(String name) {
        this.name = name;
        return this;
    }

    /** Returns the listed sources. */
    public List<SourceOptions> getSources() {
        return sources;
    }

    /** Sets the bus addresses that are consumed as long as the bridge lives. */
    public SseBridgeOptions setSources(List<SourceOptions> sources) {
        this.sources = sources;
        return this;
    }

    /** Adds a listed source. */
    public SseBridgeOptions addSource(SourceOptions source) {
        sources.add(source);
        return this;
    }

    /** Returns what may leave the bus for subscribers. */
    public List<PermittedOptions> getOutboundPermitted() {
        return outboundPermitted;
    }

    /** Sets what may leave the bus for subscribers: events that at least one rule permits. None by default. */
    public SseBridgeOptions setOutboundPermitted(List<PermittedOptions> outboundPermitted) {
        this.outboundPermitted = outboundPermitted;
        return this;
    }

    /** Adds a rule to what may leave the bus for subscribers. */
    public SseBridgeOptions addOutboundPermitted(PermittedOptions permitted) {
        outboundPermitted.add(permitted);
        return this;
    }

    /** Returns what clients may bring onto the bus. */
    public List<PermittedOptions> getInboundPermitted() {
        return inboundPermitted;
    }

    /** Sets what clients may bring onto the bus: messages that at least one rule permits. None by default. */
    public SseBridgeOptions setInboundPermitted(List<PermittedOptions> inboundPermitted) {
        this.inboundPermitted = inboundPermitted;
        return this;
    }

    /** Adds a rule to what clients may bring onto the bus. */
    public SseBridgeOptions addInboundPermitted(PermittedOptions permitted) {
        inboundPermitted.add(permitted);
        return this;
    }

    /** Returns the outbound silence after which a heartbeat is written. */
    public Duration getHeartbeat() {
        return heartbeat;
    }

    /** Sets the outbound silence after which a heartbeat is written: a comment that clients ignore. 0 is off. */
    public SseBridgeOptions setHeartbeat(Duration heartbeat) {
        this.heartbeat = heartbeat;
        return this;
    }

    /** Returns the mean reconnection time told to clients. */
    public Duration getRetry() {
        return retry;
    }

    /** Sets the mean reconnection time told to clients; each is told its own, between half and one and a half of it. */
    public SseBridgeOptions setRetry(Duration retry) {
        this.retry = retry;
        return this;
    }

    /** Returns for how long events of a busy address are gathered. */
    public Duration getCoalesce() {
        return coalesce;
    }

    /**
     * Sets for how long events of a busy address are gathered before they are written together, at most 10 ms. An
     * event after quiet goes at once, and so does one for which three quarters of it are over. 0 is off.
     */
    public SseBridgeOptions setCoalesce(Duration coalesce) {
        this.coalesce = coalesce;
        return this;
    }

    /** Returns for how long an address without subscribers stays consumed. */
    public Duration getLinger() {
        return linger;
    }

    /** Sets for how long an unlisted address stays consumed after its last subscriber left. */
    public SseBridgeOptions setLinger(Duration linger) {
        this.linger = linger;
        return this;
    }

    /** Returns how long {@link SseBridge#requestHandler} waits for a reply. */
    public Duration getRequestTimeout() {
        return requestTimeout;
    }

    /** Sets how long {@link SseBridge#requestHandler} waits for a reply before it answers 504. */
    public SseBridgeOptions setRequestTimeout(Duration requestTimeout) {
        this.requestTimeout = requestTimeout;
        return this;
    }

    /** Returns how long a publish waits for a recorder, with a history in the cluster. */
    public Duration getPublishTimeout() {
        return publishTimeout;
    }

    /**
     * Sets how long a publish, and a stream on an address that nobody records yet, waits for a recorder before it is answered
     * 503, with a history in the cluster. Whether the event was recorded is then not known: publish it again under the same
     * {@code Idempotency-Key}.
     */
    public SseBridgeOptions setPublishTimeout(Duration publishTimeout) {
        this.publishTimeout = publishTimeout;
        return this;
    }

    /** Returns whether producers are told of first and last subscribers. */
    public SubscriberEventsOptions getSubscriberEvents() {
        return subscriberEvents;
    }

    /** Sets whether producers are told of first and last subscribers. */
    public SseBridgeOptions setSubscriberEvents(SubscriberEventsOptions subscriberEvents) {
        this.subscriberEvents = subscriberEvents;
        return this;
    }

    /** Returns how much is retained for resumes. */
    public HistoryOptions getHistory() {
        return history;
    }

    /** Sets how much is retained for resumes. On by default, in memory. */
    public SseBridgeOptions setHistory(HistoryOptions history) {
        this.history = history;
        return this;
    }

    /** Returns the bound of the window in bytes, without a history. */
    public long getWindowBytes() {
        return windowBytes;
    }

    /**
     * Sets the bound of the window in bytes: the recent events that slow readers can still get, shared by all
     * connections, with what pending writes pin of it. At least 1 MiB, and four times the largest event. With a history
     * the window holds all that is retained, and {@link HistoryOptions#getBytes} is its bound.
     */
    @JsonDeserialize(using = ByteSize.class)
    public SseBridgeOptions setWindowBytes(long windowBytes) {
        this.windowBytes = windowBytes;
        return this;
    }

    /** Returns what happens to readers that are too slow. */
    public SlowConsumerOptions getSlowConsumer() {
        return slowConsumer;
    }

    /** Sets what happens to readers that are too slow. */
    public SseBridgeOptions setSlowConsumer(SlowConsumerOptions slowConsumer) {
        this.slowConsumer = slowConsumer;
        return this;
    }

    /** Returns the plugins, in the order of the chain. */
    public List<PluginOptions> getPlugins() {
        return plugins;
    }

    /**
     * Sets the plugins, in the order of the chain: events go through the transforms of the first, then of the next. What
     * the builder was given beside comes behind them.
     */
    public SseBridgeOptions setPlugins(List<PluginOptions> plugins) {
        this.plugins = plugins;
        return this;
    }

    /** Adds a plugin behind the others. */
    public SseBridgeOptions addPlugin(PluginOptions plugin) {
        plugins.add(plugin);
        return this;
    }

    /** Returns the plugin that has the last word on events, or {@value #PLAIN_FORMAT}. */
    public String getFormat() {
        return format;
    }

    /**
     * Sets the plugin that makes of events what this bridge's clients read, such as {@code datastar}: it comes behind all
     * others, also behind what the builder was given. If {@link #setPlugins} names it as well, it has its configuration
     * there, and this place. {@value #PLAIN_FORMAT}, the default, is none.
     */
    public SseBridgeOptions setFormat(String format) {
        this.format = format;
        return this;
    }

    /** Returns whether streams have the signals of the pages that open them. */
    public boolean isSignals() {
        return signals;
    }

    /**
     * Sets whether streams have the signals of the Datastar pages that open them: {@code ?datastar=} of a GET, or the body of
     * a POST with the header {@code Datastar-Request}. Plugins see them ({@link io.busbar.plugin.Subscriber#signals}), and
     * addresses may have one in them: {@code orders.{signals.customer}}. Off by default: they are what any client likes to
     * send.
     */
    public SseBridgeOptions setSignals(boolean signals) {
        this.signals = signals;
        return this;
    }

    /** Returns the limits. */
    public LimitOptions getLimits() {
        return limits;
    }

    /** Sets the limits. */
    public SseBridgeOptions setLimits(LimitOptions limits) {
        this.limits = limits;
        return this;
    }

    /** Returns whether plain HTTP/1.1 connections are written below the HTTP codec. */
    public boolean isFastPath() {
        return fastPath;
    }

    /**
     * Sets whether plain HTTP/1.1 connections are written below the HTTP codec, which saves CPU. It is not used where
     * something in the server would not notice (compression, idle time-outs, HTTP metrics). On by default.
     */
    public SseBridgeOptions setFastPath(boolean fastPath) {
        this.fastPath = fastPath;
        return this;
    }

    /** Returns whether refusals that pass (429, 503) are answered so that {@code EventSource} tries again. */
    public boolean isEventSourceSafe() {
        return eventSourceSafe;
    }

    /**
     * Sets whether refusals that pass (429, 503) are answered with 200, a reconnection time, the event
     * {@code busbar.overloaded} and the end. A native {@code EventSource} gives up for ever on any other status. Off
     * by default.
     */
    public SseBridgeOptions setEventSourceSafe(boolean eventSourceSafe) {
        this.eventSourceSafe = eventSourceSafe;
        return this;
    }

    /** Returns whether a stream starts with 2 KiB of comment. */
    public boolean isPadding() {
        return padding;
    }

    /** Sets whether a stream starts with 2 KiB of comment, for old clients and proxies that wait for so much. */
    public SseBridgeOptions setPadding(boolean padding) {
        this.padding = padding;
        return this;
    }
}
