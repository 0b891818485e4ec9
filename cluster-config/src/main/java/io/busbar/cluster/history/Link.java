package io.busbar.cluster.history;

import io.busbar.bus.NodeLink;
import io.busbar.history.LastValue;
import io.busbar.history.Log;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the nodes of a log say to each other, over the event bus: to all, what is new in the log; to the recorder, what it is
 * asked to do. Confined to the hub's context.
 */
final class Link {

    /** What any node is asked first: how far the log has come. */
    static final String HEAD = "head";

    /** How far ids of an epoch go. */
    static final String END = "end";

    /** What is no longer retained, but the newest of its address. */
    static final String LAST_VALUES = "lastValues";

    private static final int LAST_VALUES_BYTES = 512 << 10;

    private static final long HEAD_TIMEOUT_MILLIS = 2_000;

    /** So long an answer is waited for; then the question is taken for lost, and may be repeated. */
    private static final long TIMEOUT_MILLIS = 3_000;

    private static final String TERM = "term";
    private static final String NODE = "node";
    private static final String EPOCH = "epoch";
    private static final String NUMBER = "number";

    private final Vertx vertx;
    private final String toAll;
    private final NodeLink nodes;
    private final Consumer<Announcement> onAnnouncement;
    private final NodeLink.Answers answers;

    /**
     * What the recorder says to all.
     *
     * @param number the last batch that is in the log for good
     * @param batch its bytes; empty if it was told before
     */
    record Announcement(RecorderRole role, long number, Buffer batch) {}

    /**
     * How far the log has come.
     *
     * @param number of the newest batch
     * @param end number of the newest entry
     */
    record Head(long number, long end) {

        JsonObject toJson() {
            return new JsonObject().put("number", number).put("end", end);
        }
    }

    /** Creates a link that is not connected yet. */
    Link(Vertx vertx, String bridge, String node, Consumer<Announcement> onAnnouncement, NodeLink.Answers answers) {
        this.vertx = vertx;
        this.toAll = "__busbar." + bridge + ".log";
        this.nodes = new NodeLink(vertx, "__busbar." + bridge + ".node", node);
        this.onAnnouncement = onAnnouncement;
        this.answers = answers;
    }

    /** Connects; completes when the other nodes can reach this one. */
    Future<Void> connect() {
        return Future.all(
                        nodes.<Buffer>consume(toAll, message -> onAnnouncement.accept(read(message))),
                        nodes.answer(this::answer))
                .mapEmpty();
    }

    private static Announcement read(Message<Buffer> message) {
        MultiMap headers = message.headers();
        return new Announcement(
                new RecorderRole(Long.parseLong(headers.get(TERM)), headers.get(NODE), headers.get(EPOCH)),
                Long.parseLong(headers.get(NUMBER)),
                message.body());
    }

    /** As the answers say; a refusal goes to the other side as a {@link Refusal}. */
    private Future<JsonObject> answer(String operation, String from, Buffer body) {
        Future<JsonObject> answer;
        try {
            answer = answers.answer(operation, from, body);
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        return answer.recover(cause -> Future.failedFuture(new ReplyException(
                ReplyFailure.RECIPIENT_FAILURE, Refusal.codeOf(cause), String.valueOf(cause.getMessage()))));
    }

    /** Tells all nodes, this one included. */
    void announce(Announcement announcement) {
        DeliveryOptions options = new DeliveryOptions()
                .addHeader(TERM, Long.toString(announcement.role().term()))
                .addHeader(NODE, announcement.role().node())
                .addHeader(EPOCH, announcement.role().epoch())
                .addHeader(NUMBER, Long.toString(announcement.number()));
        vertx.eventBus().publish(toAll, announcement.batch(), options);
    }

    /** Asks the recorder, {@code to}, how far the log has come. */
    Future<Head> head(String to) {
        return ask(to, HEAD, Buffer.buffer(), HEAD_TIMEOUT_MILLIS)
                .map(answer -> new Head(answer.getLong("number"), answer.getLong("end")));
    }

    /** Asks the recorder, {@code to}, as {@link Follower#endOf} says. */
    Future<Long> end(String to, String epoch) {
        return ask(to, END, Buffer.buffer(epoch), HEAD_TIMEOUT_MILLIS).map(answer -> answer.getLong("end"));
    }

    /**
     * Asks the recorder, {@code to}, for some of the last values with numbers between {@code after} and {@code before}, oldest
     * first; completes with none if there are no more.
     */
    Future<List<LastValue>> lastValues(String to, long after, long before) {
        return ask(to, LAST_VALUES, Buffer.buffer().appendLong(after).appendLong(before))
                .map(answer -> LastValuesCodec.decode(answer.getBuffer("values")));
    }

    /** Returns the answer to that. */
    static JsonObject answerLastValues(Buffer question, Log.Node node) {
        List<LastValue> values = node.lastValues(question.getLong(0), question.getLong(Long.BYTES), LAST_VALUES_BYTES);
        return new JsonObject().put("values", LastValuesCodec.encode(values));
    }

    /** Asks the recorder, {@code to}; fails with what {@link Refusal#causeOf} says. */
    Future<JsonObject> ask(String to, String operation, Buffer body) {
        return ask(to, operation, body, TIMEOUT_MILLIS);
    }

    private Future<JsonObject> ask(String to, String operation, Buffer body, long timeoutMillis) {
        return nodes.ask(to, operation, body, timeoutMillis)
                .recover(cause -> Future.failedFuture(Refusal.causeOf(cause)));
    }

    /** Disconnects; completes when the bus knows. */
    Future<Void> close() {
        return nodes.close();
    }
}
