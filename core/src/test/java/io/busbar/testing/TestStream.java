package io.busbar.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An open event stream, and what a test expects of it. Events {@code busbar.position}, which come with a history and say
 * nothing but an id, are passed over unless {@link #expectPosition} asks for one. Nothing is read but when something is expected, in the thread
 * that expects it; each expectation waits up to {@link Conditions#PATIENCE}. Not thread-safe.
 */
public abstract class TestStream implements AutoCloseable {

    /** How a stream ended. */
    protected enum End {
        /** Not yet. */
        OPEN,
        /** As the protocol says: with the last chunk, or the end of the HTTP/2 stream. */
        CLEAN,
        /** By the end of the connection, or a reset. */
        CUT
    }

    private static final String POSITION = "busbar.position";

    private final SpecReader reader = new SpecReader();
    private int eventsTaken;
    private int commentsTaken;

    /** For subclasses, which pass on what they read. */
    protected TestStream() {}

    /** Returns the response's status. */
    public abstract int status();

    /** Returns the values of the response's header {@code name}, joined by a comma, or null. */
    public abstract @Nullable String header(String name);

    /** Returns the body so far, without the protocol's framing, but as it was encoded. */
    public abstract byte[] bodyBytes();

    /**
     * Waits for input, at most {@code nanos}, and gives it to {@link #received}.
     *
     * @return whether anything came, be it the end
     */
    protected abstract boolean readMore(long nanos);

    /** Returns how the stream ended, as far as it was read. */
    protected abstract End end();

    /** Closes the connection. */
    @Override
    public abstract void close();

    /** Reads {@code length} bytes of the body on. */
    protected final void received(byte[] bytes, int offset, int length) {
        reader.feed(bytes, offset, length);
    }

    /** Returns the body so far as text. */
    public final String bodyText() {
        return new String(bodyBytes(), StandardCharsets.UTF_8);
    }

    /** Returns the next event. */
    public final ReadEvent nextEvent() {
        return nextEvent(Conditions.PATIENCE);
    }

    /** Returns the next event, which must come within {@code timeout}. */
    public final ReadEvent nextEvent(Duration timeout) {
        readUntil("an event", timeout, this::hasEvent);
        return reader.events().get(eventsTaken++);
    }

    /** Takes the next event, which must be a {@code busbar.position} without data, and returns its id. */
    public final String expectPosition() {
        readUntil("a position", Conditions.PATIENCE, () -> reader.events().size() > eventsTaken);
        ReadEvent event = reader.events().get(eventsTaken++);
        assertThat(event.type() + ": " + event.data()).isEqualTo(POSITION + ": ");
        return event.lastEventId();
    }

    /** Returns the last event id in force after all that was read, taken or not; empty if there is none. */
    public final String lastEventId() {
        return reader.lastEventId();
    }

    /** Takes the next event, which must be of this type and have this data. */
    public final ReadEvent expectEvent(String type, String data) {
        ReadEvent event = nextEvent();
        assertThat(event.type() + ": " + event.data()).isEqualTo(type + ": " + data);
        return event;
    }

    /** Takes the next event, which must have no name and this data. */
    public final ReadEvent expectMessage(String data) {
        return expectEvent("message", data);
    }

    /** Returns the next comment, without its colon. Events before it stay to be taken. */
    public final String expectComment() {
        readUntil("a comment", Conditions.PATIENCE, () -> reader.comments().size() > commentsTaken);
        return reader.comments().get(commentsTaken++);
    }

    /** Waits for the end of the response, which must be a clean one, with no event before it. */
    public final void expectEnd() {
        readUntil("the end", Conditions.PATIENCE, () -> hasEvent() || end() != End.OPEN);
        assertNoEvents();
        assertThat(end()).as("end of the stream").isEqualTo(End.CLEAN);
    }

    /** Waits for the end of the connection, which must come without a clean end of the response. Events may precede. */
    public final void expectCut() {
        readUntil("the cut", Conditions.PATIENCE, () -> end() != End.OPEN);
        assertThat(end()).as("end of the stream").isEqualTo(End.CUT);
    }

    /**
     * Checks that every event that came was taken. What has not come yet it can't see: publish something last, and take
     * that, before.
     */
    public final void assertExhausted() {
        while (end() == End.OPEN && readMore(0)) {
            // What is there already counts.
        }
        assertNoEvents();
    }

    /** Returns the reconnection time that the stream has set so far, in milliseconds. */
    public final OptionalLong reconnectionTime() {
        return reader.reconnectionTime();
    }

    /** Waits until the stream has set a reconnection time, and returns it in milliseconds. */
    public final long expectRetry() {
        readUntil("a reconnection time", Conditions.PATIENCE, () -> reconnectionTime()
                .isPresent());
        return reconnectionTime().orElseThrow();
    }

    /** Reads on until {@code condition} holds, or fails after {@code timeout}. */
    protected final void readUntil(String what, Duration timeout, BooleanSupplier condition) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (end() != End.OPEN) {
                throw new AssertionError("instead of " + what + ": " + end() + " end of the stream" + tail());
            }
            if (left <= 0) {
                throw new AssertionError("not within " + timeout + ": " + what + tail());
            }
            readMore(left);
        }
    }

    private boolean hasEvent() {
        while (reader.events().size() > eventsTaken
                && reader.events().get(eventsTaken).type().equals(POSITION)) {
            eventsTaken++;
        }
        return reader.events().size() > eventsTaken;
    }

    private void assertNoEvents() {
        assertThat(reader.events().subList(eventsTaken, reader.events().size()))
                .filteredOn(event -> !event.type().equals(POSITION))
                .as("events that nobody expected")
                .isEmpty();
    }

    private String tail() {
        String body = bodyText();
        return "; the body ends with: \"" + body.substring(Math.max(0, body.length() - 200)) + "\"";
    }
}
