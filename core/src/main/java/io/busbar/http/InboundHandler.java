package io.busbar.http;

import io.busbar.history.LogClosedException;
import io.busbar.history.NoRecorderException;
import io.busbar.hub.Hub;
import io.busbar.intake.PublishKey;
import io.busbar.pipeline.OverloadedException;
import io.busbar.plugin.Event;
import io.busbar.plugin.IdempotencyConflictException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.BitSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Brings a request's body onto the bus, if the inbound rules permit it. */
public final class InboundHandler implements Handler<RoutingContext> {

    private static final Logger LOG = LoggerFactory.getLogger(InboundHandler.class);

    private final Entitlement entitlement;
    private final long requestBytes;
    private final Exchange exchange;
    private final BooleanSupplier isEnding;

    /** What is done with a message. */
    private interface Exchange {
        Future<Void> with(Event event, RoutingContext context);
    }

    private InboundHandler(
            Entitlement entitlement, HttpSettings settings, BooleanSupplier isEnding, Exchange exchange) {
        this.entitlement = entitlement;
        this.requestBytes = settings.requestBytes();
        this.isEnding = isEnding;
        this.exchange = exchange;
    }

    /**
     * Returns a handler that publishes: 202 with the event's id, or 204 if it was not recorded.
     *
     * @param isEnding whether messages are refused; any thread
     */
    public static InboundHandler publishing(
            Hub hub, Entitlement entitlement, HttpSettings settings, BooleanSupplier isEnding) {
        return new InboundHandler(entitlement, settings, isEnding, (event, context) -> {
            PublishKey key = InboundMessage.key(context, settings.history());
            return hub.publish(event, key).map(id -> {
                if (id == null) {
                    noContent(context);
                } else {
                    accepted(context, id);
                }
                return null;
            });
        });
    }

    /** Returns a handler that sends to one consumer: 204, or 503 if there is none. */
    public static InboundHandler sending(Entitlement entitlement, HttpSettings settings, BooleanSupplier isEnding) {
        return new InboundHandler(entitlement, settings, isEnding, (event, context) -> {
            InboundMessage.refuseKey(context);
            return context.vertx()
                    .eventBus()
                    .sender(event.address(), options(event))
                    .write(event.body())
                    .onSuccess(done -> noContent(context));
        });
    }

    /** Returns a handler that sends to one consumer, and answers with its reply. */
    public static InboundHandler requesting(Entitlement entitlement, HttpSettings settings, BooleanSupplier isEnding) {
        long timeoutMs = settings.requestTimeout().toMillis();
        return new InboundHandler(entitlement, settings, isEnding, (event, context) -> {
            InboundMessage.refuseKey(context);
            return context.vertx()
                    .eventBus()
                    .request(event.address(), event.body(), options(event).setSendTimeout(timeoutMs))
                    .map(reply -> {
                        answer(context, reply);
                        return null;
                    });
        });
    }

    @Override
    public void handle(RoutingContext context) {
        if (isEnding.getAsBoolean()) {
            Problem.ofEnding().answer(context);
            return;
        }
        RequestBody.read(context, requestBytes)
                .map(body -> InboundMessage.parse(context, body))
                .compose(event -> entitlement.of(context.user()).compose(entitled -> {
                    BitSet rules = entitlement.rules().forAddress(event.address());
                    return entitlement.rules().forBody(rules, event.body()).intersects(entitled)
                            ? exchange.with(event, context)
                            : Future.failedFuture(Problem.of(403, "not permitted: " + event.address()));
                }))
                .onFailure(cause -> problemOf(cause).answer(context));
    }

    private static DeliveryOptions options(Event event) {
        DeliveryOptions options = new DeliveryOptions();
        event.headers().forEach(options::addHeader);
        return options;
    }

    private static void noContent(RoutingContext context) {
        if (isOpen(context)) {
            context.response().setStatusCode(204).end();
        }
    }

    private static void accepted(RoutingContext context, String id) {
        if (isOpen(context)) {
            context.response()
                    .setStatusCode(202)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(new JsonObject().put("id", id).toBuffer());
        }
    }

    /** The client may have left, and a time-out of the application may have answered. */
    private static boolean isOpen(RoutingContext context) {
        return !context.response().closed() && !context.response().headWritten();
    }

    private static void answer(RoutingContext context, Message<Object> reply) {
        if (!isOpen(context)) {
            return;
        }
        Object body = reply.body();
        String type = "application/json";
        Buffer bytes;
        if (body instanceof String text) {
            type = "text/plain;charset=utf-8";
            bytes = Buffer.buffer(text);
        } else if (body instanceof Buffer buffer) {
            type = "application/octet-stream";
            bytes = buffer;
        } else if (body instanceof byte[] array) {
            type = "application/octet-stream";
            bytes = Buffer.buffer(array);
        } else {
            bytes = Json.encodeToBuffer(body);
        }
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end(bytes);
    }

    private static Problem problemOf(@Nullable Throwable cause) {
        if (cause instanceof Problem problem) {
            return problem;
        }
        if (cause instanceof IdempotencyConflictException) {
            return Problem.of(409, "this Idempotency-Key was used for another message");
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
