package io.busbar.bus;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How one node asks another over the event bus, and is asked: each has an address of its own, which ends with its id. Thread-safe;
 * what comes is handled on the context of who registered.
 */
public final class NodeLink {

    private static final int MOST_ATTEMPTS = 5;
    private static final long FIRST_PAUSE_MILLIS = 100;

    private static final String OPERATION = "operation";
    private static final String FROM = "node";

    private final Vertx vertx;
    private final String prefix;
    private final String node;
    private final List<MessageConsumer<?>> consumers = new ArrayList<>();
    private boolean closed;

    /** Answers what this node is asked. */
    public interface Answers {

        /**
         * Returns what to reply.
         *
         * @param operation what is asked for
         * @param from the id of the node that asks
         * @return fails with what the other side gets: a {@link ReplyException} with its code and message, anything else
         *     with its message
         */
        Future<JsonObject> answer(String operation, String from, Buffer body);
    }

    /**
     * Creates a link that is not connected.
     *
     * @param prefix what the addresses of all nodes begin with; the id follows behind a dot
     * @param node this node's id
     */
    public NodeLink(Vertx vertx, String prefix, String node) {
        this.vertx = vertx;
        this.prefix = prefix;
        this.node = node;
    }

    /** Has {@code answers} answer what this node is asked; completes as {@link #consume}. */
    public Future<Void> answer(Answers answers) {
        return this.<Buffer>consume(prefix + "." + node, message -> reply(message, answers));
    }

    private static void reply(Message<Buffer> message, Answers answers) {
        MultiMap headers = message.headers();
        answers.answer(headers.get(OPERATION), headers.get(FROM), message.body())
                .onSuccess(message::reply)
                .onFailure(cause -> message.fail(
                        cause instanceof ReplyException reply ? reply.failureCode() : -1,
                        String.valueOf(cause.getMessage())));
    }

    /**
     * Consumes any address until {@link #close}. A registration fails if a member of the cluster leaves just then, and so is
     * tried again, five times in all.
     *
     * @return completes when the other nodes can reach the consumer
     */
    public <T> Future<Void> consume(String address, Handler<Message<T>> handler) {
        return consume(address, handler, 1);
    }

    private <T> Future<Void> consume(String address, Handler<Message<T>> handler, int attempt) {
        MessageConsumer<T> consumer;
        synchronized (this) {
            if (closed) {
                return Future.failedFuture("The link was closed");
            }
            consumer = vertx.eventBus().consumer(address, handler);
            consumers.add(consumer);
        }
        return consumer.completion().recover(cause -> {
            if (attempt == MOST_ATTEMPTS) {
                return Future.failedFuture(cause);
            }
            synchronized (this) {
                consumers.remove(consumer);
            }
            return consumer.unregister()
                    .otherwiseEmpty()
                    .compose(gone -> vertx.timer(FIRST_PAUSE_MILLIS << (attempt - 1), TimeUnit.MILLISECONDS))
                    .compose(over -> consume(address, handler, attempt + 1));
        });
    }

    /**
     * Asks the node {@code to}.
     *
     * @return fails with a {@link ReplyException}: if that node is not linked, see {@link #isAbsent}; if it does not answer
     *     in time; with its code and message if it can't answer
     */
    public Future<JsonObject> ask(String to, String operation, Buffer body, long timeoutMillis) {
        DeliveryOptions options = new DeliveryOptions()
                .addHeader(OPERATION, operation)
                .addHeader(FROM, node)
                .setSendTimeout(timeoutMillis);
        return vertx.eventBus()
                .<JsonObject>request(prefix + "." + to, body, options)
                .map(Message::body);
    }

    /** Returns whether {@code cause}, with which {@link #ask} failed, says that there is nobody to ask. */
    public static boolean isAbsent(Throwable cause) {
        return cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
    }

    /** Disconnects, for good; completes when the bus knows. */
    public Future<Void> close() {
        List<Future<Void>> ends = new ArrayList<>();
        synchronized (this) {
            closed = true;
            consumers.forEach(consumer -> ends.add(consumer.unregister()));
            consumers.clear();
        }
        return Future.join(ends).mapEmpty();
    }
}
