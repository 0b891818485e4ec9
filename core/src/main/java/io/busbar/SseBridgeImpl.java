package io.busbar;

import io.busbar.address.AddressPattern;
import io.busbar.bus.BusSource;
import io.busbar.http.Entitlement;
import io.busbar.http.HttpSettings;
import io.busbar.http.InboundHandler;
import io.busbar.http.SubscribeHandler;
import io.busbar.hub.Hub;
import io.busbar.hub.HubSettings;
import io.busbar.permission.PermissionRules;
import io.busbar.plugin.BridgeListener;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.auth.authorization.AuthorizationProvider;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the parts together; the only class that knows them all. */
final class SseBridgeImpl implements SseBridge {

    private final SseBridgeOptions options;
    private final HubRegistry registry;
    private final HubRegistry.Shared shared;
    private final Hub hub;
    private final SubscribeHandler subscribe;
    private final InboundHandler publish;
    private final InboundHandler send;
    private final InboundHandler request;
    private final Lifetime lifetime;
    private @Nullable Future<Void> released;

    SseBridgeImpl(
            Vertx vertx,
            SseBridgeOptions options,
            List<BridgeListener> listeners,
            @Nullable AuthorizationProvider authorizations) {
        this.options = options;
        PermissionRules outbound = new PermissionRules(options.getOutboundPermitted());
        registry = HubRegistry.of(vertx);
        shared = registry.join(options, listeners, () -> hub((VertxInternal) vertx, options, outbound, listeners));
        hub = shared.hub;
        HttpSettings http = new HttpSettings(
                options.getRetry(),
                options.isPadding(),
                options.isFastPath(),
                options.isEventSourceSafe(),
                options.getLimits().getAddressesPerConnection(),
                options.getLimits().getRequestBytes(),
                options.getRequestTimeout());
        subscribe = new SubscribeHandler(hub, new Entitlement(outbound, authorizations), http);
        Entitlement inbound = new Entitlement(new PermissionRules(options.getInboundPermitted()), authorizations);
        publish = InboundHandler.publishing(hub, inbound, http);
        send = InboundHandler.sending(inbound, http);
        request = InboundHandler.requesting(inbound, http);
        lifetime = Lifetime.begin((VertxInternal) vertx, this::release);
    }

    private static Hub hub(
            VertxInternal vertx, SseBridgeOptions options, PermissionRules outbound, List<BridgeListener> listeners) {
        HubSettings settings = new HubSettings(
                options.getName(),
                options.getWindowBytes(),
                options.getLimits().getEventBytes(),
                options.getCoalesce().toNanos(),
                options.getHeartbeat().toNanos(),
                options.getSlowConsumer().getStall().toNanos());
        return new Hub(
                vertx,
                settings,
                outbound,
                options.getSources().stream().map(SseBridgeImpl::source).toList(),
                listeners,
                options.getLinger().toNanos(),
                options.getLimits().getAddresses(),
                options.getLimits().getConnections(),
                options.getLimits().getConnectionsPerIp());
    }

    private static BusSource source(SourceOptions options) {
        String pattern = options.getAddressPattern();
        return new BusSource(
                options.getAddress(),
                options.getAddressHeader(),
                pattern == null ? null : AddressPattern.parse(pattern));
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
        router.post(path + "publish/:address").handler(publish);
        router.post(path + "send/:address").handler(send);
        router.post(path + "request/:address").handler(request);
    }

    @Override
    public Handler<RoutingContext> publishHandler() {
        return publish;
    }

    @Override
    public Handler<RoutingContext> sendHandler() {
        return send;
    }

    @Override
    public Handler<RoutingContext> requestHandler() {
        return request;
    }

    @Override
    public Future<Void> ready() {
        return shared.ready;
    }

    @Override
    public BridgeStatus status() {
        return new BridgeStatus(
                options.getName(),
                hub.admission().count(),
                hub.counters().subscriptions(),
                hub.busConsumers(),
                hub.counters().eventsIn(),
                hub.counters().eventsOut(),
                hub.windowBytes(),
                hub.counters().closed(),
                hub.counters().dropped());
    }

    @Override
    public Future<Void> close() {
        lifetime.end();
        return release();
    }

    private synchronized Future<Void> release() {
        if (released == null) {
            released = subscribe.close().eventually(() -> registry.leave(options.getName(), shared));
        }
        return released;
    }
}
