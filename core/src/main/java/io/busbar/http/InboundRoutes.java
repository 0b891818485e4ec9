package io.busbar.http;

import io.busbar.hub.Hub;
import io.busbar.plugin.request.RequestSignals;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The ways onto the bus by HTTP. */
public final class InboundRoutes {

    /** Beside POST. */
    private static final List<HttpMethod> COMMANDS =
            List.of(HttpMethod.GET, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

    private final InboundHandler publish;
    private final InboundHandler send;
    private final InboundHandler request;
    private final boolean takesCommands;

    /**
     * Creates them.
     *
     * @param isEnding whether messages are refused; any thread
     */
    public InboundRoutes(
            Hub hub, Entitlement entitlement, HttpSettings settings, BooleanSupplier isEnding, LargeBodies bodies) {
        publish = InboundHandler.publishing(hub, entitlement, settings, isEnding, bodies);
        send = InboundHandler.sending(entitlement, settings, isEnding, bodies);
        request = InboundHandler.requesting(hub, entitlement, settings, isEnding, bodies);
        takesCommands = settings.formatted();
    }

    /** Returns the handler that publishes. */
    public Handler<RoutingContext> publish() {
        return publish;
    }

    /** Returns the handler that sends to one consumer. */
    public Handler<RoutingContext> send() {
        return send;
    }

    /** Returns the handler that sends to one consumer, and answers with its reply. */
    public Handler<RoutingContext> request() {
        return request;
    }

    /**
     * Mounts all of them below {@code path}.
     *
     * @param path ends with a slash
     */
    public void mount(Router router, String path) {
        router.post(path + "publish/:address").handler(publish);
        router.post(path + "send/:address").handler(send);
        if (takesCommands) {
            for (HttpMethod method : COMMANDS) {
                router.route(method, path + "request/:address").handler(this::command);
            }
        }
        // Behind those, so that it is this one's 405 that the router answers when they pass a request on.
        router.post(path + "request/:address").handler(request);
    }

    /** Without the header, which other origins can't send unasked, a GET might come from anywhere. */
    private void command(RoutingContext context) {
        if (RequestSignals.isFromDatastar(context.request())) {
            request.handle(context);
        } else {
            context.next();
        }
    }
}
