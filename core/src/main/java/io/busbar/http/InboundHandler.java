package io.busbar.http;

import io.busbar.history.LogClosedException;
import io.busbar.history.NoRecorderException;
import io.busbar.hub.Hub;
import io.busbar.intake.PublishKey;
import io.busbar.permission.PermissionRules;
import io.busbar.pipeline.OverloadedException;
import io.busbar.pipeline.PluginFailedException;
import io.busbar.plugin.Event;
import io.busbar.plugin.IdempotencyConflictException;
import io.busbar.plugin.request.RequestSignals;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.BitSet;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Brings a request's body onto the bus, if the inbound rules permit it. */
final class InboundHandler implements Handler<RoutingContext> {

    private static final Logger LOG = LoggerFactory.getLogger(InboundHandler.class);

    private final Entitlement entitlement;
    private final long requestBytes;
    private final boolean takesCommands;
    private final Exchange exchange;
    private final BooleanSupplier isEnding;
    private final LargeBodies bodies;

    /** What is done with a message, whose body had so many bytes. */
    private interface Exchange {
        Future<Void> with(Event event, int bytes, RoutingContext context);
    }

    /** What a request brings: so many bytes, of which a body can be made. */
    private record Content(int bytes, Callable<@Nullable Object> body) {}

    private InboundHandler(
            Entitlement entitlement,
            HttpSettings settings,
            boolean takesCommands,
            BooleanSupplier isEnding,
            LargeBodies bodies,
            Exchange exchange) {
        this.entitlement = entitlement;
        this.requestBytes = settings.requestBytes();
        this.takesCommands = takesCommands;
        this.isEnding = isEnding;
        this.bodies = bodies;
        this.exchange = exchange;
    }

    /**
     * Returns a handler that publishes: 202 with the event's id, which a page would take for a signal and so does not get, or
     * 204 if it was not recorded.
     *
     * @param isEnding whether messages are refused; any thread
     */
    static InboundHandler publishing(
            Hub hub, Entitlement entitlement, HttpSettings settings, BooleanSupplier isEnding, LargeBodies bodies) {
        return new InboundHandler(entitlement, settings, false, isEnding, bodies, (event, bytes, context) -> {
            PublishKey key = InboundMessage.key(context, settings.history());
            return bodies.call(bytes, () -> hub.prepare(event, key))
                    .compose(hub::publish)
                    .map(id -> {
                        if (id == null) {
                            Replies.noContent(context);
                        } else {
                            accepted(context, isPage(context, settings) ? null : id);
                        }
                        return null;
                    });
        });
    }

    /** Returns a handler that sends to one consumer: 204, or 503 if there is none. */
    static InboundHandler sending(
            Entitlement entitlement, HttpSettings settings, BooleanSupplier isEnding, LargeBodies bodies) {
        return new InboundHandler(entitlement, settings, false, isEnding, bodies, (event, bytes, context) -> {
            InboundMessage.refuseKey(context);
            return context.vertx()
                    .eventBus()
                    .sender(event.address(), options(event))
                    .write(event.body())
                    .onSuccess(done -> Replies.noContent(context));
        });
    }

    /**
     * Returns a handler that sends to one consumer, and answers with its reply. If the bridge has a format, and a Datastar page
     * asks, what it sends are its signals, and the answer are the events that the format makes of the reply.
     */
    static InboundHandler requesting(
            Hub hub, Entitlement entitlement, HttpSettings settings, BooleanSupplier isEnding, LargeBodies bodies) {
        long timeoutMs = settings.requestTimeout().toMillis();
        boolean takesCommands = settings.formatted();
        return new InboundHandler(entitlement, settings, takesCommands, isEnding, bodies, (event, bytes, context) -> {
            InboundMessage.refuseKey(context);
            return context.vertx()
                    .eventBus()
                    .request(event.address(), event.body(), options(event).setSendTimeout(timeoutMs))
                    .compose(reply -> {
                        if (isPage(context, settings)) {
                            return Replies.stream(context, hub, event.address(), reply);
                        }
                        Replies.answer(context, reply);
                        return Future.succeededFuture();
                    });
        });
    }

