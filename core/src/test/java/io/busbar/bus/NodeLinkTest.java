package io.busbar.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.busbar.testing.BusHandlers;
import io.busbar.testing.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How nodes ask each other. */
class NodeLinkTest {

    private static final long PATIENCE_MILLIS = 20_000;

    private final Vertx vertx = Vertx.vertx();
    private final NodeLink one = new NodeLink(vertx, "__busbar.test", "one");
    private final NodeLink other = new NodeLink(vertx, "__busbar.test", "other");

    @AfterEach
    void close() {
        Waiting.on(vertx.close());
    }

    private Throwable failureOf(Future<JsonObject> future) {
        return catchThrowable(() -> Waiting.on(future)).getCause();
    }

    @Test
    void aNodeIsToldWhoAsksForWhatAndItsAnswerComesBack() {
        Waiting.on(other.answer((operation, from, body) ->
                Future.succeededFuture(new JsonObject().put("heard", operation + " " + from + " " + body))));
        JsonObject answer = Waiting.on(one.ask("other", "count", Buffer.buffer("a"), PATIENCE_MILLIS));
        assertThat(answer.getString("heard")).isEqualTo("count one a");
    }

    @Test
    void whyANodeCanNotAnswerIsTold() {
        Waiting.on(other.answer((operation, from, body) -> Future.failedFuture(
                operation.equals("coded")
                        ? new ReplyException(ReplyFailure.ERROR, 409, "taken")
                        : new Exception("no"))));
        ReplyException coded = (ReplyException) failureOf(one.ask("other", "coded", Buffer.buffer(), PATIENCE_MILLIS));
        assertThat(coded.failureCode()).isEqualTo(409);
        assertThat(coded).hasMessage("taken");
        assertThat(failureOf(one.ask("other", "plain", Buffer.buffer(), PATIENCE_MILLIS)))
                .hasMessage("no")
                .satisfies(cause -> assertThat(NodeLink.isAbsent(cause)).isFalse());
    }

    @Test
    void thatNobodyIsThereIsToldAtOnce() {
        assertThat(failureOf(one.ask("other", "count", Buffer.buffer(), PATIENCE_MILLIS)))
                .matches(NodeLink::isAbsent);
    }

    @Test
    void aRegistrationThatFailsIsTriedAgainAndLeavesNothingBehind() {
        AtomicInteger failures = new AtomicInteger(4);
        NodeLink link = new NodeLink(failing(failures), "__busbar.test", "node");
        Waiting.on(link.answer((operation, from, body) -> Future.succeededFuture(new JsonObject())));
        assertThat(BusHandlers.of(vertx, "__busbar.test.node")).isEqualTo(1);
        Waiting.on(link.close());
        assertThat(BusHandlers.of(vertx, "__busbar.test.node")).isZero();
    }

    @Test
    void aRegistrationThatFailsFiveTimesFails() {
        AtomicInteger failures = new AtomicInteger(Integer.MAX_VALUE);
        NodeLink link = new NodeLink(failing(failures), "__busbar.test", "node");
        Throwable failure = catchThrowable(() -> Waiting.on(link.consume("a", message -> {})));
        assertThat(failure).hasRootCauseMessage("a member left");
        assertThat(Integer.MAX_VALUE - failures.get()).isEqualTo(5);
    }

    /** Returns a {@code Vertx} whose bus refuses the next so many consumers. */
    private Vertx failing(AtomicInteger failures) {
        EventBus bus = proxy(EventBus.class, (proxy, method, args) -> {
            Object result = method.invoke(vertx.eventBus(), args);
            return result instanceof MessageConsumer<?> consumer && failures.getAndDecrement() > 0
                    ? refused(consumer)
                    : result;
        });
        return proxy(
                Vertx.class,
                (proxy, method, args) -> method.getName().equals("eventBus") ? bus : method.invoke(vertx, args));
    }

    private static MessageConsumer<?> refused(MessageConsumer<?> consumer) {
        return proxy(
                MessageConsumer.class,
                (proxy, method, args) -> method.getName().equals("completion")
                        ? Future.failedFuture("a member left")
                        : method.invoke(consumer, args));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            try {
                // So that consumers can be told apart.
                return switch (method.getName()) {
                    case "equals" -> proxy == args[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> handler.invoke(proxy, method, args);
                };
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
