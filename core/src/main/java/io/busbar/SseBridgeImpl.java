package io.busbar;

import io.busbar.fanout.Fanout;
import io.busbar.history.EventId;
import io.busbar.http.Entitlement;
import io.busbar.http.HttpSettings;
import io.busbar.http.InboundRoutes;
import io.busbar.http.LargeBodies;
import io.busbar.http.SubscribeHandler;
import io.busbar.hub.Hub;
import io.busbar.intake.PublishKey;
import io.busbar.intake.PublishedEvent;
import io.busbar.permission.PermissionRules;
import io.busbar.plugin.Event;
import io.busbar.window.LastValues;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.auth.authorization.AuthorizationProvider;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts the parts together; the only class that knows them all. */
final class SseBridgeImpl implements SseBridge {

    /** Whose idempotency keys those of {@link #publish} are. */
    private static final String APPLICATION = "application";

    private static final int LONGEST_KEY = 255;

    private final VertxInternal vertx;
    private final SseBridgeOptions options;
    private final HubRegistry registry;
    private final HubRegistry.Shared shared;
    private final Hub hub;
    private final SubscribeHandler subscribe;
    private final InboundRoutes inbound;
    private final Lifetime lifetime;
    private @Nullable Future<Void> drained;
    private @Nullable Future<Void> released;

    SseBridgeImpl(
            VertxInternal vertx,
            SseBridgeOptions options,
            BridgePlugins plugins,
            List<String> functions,
            @Nullable AuthorizationProvider authorizations,
            boolean ownConnections,
            Duration drainTime) {
        this.vertx = vertx;
        this.options = options;
        PermissionRules outbound = new PermissionRules(options.getOutboundPermitted());
        registry = HubRegistry.of(vertx);
        List<String> signature =
                Stream.concat(plugins.signature().stream(), functions.stream()).toList();
        shared = registry.join(
                options,
                signature,
                loops -> new Hub(
                        vertx, loops, Settings.hub(options), outbound, context -> Logs.create(context, options)),
                plugins);
        hub = shared.hub;
        HttpSettings http = Settings.http(options, ownConnections);
        subscribe = new SubscribeHandler(hub, new Entitlement(outbound, authorizations), http);
        inbound = new InboundRoutes(
                hub,
                new Entitlement(new PermissionRules(options.getInboundPermitted()), authorizations),
                http,
                subscribe::isEnding,
                LargeBodies.of(vertx));
        lifetime = Lifetime.begin(
                vertx,
                drainTime.isZero() ? this::release : () -> drainOnce(drainTime).eventually(this::release));
    }

    @Override
    public void handle(RoutingContext context) {
        subscribe.handle(context);
    }

    @Override
    public void mount(Router router, String path) {
        router.get(path).handler(this);
        router.post(path).handler(this);
        router.get(path.equals("/") ? "/:address" : path + "/:address").handler(this);
    }

    @Override
    public void mountInbound(Router router, String path) {
        if (!path.endsWith("/")) {
            throw new IllegalArgumentException("path must end with a slash: " + path);
        }
        inbound.mount(router, path);
    }

    @Override
    public Handler<RoutingContext> publishHandler() {
        return inbound.publish();
    }

    @Override
    public Handler<RoutingContext> sendHandler() {
        return inbound.send();
    }

    @Override
    public Handler<RoutingContext> requestHandler() {
        return inbound.request();
    }

    @Override
    public Future<@Nullable String> publish(String address, @Nullable Object body, Map<String, String> headers) {
        try {
            Map<String, String> others = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            others.putAll(headers);
            String key = others.remove(IDEMPOTENCY_KEY);
            if (key != null) {
                checkKey(key);
            }
            Event event = PublishedEvent.of(address, body, others);
            return hub.publish(hub.prepare(event, key == null ? null : new PublishKey(APPLICATION, key)));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void checkKey(String key) {
        if (!Settings.hasHistory(options)) {
            throw new IllegalArgumentException(IDEMPOTENCY_KEY + " needs a history");
        }
        if (key.isEmpty() || key.length() > LONGEST_KEY) {
            throw new IllegalArgumentException(IDEMPOTENCY_KEY + " must have 1 to 255 characters");
        }
    }

    @Override
    public Future<Void> usePlugins(List<PluginOptions> wanted) {
        try {
            List<PluginOptions> copies = wanted.stream().map(PluginOptions::new).toList();
            OptionsCheck.checkPlugins(copies);
            return hub.plugins().use(shared.plugins.specs(copies));
        } catch (RuntimeException | Error e) {
            return Future.failedFuture(e);
        }
    }

    @Override
    public Future<Void> ready() {
        return onCaller(shared.ready);
    }

    @Override
    public Future<Integer> subscribers(String address) {
        return hub.subscribers(address);
    }

    @Override
    public BridgeStatus status() {
        Fanout fanout = hub.fanoutNow();
        return new BridgeStatus(
                options.getName(),
                hub.admission().count(),
                hub.counters().subscriptions(),
                hub.busConsumers(),
                hub.counters().eventsIn(),
                hub.counters().eventsOut(),
                fanout == null ? 0 : fanout.window().bytes(),
                history(fanout),
                hub.counters().slowCount(),
                hub.counters().missedCount(),
                hub.counters().resumed(),
                hub.counters().closed(),
                hub.counters().dropped(),
                hub.plugins().chain(),
                hub.plugins().status());
    }

    private BridgeStatus.@Nullable History history(@Nullable Fanout fanout) {
        LastValues lastValues = fanout == null ? null : fanout.lastValues();
        if (fanout == null || lastValues == null) {
            return null;
        }
        long head = fanout.window().head();
        long before = fanout.window().oldest() - 1;
        return new BridgeStatus.History(
                new EventId(fanout.lineage().epoch(), before).toString(),
                new EventId(fanout.lineage().epoch(), head).toString(),
                Math.max(0, head - before),
                lastValues.size(),
                lastValues.bytes(),
                hub.log().recorder());
    }

    @Override
    public Future<Void> drain(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time must not be negative: " + time);
        }
        return onCaller(drainOnce(time));
    }

    private synchronized Future<Void> drainOnce(Duration time) {
        if (released != null) {
            return released;
        }
        if (drained == null) {
            Future<Void> handedOver = registry.drain(options.getName(), shared);
            drained = Future.join(handedOver, subscribe.end(time)).mapEmpty();
        }
        return drained;
    }

    @Override
    public Future<Void> close() {
        Future<Void> closed = release();
        // Not before: until then it is what the end of the deployment, or of Vert.x, has to wait for.
        closed.onComplete(done -> lifetime.end());
        return onCaller(closed);
    }

    /** The hub's event loop is no place for what the application does next. */
    private Future<Void> onCaller(Future<Void> future) {
        if (future.isComplete()) {
            // Also when Vert.x has ended, and its contexts with it.
            return future;
        }
        Promise<Void> promise = vertx.getOrCreateContext().promise();
        future.onComplete(promise);
        return promise.future();
    }

    private synchronized Future<Void> release() {
        if (released == null) {
            boolean wasDrained = drained != null;
            released = subscribe
                    .end(Duration.ZERO)
                    .eventually(() -> registry.leave(options.getName(), shared, wasDrained));
        }
        return released;
    }
}