    @Override
    public void handle(RoutingContext context) {
        if (isEnding.getAsBoolean()) {
            Problem.ofEnding().answer(context);
            return;
        }
        contentOf(context)
                .compose(content -> entitlement
                        .of(context.user())
                        .compose(entitled -> exchangeIfPermitted(context, content, entitled)))
                .onFailure(cause -> problemOf(cause).answer(context));
    }

    private Future<Content> contentOf(RoutingContext context) {
        if (takesCommands && RequestSignals.isFromDatastar(context.request())) {
            return RequestReader.signals(context, requestBytes).map(signals -> new Content(0, () -> signals));
        }
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        return RequestReader.body(context, requestBytes)
                .map(bytes -> new Content(bytes.length(), () -> InboundMessage.body(type, bytes)));
    }

    /** Who may not publish to the address at all is not to keep anyone busy with a body. */
    private Future<Void> exchangeIfPermitted(RoutingContext context, Content content, BitSet entitled) {
        PermissionRules rules = entitlement.rules();
        String address = InboundMessage.address(context);
        BitSet ofAddress = rules.forAddress(address);
        if (!ofAddress.intersects(entitled)) {
            return notPermitted(address);
        }
        return bodies.call(content.bytes(), content.body())
                .compose(body -> rules.forBody(ofAddress, body).intersects(entitled)
                        ? exchange.with(InboundMessage.of(context, address, body), content.bytes(), context)
                        : notPermitted(address));
    }

    private static Future<Void> notPermitted(String address) {
        return Future.failedFuture(Problem.of(403, "not permitted: " + address));
    }

    /** Returns whether a Datastar page asks, and the bridge makes of events what pages read. */
    private static boolean isPage(RoutingContext context, HttpSettings settings) {
        return settings.formatted() && RequestSignals.isFromDatastar(context.request());
    }

    private static DeliveryOptions options(Event event) {
        DeliveryOptions options = new DeliveryOptions();
        event.headers().forEach(options::addHeader);
        return options;
    }

    private static void accepted(RoutingContext context, @Nullable String id) {
        if (!Replies.isOpen(context)) {
            return;
        }
        HttpServerResponse response = context.response().setStatusCode(202);
        if (id == null) {
            response.end();
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    // Ids hold nothing that JSON escapes.
                    .end("{\"id\":\"" + id + "\"}");
        }
    }

    private static Problem problemOf(@Nullable Throwable cause) {
        if (cause instanceof Problem problem) {
            return problem;
        }
        if (cause instanceof IdempotencyConflictException) {
            return Problem.of(409, "this Idempotency-Key was used for another message");
        }
        if (cause instanceof PluginFailedException) {
            return Problem.of(
                    502, "the reply is not what this bridge's clients can be given; the server's log says why");
        }
        if (cause instanceof OverloadedException) {
            return Problem.of(503, "the event can't be taken now");
        }
        if (cause instanceof NoRecorderException) {
            return Problem.of(
                    503,
                    "no node has recorded the event in time; it may still be: repeat it under its"
                            + " Idempotency-Key");
        }
        if (cause instanceof LogClosedException) {
            return Problem.ofEnding();
        }
        if (cause instanceof ReplyException failure) {
            return switch (failure.failureType()) {
                case NO_HANDLERS -> Problem.of(503, "nobody consumes this address");
                case TIMEOUT -> Problem.of(504, "no reply in time");
                default ->
                    Problem.of(502, "the recipient failed")
                            .with("failureCode", failure.failureCode())
                            .with("failureMessage", failure.getMessage());
            };
        }
        if (cause instanceof HttpException http && http.getStatusCode() == 400) {
            return Problem.of(400, "the request can't be understood");
        }
        LOG.warn("A message could not be brought onto the bus", cause);
        return Problem.of(500, "the message could not be delivered");
    }
}
