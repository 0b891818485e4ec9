package io.busbar.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client that notes every event of a stream, and checks them one after the other. Each {@code expect} is about the
 * next event that no other was about: nothing is skipped, so one that is met says that nothing else came before.
 *
 * <pre>{@code
 * SseRecorder stream = busbar.subscribe("orders");
 * busbar.publish("orders", "dropped");
 * busbar.publish("orders", "kept");
 * stream.expect("kept");
 * stream.expectNothing();
 * }</pre>
 *
 * <p>The event {@code busbar.position}, with which a bridge says how far the log has come, is not shown. Thread-safe.
 */
public final class SseRecorder implements AutoCloseable {

    private static final String POSITION = "busbar.position";
    private static final String CLOSING = "busbar.closing";

    private final URI uri;
    private final @Nullable Origin origin;
    private final EventStreamParser parser = new EventStreamParser(this::note);

    // guarded by this object's lock
    private final List<SseEvent> events = new ArrayList<>();
    private int checked;
    private boolean ended;
    private @Nullable Throwable failure;
    private @Nullable Runnable cancel;
    private boolean closed;

    /**
     * Creates one without a stream.
     *
     * @param origin null if it is not known
     */
    SseRecorder(URI uri, @Nullable Origin origin) {
        this.uri = uri;
        this.origin = origin;
    }

    /**
     * Opens a stream of any server, and returns as soon as its response has begun.
     *
     * @throws AssertionError if it is refused
     */
    public static SseRecorder open(URI uri) {
        return open(uri, Map.of(), null);
    }

    static SseRecorder open(URI uri, Map<String, String> headers, @Nullable Origin origin) {
        SseRecorder recorder = new SseRecorder(uri, origin);
        SseRequest.Answer answer = SseRequest.send(uri, headers, recorder);
        if (answer.status() != 200) {
            throw new AssertionError(uri + " was refused: " + answer.status() + " " + answer.body());
        }
        return recorder;
    }

    // ---- what is expected ----

    /** Waits for the next event, which has to have no name, and this data. */
    public SseEvent expect(String data) {
        return expect(SseEvent.MESSAGE, data);
    }

    /** Waits for the next event, which has to have this type, and this data. */
    public SseEvent expect(String type, String data) {
        SseEvent expected = new SseEvent(type, data, "");
        return expect(expected, event -> new SseEvent(event.type(), event.data(), ""));
    }

    /** Waits for the next event, which has to have no name, and to mean the same as this JSON. */
    public SseEvent expectJson(String json) {
        return expect(meaning(json), event -> event.type().equals(SseEvent.MESSAGE) ? meaningOf(event.data()) : event);
    }

    private static Object meaning(String json) {
        Object value = Json.decodeValue(json);
        return value == null ? "null" : value;
    }

    private static Object meaningOf(String text) {
        try {
            return meaning(text);
        } catch (DecodeException e) {
            return text;
        }
    }

    private SseEvent expect(Object expected, Function<SseEvent, Object> view) {
        SseEvent event = next(String.valueOf(expected));
        assertEquals(expected, view.apply(event), this::soFar);
        return event;
    }

    /** Waits for the next event, whatever it is. */
    public SseEvent next() {
        return next("an event");
    }

    /** As {@link #next()}; {@code expected} is for the message. */
    synchronized SseEvent next(String expected) {
        boolean came = await(() -> checked < events.size() || ended) && checked < events.size();
        if (!came) {
            throw new AssertionError("expected " + expected + ", but "
                    + (ended ? "the stream ended" + how() : "nothing came within " + Waiting.SECONDS + " s") + soFar());
        }
        return events.get(checked++);
    }

    /**
     * Checks that no event came but those that were checked, up to where the log ends now: with what {@code publish}
     * has returned for, and what the event bus has brought; what a test has published on the bus itself may come later.
     * Waits until the server says that this stream is as far.
     *
     * @throws IllegalStateException if this stream does not belong to a {@link BusbarExtension}, which would know
     */
    public void expectNothing() {
        if (origin == null) {
            throw new IllegalStateException("only the bridge knows where its log ends: use expectNothingUpTo");
        }
        expectNothingUpTo(origin.logEnd());
    }

    /** Checks that no event came but those that were checked, up to {@code id}, such as {@code publish} returns. */
    public synchronized void expectNothingUpTo(String id) {
        await(() -> checked < events.size() || ended || isAt(id));
        if (checked < events.size() && numberOf(events.get(checked).id()) <= numberOf(id)) {
            throw new AssertionError("expected nothing, but there came " + events.get(checked) + soFar());
        }
        awaitPosition(id);
    }

    /** Waits until the server has said that this stream has come as far as {@code id}, whatever it brought. */
    synchronized void awaitPosition(String id) {
        if (!await(() -> ended || isAt(id)) || !isAt(id)) {
            throw new AssertionError("expected the stream to come as far as " + id + ", but "
                    + (ended ? "it ended before" + how() : "it did not within " + Waiting.SECONDS + " s") + soFar());
        }
    }

    private boolean isAt(String id) {
        return numberOf(parser.lastEventId()) >= numberOf(id);
    }

    /** The epochs of both are one bridge's. */
    static long numberOf(String id) {
        return id.isEmpty() ? -1 : Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    }

    /** Waits until the server ends the stream, without another event than the one that says so. */
    public synchronized void expectEnd() {
        if (!await(() -> ended)) {
            throw new AssertionError("expected the stream to end within " + Waiting.SECONDS + " s" + soFar());
        }
        if (checked < events.size() && !events.get(checked).type().equals(CLOSING)) {
            throw new AssertionError("expected the stream to end, but there came " + events.get(checked) + soFar());
        }
        checked = events.size();
    }

    /** Returns all events so far, checked or not. */
    public synchronized List<SseEvent> events() {
        return List.copyOf(events);
    }

    private synchronized String soFar() {
        return "\n  stream: " + uri + "\n  events: " + events + (origin == null ? "" : origin.state());
    }

    private String how() {
        return failure == null ? "" : " (" + failure + ")";
    }

    // ---- the stream ----

    /** Takes what cancels the request; at once, if this was closed before the body began. */
    synchronized void begin(Runnable newCancel) {
        cancel = newCancel;
        if (closed) {
            newCancel.run();
        }
    }

    /** Takes a part of the body. */
    synchronized void feed(List<ByteBuffer> bytes) {
        bytes.forEach(parser::read);
        notifyAll();
    }

    /** Notes that no more comes; {@code newFailure} is null if the server has ended the stream as it should. */
    synchronized void end(@Nullable Throwable newFailure) {
        ended = true;
        failure = newFailure;
        notifyAll();
    }

    private void note(SseEvent event) {
        if (!event.type().equals(POSITION)) {
            events.add(event);
        }
    }

    private boolean await(Supplier<Boolean> condition) {
        long deadline = System.nanoTime() + Waiting.SECONDS * 1_000_000_000;
        while (!condition.get()) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
        return true;
    }

    /** Leaves, as a client does. */
    @Override
    public synchronized void close() {
        closed = true;
        if (cancel != null) {
            cancel.run();
        }
        end(null);
    }
}
