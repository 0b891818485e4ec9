package io.busbar.cluster.history;

import io.busbar.draft.Draft;
import io.busbar.history.EventId;
import io.busbar.history.IdempotencyKey;
import io.busbar.history.Log;
import io.busbar.history.NoRecorderException;
import io.busbar.history.SharedLogSettings;
import io.busbar.plugin.Event;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a node asks of the recorder, which may be itself, and what the recorder answers. Confined to the hub's context.
 */
final class RecorderCalls {

    private static final String PUBLISH = "publish";
    private static final String FEED = "feed";
    private static final String HOLD = "hold";
    private static final String RELEASE = "release";

    private final String self;
    private final Succession succession;
    private final Link link;
    private final Log.Node node;
    private final Requests requests;

    RecorderCalls(String self, SharedLogSettings settings, Succession succession, Link link, Log.Node node) {
        this.self = self;
        this.succession = succession;
        this.link = link;
        this.node = node;
        this.requests = new Requests(settings.timeoutMillis());
    }

    // ---- to ask ----

    /** Asks again what waits, as there is a recorder. */
    void wake() {
        requests.wake();
    }

    /** Takes what was asked for lost, as the recorder is gone. */
    void interrupt() {
        requests.interrupt();
    }

    /** Fails what has waited too long. */
    void expire() {
        requests.expire();
    }

    /** Fails everything. */
    void failAll() {
        requests.close();
    }

    /** As {@link Log#publish}. */
    Future<@Nullable EventId> publish(Draft draft, @Nullable IdempotencyKey key) {
        // Under a key of its own, so that it can be repeated to another recorder.
        IdempotencyKey known =
                key == null ? new IdempotencyKey(UUID.randomUUID().toString(), "") : key;
        Buffer publication;
        try {
            publication = PublicationCodec.encode(new Publication(draft.event(), known));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        return requests.ask(
                () -> {
                    Tenure here = succession.tenure();
                    return here == null
                            ? asking(PUBLISH, publication, RecorderCalls::idOf)
                            : here.recording().publish(draft, known).map(seq -> idOf(here, seq));
                },
                publication.length());
    }

    private static @Nullable EventId idOf(Tenure tenure, @Nullable Long seq) {
        return seq == null ? null : new EventId(tenure.writer().epoch(), seq);
    }

    private static @Nullable EventId idOf(JsonObject answer) {
        Long seq = answer.getLong("seq");
        return seq == null ? null : new EventId(answer.getString("epoch"), seq);
    }

    /** As {@link Log#feed}. */
    Future<Void> feed(Event event) {
        Buffer fed;
        try {
            fed = PublicationCodec.encode(new Publication(event, null));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        boolean[] asked = new boolean[1];
        return requests.ask(
                () -> {
                    if (asked[0]) {
                        // Fed twice, it would be recorded twice.
                        return Future.failedFuture(new IllegalStateException(
                                "The recorder has gone; whether it has recorded the event is not known"));
                    }
                    Tenure here = succession.tenure();
                    Future<Void> answer = here != null ? here.recording().feed(event) : asking(FEED, fed, done -> null);
                    asked[0] = answer != null;
                    return answer;
                },
                fed.length());
    }

    /** Has {@code address} recorded; completes with since when it is. */
    Future<Long> hold(String address) {
        return requests.ask(
                () -> {
                    Tenure here = succession.tenure();
                    return here != null
                            ? here.holds().hold(self, address)
                            : asking(HOLD, Buffer.buffer(address), answer -> answer.getLong("since"));
                },
                address.length());
    }

    /** Has {@code address} recorded no more, as far as this node is concerned, unless it is wanted again by then. */
    void release(String address, BooleanSupplier isWanted) {
        Future<Boolean> unused = requests.ask(
                () -> {
                    if (isWanted.getAsBoolean()) {
                        return Future.succeededFuture(true);
                    }
                    Tenure here = succession.tenure();
                    if (here == null) {
                        return asking(RELEASE, Buffer.buffer(address), answer -> true);
                    }
                    here.holds().release(self, address);
                    return Future.succeededFuture(true);
                },
                address.length());
    }

    private <T extends @Nullable Object> @Nullable Future<T> asking(
            String operation, Buffer body, Function<JsonObject, T> result) {
        String recorder = succession.recorder();
        return recorder == null || recorder.equals(self)
                ? null
                : link.ask(recorder, operation, body).map(result);
    }

    // ---- to answer ----

    /** Returns what this node replies to the node {@code from}; it fails if this one is not the recorder. */
    Future<JsonObject> answer(String operation, String from, Buffer body) {
        Tenure here = succession.tenure();
        Follower followed = succession.following().now();
        if (here == null || followed == null) {
            return Future.failedFuture(new NoRecorderException());
        }
        return switch (operation) {
            case Link.HEAD -> Future.succeededFuture(new Link.Head(followed.nextNumber() - 1, followed.end()).toJson());
            case Link.END -> Future.succeededFuture(new JsonObject().put("end", followed.endOf(body.toString())));
            case Link.LAST_VALUES -> Future.succeededFuture(Link.answerLastValues(body, node));
            case PUBLISH -> {
                Publication publication = PublicationCodec.decode(body);
                yield here.recording()
                        .publish(Draft.of(publication.event()), publication.key())
                        .map(seq -> new JsonObject()
                                .put("epoch", here.writer().epoch())
                                .put("seq", seq));
            }
            case FEED ->
                here.recording().feed(PublicationCodec.decode(body).event()).map(done -> new JsonObject());
            case HOLD -> here.holds().hold(from, body.toString()).map(since -> new JsonObject().put("since", since));
            case RELEASE -> {
                here.holds().release(from, body.toString());
                yield Future.succeededFuture(new JsonObject());
            }
            default -> Future.failedFuture(new IllegalArgumentException("unknown operation: " + operation));
        };
    }
}
