package io.busbar.http;

import io.busbar.address.Selection;
import io.busbar.address.SubscriptionKey;
import io.busbar.connection.Writers;
import io.busbar.delivery.DeliveryLoop;
import io.busbar.delivery.Feeds;
import io.busbar.delivery.Start;
import io.busbar.history.LogClosedException;
import io.busbar.hub.Admission;
import io.busbar.hub.Hub;
import io.busbar.plugin.Subscriber;
import io.busbar.plugin.request.RequestSignals;
import io.busbar.window.EntryFilter;
import io.busbar.wire.ControlFrames;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Opens streams. All that can fail is done before the first byte of the response: reading the request whole,
 * permissions, limits, and the registration on the bus.
 */
public final class SubscribeHandler implements Handler<RoutingContext> {

    private static final AtomicLong IDS = new AtomicLong();

    private final Hub hub;
    private final Entitlement entitlement;
    private final HttpSettings settings;
    private final Refusals refusals;
    private volatile boolean ending;

    /** Creates a handler whose streams can be told from those of others by its identity. */
    public SubscribeHandler(Hub hub, Entitlement entitlement, HttpSettings settings) {
        this.hub = hub;
        this.entitlement = entitlement;
        this.settings = settings;
        this.refusals = new Refusals(settings);
    }

    /** Refuses streams from now on, and closes those that are open, evenly over {@code time}; zero is at once. */
    public Future<Void> end(Duration time) {
        ending = true;
        return hub.closeStreams(this, time);
    }

    /** Returns whether streams are refused. Any thread. */
    public boolean isEnding() {
        return ending;
    }

    @Override
    public void handle(RoutingContext context) {
        EventLoop eventLoop = Writers.eventLoopOf(context);
        requestOf(context)
                .compose(request -> entitlement
                        .of(context.user())
                        .compose(entitled -> on(eventLoop, () -> subscribe(context, request, entitled, eventLoop))))
                .onFailure(cause -> refusals.answer(context, cause));
    }

    private Future<SubscribeRequest> requestOf(RoutingContext context) {
        boolean isPost = HttpMethod.POST.equals(context.request().method());
        if (settings.signals() && (!isPost || RequestSignals.isFromDatastar(context.request()))) {
            // A page's body are its signals, so that what it asks for is in the query.
            return RequestReader.signals(context, settings.requestBytes())
                    .map(signals -> SubscribeRequest.parse(context, null, FixedJson.of(signals), settings));
        }
        JsonObject signals = settings.signals() ? FixedJson.EMPTY : null;
        return (isPost ? RequestReader.body(context, settings.requestBytes()) : Future.<Buffer>succeededFuture())
                .map(body -> SubscribeRequest.parse(context, body, signals, settings));
    }

    /** A handler in front may have gone on in another thread than the connection's. */
    private static Future<Void> on(EventLoop eventLoop, Supplier<Future<Void>> task) {
        if (eventLoop.inEventLoop()) {
            return task.get();
        }
        Promise<Void> promise = Promise.promise();
        eventLoop.execute(() -> task.get().onComplete(promise));
        return promise.future();
    }

    private Future<Void> subscribe(
            RoutingContext context, SubscribeRequest request, BitSet entitled, EventLoop eventLoop) {
        for (SubscriptionKey key : request.keys()) {
            boolean permitted = key.pattern() == null
                    ? entitlement.rules().forAddress(key.text()).intersects(entitled)
                    : !entitled.isEmpty();
            if (!permitted) {
                return Future.failedFuture(Problem.of(403, "not permitted: " + key.text()));
            }
        }
        String ip = ip(context);
        Admission admission = hub.admission();
        if (ending) {
            return Future.failedFuture(Problem.ofEnding());
        }
        switch (admission.enter(ip)) {
            case FULL -> {
                return Future.failedFuture(Problem.of(503, "too many streams are open"));
            }
            case TOO_MANY -> {
                return Future.failedFuture(Problem.of(429, "too many streams are open from your address"));
            }
            case ADMITTED -> {}
        }
        ClientSubscriber subscriber = subscriber(context, request);
        // The loop first: who replaces plugins waits for calls on those that the fan-out knows.
        return on(eventLoop, hub.fanout())
                .map(fanout -> fanout.on(eventLoop))
                .compose(loop -> authorize(context, subscriber, eventLoop).map(authorized -> loop))
                .onFailure(cause -> admission.leave(ip))
                .compose(loop -> open(context, request, entitled, loop, subscriber, ip));
    }

