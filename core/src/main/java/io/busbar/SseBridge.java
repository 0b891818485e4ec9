package io.busbar;

import io.busbar.plugin.CloseReason;
import io.busbar.plugin.Event;
import io.busbar.plugin.IdempotencyConflictException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries the event bus to HTTP clients as Server-Sent Events, and their messages to the bus.
 *
 * <pre>{@code
 * SseBridge bridge = SseBridge.builder(vertx)
 *         .with(new SseBridgeOptions().addOutboundPermitted(new PermittedOptions().setAddressRegex("news\\..+")))
 *         .build();
 * router.route("/events*").handler(yourAuthentication);
 * bridge.mount(router, "/events");
 * }</pre>
 *
 * <p>A bridge is itself a handler that opens a stream, for whoever wants a route of their own: the address is the path
 * parameter {@code address}, else the query parameters {@code address}, else those in the JSON body of a POST.
 *
 * <p>Bridges of one name on one {@code Vertx} share one hub: an address has one bus consumer, however many verticle
 * instances there are. Thread-safe.
 */
public interface SseBridge extends Handler<RoutingContext> {

    /** The header of {@link #publish} with an idempotency key: 1 to 255 characters. It does not go to the bus. */
    String IDEMPOTENCY_KEY = "idempotency-key";

    /** Starts to build a bridge on {@code vertx}. */
    static SseBridgeBuilder builder(Vertx vertx) {
        return new SseBridgeBuilder(vertx);
    }

    /**
     * Opens a stream, or answers with a status and a problem body (RFC 9457).
     *
     * <p>May be called by any thread, as a handler in front may have left the connection's.
     */
    @Override
    void handle(RoutingContext context);

    /**
     * Mounts {@code GET path}, {@code POST path} and {@code GET path/:address} on {@code router}.
     *
     * @param path starts with a slash, such as {@code /events}
     */
    void mount(Router router, String path);

    /**
     * Mounts {@code POST publish/:address}, {@code send/:address} and {@code request/:address} below {@code path}; for a bridge
     * with a format {@code request/:address} also with the other methods by which Datastar pages send commands.
     *
     * @param path starts and ends with a slash, such as {@code /}
     */
    void mountInbound(Router router, String path);

    /** Returns the handler that publishes the request's body to the address in the path parameter {@code address}. */
    Handler<RoutingContext> publishHandler();

    /** Returns the handler that sends the request's body to one consumer of the address. */
    Handler<RoutingContext> sendHandler();

    /**
     * Returns the handler that sends the request's body, and answers with the consumer's reply. If the bridge has a format, and
     * the request has the header {@code Datastar-Request}, it sends the page's signals, and the answer is a stream of the
     * events that the format makes of the reply, which then ends.
     */
    Handler<RoutingContext> requestHandler();

    /**
     * Records an event, and publishes it on the bus as it is, in the order of the log. This bridge's subscribers get it
     * once, other consumers of the address as any message.
     *
     * @param address the address; not empty, without a wildcard
     * @param body the body, of any type that the event bus carries; copied if it can be changed
     * @param headers the message's headers: {@link Event#TYPE_HEADER} names the event, {@link Event#KEY_HEADER} is its
     *     conflation key. {@link #IDEMPOTENCY_KEY} is kept from the bus: publishing again under a key that this address
     *     has had, as long as its event is retained, does nothing and has the first outcome
     * @return completes on the caller's context, when the event is recorded and on the bus, with its id; with null if it
     *     was not recorded, because there is no history, no outbound rule permits it, or its body has no text. Fails with
     *     an {@link IllegalArgumentException} for a type or key that can't be, or an idempotency key without a history;
     *     with an {@link IdempotencyConflictException} for a key that came with something else before
     */
    Future<@Nullable String> publish(String address, @Nullable Object body, Map<String, String> headers);

    /**
     * Lets these plugins work instead of those that the options named, in this order; what the builder was given beside
     * stays behind them. Plugins that are the same go on; others are started, with the version that the catalog has now,
     * then the chain changes between two events, and those that are not wanted any more end their work and are stopped.
     * No stream is closed for that. It concerns all bridges of this name.
     *
     * @return completes on the caller's context, when those that are not wanted any more have been stopped; fails, and
     *     changes nothing, with an {@link IllegalArgumentException} if an option can't be used, or with a {@link
     *     io.busbar.plugins.PluginException} if a plugin can't be loaded or started
     */
    Future<Void> usePlugins(List<PluginOptions> plugins);

    /**
     * Completes, on the caller's context, when the plugins have started, and the listed sources are consumed; fails if a
     * plugin can't be started, or the bus refused. Streams and events wait for it by themselves.
     */
    Future<Void> ready();

    /**
     * Counts the streams that have subscribed to {@code address}, by its very name or by a pattern that matches it: of all
     * nodes of the cluster, as far as they answer within two seconds; without a cluster, of this one. Some of them may get
     * nothing of an event there: patterns don't see unlisted addresses, and permissions and filters look at the event.
     *
     * @return completes on the caller's context; fails if the bridge is closed
     */
    Future<Integer> subscribers(String address);

    /** Returns the counters of the hub, which all bridges of this name share. Any thread. */
    BridgeStatus status();

    /**
     * Prepares for {@link #close} so that thousands of clients don't come back at the same moment. Requests for streams
     * and for {@code publish}, {@code send} and {@code request} are refused with 503 from now on; what was asked before is
     * answered. The streams that were opened through this instance get events until each is ended with {@link
     * CloseReason#SHUTDOWN} and a reconnection time of its own, evenly over {@code time}, or sooner if they are fewer than
     * 100 for each second of it. With a shared history another node records as soon as the last bridge of this name
     * drains. {@link #publish} goes on working. Calling it again does nothing; {@link #close} ends what is left at once.
     *
     * @param time at most a few minutes; zero ends all streams at once
     * @return completes on the caller's context, when the streams have ended
     * @throws IllegalArgumentException if {@code time} is negative
     */
    Future<Void> drain(Duration time);

    /**
     * Ends the streams that were opened through this instance with {@link CloseReason#SHUTDOWN}, and refuses new ones
     * with 503. The last bridge of a name takes its hub and its bus consumers along. Called by itself when the
     * deployment that built the bridge, or Vert.x, is closed; calling it again does nothing.
     *
     * @return completes on the caller's context, when everything is released
     */
    Future<Void> close();
}