    /** An idle connection is not to hold on to what nobody will look at. */
    private ClientSubscriber kept(ClientSubscriber subscriber, List<SubscriptionKey> keys) {
        return subscriber.kept(
                addresses(keys), hub.pipeline().knowsSubscribers() ? subscriber.signals() : FixedJson.EMPTY);
    }

    private Future<Void> authorize(RoutingContext context, Subscriber subscriber, EventLoop eventLoop) {
        return hub.pipeline()
                .refused(
                        subscriber,
                        eventLoop,
                        () -> ending || context.response().closed())
                .compose(refused -> {
                    if (refused != null) {
                        return Future.failedFuture(Problem.of(403, "not permitted: " + refused));
                    }
                    return hub.pipeline().isStopped()
                            ? Future.failedFuture(Problem.of(503, "the stream can't be opened now"))
                            : Future.succeededFuture();
                });
    }

    private static <T> Future<T> on(EventLoop eventLoop, Future<T> future) {
        if (future.isComplete()) {
            return future;
        }
        Promise<T> promise = Promise.promise();
        future.onComplete(result -> eventLoop.execute(() -> promise.handle(result)));
        return promise.future();
    }

    private Future<Void> open(
            RoutingContext context,
            SubscribeRequest request,
            BitSet entitled,
            DeliveryLoop loop,
            ClientSubscriber asked,
            String ip) {
        Admission admission = hub.admission();
        Feeds.Reservation reservation = loop.reserve(request.keys());
        ClientSubscriber subscriber = kept(asked, reservation.keys());
        EntryFilter filter = new EntryFilter(entitled, new Selection(reservation.keys()), event -> hub.pipeline()
                .accepts(event, subscriber));
        Future<Start> start = reservation
                .ready()
                .compose(ready -> loop.findStart(reservation, filter, request.resume(), request.from()));
        return start.transform(found -> {
            boolean wanted = !context.response().closed() && !context.response().headWritten();
            Throwable refusal = found.cause();
            DeliveryLoop.Opening opening = null;
            if (loop.isEnded()) {
                refusal = new LogClosedException();
            } else if (found.succeeded() && wanted && !ending) {
                try {
                    opening = prepare(context, request, subscriber, filter, loop, () -> admission.leave(ip));
                } catch (IllegalStateException e) {
                    // Somebody else has begun to answer.
                    refusal = e;
                }
            }
            if (opening != null) {
                // From here on the reservation and the admission are the loop's.
                loop.open(opening, reservation, found.result());
                return Future.succeededFuture();
            }
            loop.cancel(reservation);
            admission.leave(ip);
            if (!wanted) {
                return Future.succeededFuture();
            }
            return Future.failedFuture(refusal == null || ending ? Problem.ofEnding() : refusal);
        });
    }

    private static ClientSubscriber subscriber(RoutingContext context, SubscribeRequest request) {
        return new ClientSubscriber(
                Long.toString(IDS.incrementAndGet(), Character.MAX_RADIX),
                context.user(),
                addresses(request.keys()),
                String.valueOf(context.request().remoteAddress()),
                request.signals());
    }

    private static Set<String> addresses(List<SubscriptionKey> keys) {
        if (keys.size() == 1) {
            return Set.of(keys.get(0).text());
        }
        Set<String> addresses = new LinkedHashSet<>();
        keys.forEach(key -> addresses.add(key.text()));
        return Collections.unmodifiableSet(addresses);
    }

    private DeliveryLoop.Opening prepare(
            RoutingContext context,
            SubscribeRequest request,
            Subscriber subscriber,
            EntryFilter filter,
            DeliveryLoop loop,
            Runnable release) {
        EventStream.begin(context.response());
        return new DeliveryLoop.Opening(
                this,
                subscriber,
                Writers.forResponse(context, settings.fastPath(), settings.ownConnections(), loop.bytes()),
                filter,
                request.cutToEnd(),
                request.heartbeatEvents(),
                ControlFrames.preamble(settings.retry(), settings.padding()),
                release);
    }

    private static String ip(RoutingContext context) {
        SocketAddress remote = context.request().remoteAddress();
        String ip = remote == null ? null : remote.hostAddress();
        return ip == null ? "unknown" : ip;
    }
}
