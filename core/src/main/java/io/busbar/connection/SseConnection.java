package io.busbar.connection;

import io.busbar.metrics.Counters;
import io.busbar.plugin.CloseReason;
import io.busbar.plugin.Subscriber;
import io.busbar.window.Cursor;
import io.busbar.window.Entry;
import io.busbar.window.LastValuesReader;
import io.busbar.wire.ControlFrames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One open stream: a position in the log, and at most one write outstanding. It holds no queue; what it has not written
 * yet is in the window. Confined to its event loop.
 */
public final class SseConnection implements StreamWriter.Observer {

    private static final Logger LOG = LoggerFactory.getLogger(SseConnection.class);

    /** Whoever schedules and owns connections. */
    public interface Owner {

        /** The connection can go on, and {@link SseConnection#pump} should be called soon. */
        void onWritable(SseConnection connection);

        /** The connection has become slow. Called once until it has caught up. */
        void onSlow(SseConnection connection);

        /** The connection has ended. Called once, if it was opened. */
        void onClosed(SseConnection connection, CloseReason reason);
    }

    private static final long NONE = Long.MAX_VALUE;

    private enum State {
        NEW,
        OPEN,
        CLOSED
    }

    private final Subscriber subscriber;
    private final StreamWriter writer;
    private final Cursor cursor;
    private final Owner owner;
    private final StreamSettings settings;
    private final PositionFrames frames;
    private final Counters counters;
    private final Client client;

    private State state = State.NEW;
    private @Nullable LastValuesReader lastValues;
    private boolean scheduled;
    private boolean heartbeatDue;
    private long lastWriteNanos;
    private long lastProgress;
    private long lastProgressNanos;

    // the outstanding write
    private long writingFromSeq;
    private long writingFromNanos;

    /** The last position that the client knows. */
    private long toldPosition;

    /**
     * Whether it has read up to the end of the log once. Only then its being behind is its own fault; and one that is cut
     * while it catches up would be so far behind again when it comes back.
     */
    private boolean live;

    /** Whether it could not be written to since it was last at the end. */
    private boolean behind;

    private boolean slow;

    /**
     * What a client asked for.
     *
     * @param cutToEnd whether an end by the server has to look like a broken connection, because the client takes a
     *     clean one as final
     * @param heartbeatEvents whether heartbeats have to be events
     * @param catchesUp whether it wants what happened before
     */
    public record Client(boolean cutToEnd, boolean heartbeatEvents, boolean catchesUp) {}

    /**
     * Creates a connection that is not open yet.
     *
     * @param cursor where it reads
     * @param lastValues what it reads before, after which it is told its position; or null
     */
    public SseConnection(
            Subscriber subscriber,
            Client client,
            StreamWriter writer,
            Cursor cursor,
            @Nullable LastValuesReader lastValues,
            Owner owner,
            StreamSettings settings,
            PositionFrames frames,
            Counters counters) {
        this.subscriber = subscriber;
        this.client = client;
        this.writer = writer;
        this.cursor = cursor;
        this.lastValues = lastValues;
        this.owner = owner;
        this.settings = settings;
        this.frames = frames;
        this.counters = counters;
        this.toldPosition = cursor.position();
        this.live = !client.catchesUp();
        this.behind = client.catchesUp();
    }

    /** Returns the reader as plugins see it. */
    public Subscriber subscriber() {
        return subscriber;
    }

    /**
     * Writes the response's head and first bytes.
     *
     * @return false if the client had left before
     */
    public boolean open(Buffer first, long nowNanos) {
        if (!writer.open(first, this)) {
            state = State.CLOSED;
            return false;
        }
        if (state == State.CLOSED) {
            return false;
        }
        state = State.OPEN;
        wrote(nowNanos);
        if (lastValues != null || cursor.hasMore()) {
            owner.onWritable(this);
        } else {
            live = true;
            behind = writer.isBusy();
        }
        return true;
    }

    /** Marks the connection as waiting to be pumped; returns false if it is already, or can't write. */
    public boolean schedule() {
        if (scheduled || state != State.OPEN || writer.isBusy()) {
            return false;
        }
        scheduled = true;
        return true;
    }

    /**
     * Writes what there is from the position on, as much as one write may bring, or a heartbeat that is due.
     *
     * @param batch empty; used for the time of the call
     */
    public void pump(List<Entry> batch, long nowNanos) {
        scheduled = false;
        if (state != State.OPEN || writer.isBusy()) {
            return;
        }
        if (writer.isEnded()) {
            close(CloseReason.FAILED);
        } else if (lastValues != null) {
            writeLastValues(lastValues, nowNanos);
        } else {
            writeOn(batch, nowNanos);
        }
    }

    private void writeLastValues(LastValuesReader values, long nowNanos) {
        int before = values.found();
        Buffer piece = values.read();
        counters.eventsOut(values.found() - before);
        if (piece.length() > 0) {
            write(piece, nowNanos);
        }
        if (!writer.isBusy() && !values.hasMore()) {
            lastValues = null;
            write(frames.position(cursor.position()), nowNanos);
        }
        if (!writer.isBusy()) {
            owner.onWritable(this);
        }
    }

    private void writeOn(List<Entry> batch, long nowNanos) {
        long missed = slow && settings.dropOldest() ? cursor.skipOlderThan(settings.lagNanos(), nowNanos) : 0;
        if (missed == 0 && !cursor.read(batch, writer.maxBytes(), behind && settings.conflate())) {
            if (settings.disconnect() && live) {
                close(CloseReason.SLOW);
                return;
            }
            missed = cursor.skipToWindow();
        }
        if (missed > 0) {
            counters.missed(missed);
            toldPosition = cursor.position();
            write(frames.lagged(toldPosition, missed), nowNanos);
        } else if (!batch.isEmpty()) {
            write(batch, nowNanos);
        } else if (heartbeatDue && !cursor.hasMore()) {
            writeHeartbeat(nowNanos);
        }
        if (state != State.OPEN || writer.isBusy()) {
            return;
        }
        if (cursor.hasMore()) {
            // Others come first.
            owner.onWritable(this);
        } else {
            live = true;
            behind = false;
            slow = false;
        }
    }

    private void write(List<Entry> batch, long nowNanos) {
        int written = writer.write(batch);
        if (written < batch.size()) {
            // They left the window since they were read from it, which the next reading finds out, too.
            cursor.goBackBefore(batch.get(written).seq());
        }
        if (written == 0) {
            return;
        }
        counters.eventsOut(written);
        toldPosition = batch.get(written - 1).seq();
        wrote(nowNanos);
        writingFromSeq = batch.get(0).seq();
        writingFromNanos = batch.get(0).nanos();
    }

    private void writeHeartbeat(long nowNanos) {
        boolean moved = frames.haveIds() && cursor.position() > toldPosition;
        if (moved || client.heartbeatEvents()) {
            toldPosition = cursor.position();
            write(frames.position(toldPosition), nowNanos);
        } else {
            write(ControlFrames.HEARTBEAT, nowNanos);
        }
    }

    private void write(Buffer frame, long nowNanos) {
        writer.write(frame);
        wrote(nowNanos);
    }

    private void wrote(long nowNanos) {
        heartbeatDue = false;
        behind |= writer.isBusy();
        lastWriteNanos = nowNanos;
        lastProgressNanos = nowNanos;
        lastProgress = writer.isBusy() ? writer.progress() : 0;
        writingFromSeq = NONE;
        writingFromNanos = nowNanos;
    }

    /**
     * Checks what time and the window's movement ask for.
     *
     * @param pinFloor below which number no write may be pending
     */
    public void check(long nowNanos, long pinFloor) {
        if (state != State.OPEN) {
            return;
        }
        if (writer.isEnded()) {
            close(CloseReason.FAILED);
        } else if (writer.isBusy()) {
            checkProgress(nowNanos, pinFloor);
        } else {
            cursor.advance();
            if (settings.heartbeatNanos() > 0 && nowNanos - lastWriteNanos >= settings.heartbeatNanos()) {
                heartbeatDue = true;
                owner.onWritable(this);
            }
        }
    }

    private void checkProgress(long nowNanos, long pinFloor) {
        long progress = writer.progress();
        if (progress != lastProgress) {
            lastProgress = progress;
            lastProgressNanos = nowNanos;
        }
        boolean pins = lastValues == null
                ? writer.holdsWindow() && writingFromSeq < pinFloor
                : lastValues.isInTheWay(pinFloor);
        if (pins || (settings.disconnect() && live && cursor.isBehindWindow())) {
            close(CloseReason.SLOW);
        } else if (nowNanos - lastProgressNanos >= settings.stallNanos()) {
            close(CloseReason.STALLED);
        } else if (live && eventWaits() && nowNanos - writingFromNanos >= settings.lagNanos()) {
            lag();
        }
    }

    /** A heartbeat that is not taken keeps nobody waiting. */
    private boolean eventWaits() {
        return writingFromSeq != NONE || lastValues != null || cursor.hasMore();
    }

    private void lag() {
        if (!slow) {
            slow = true;
            owner.onSlow(this);
        }
        if (settings.disconnect()) {
            close(CloseReason.SLOW);
        }
    }

    /** Ends the connection, from whatever side; the first reason counts. */
    public void close(CloseReason reason) {
        if (state != State.OPEN) {
            state = State.CLOSED;
            return;
        }
        state = State.CLOSED;
        if (reason != CloseReason.CLIENT && !writer.isEnded()) {
            try {
                part(reason);
            } catch (RuntimeException e) {
                LOG.warn("Stream " + subscriber.id() + " could not be ended with words", e);
                writer.cut(false);
            }
        }
        writer.release();
        if (lastValues != null) {
            lastValues.release();
        }
        counters.closed(reason);
        owner.onClosed(this, reason);
    }

    /** A reader that can't be written to, or has got a part of a frame only, is cut without words. */
    private void part(CloseReason reason) {
        if (writer.isBusy() || (lastValues != null && lastValues.isWithinFrame())) {
            writer.cut(reason == CloseReason.STALLED);
            return;
        }
        writer.write(ControlFrames.closing(reason, settings.retry()));
        if (client.cutToEnd()) {
            writer.breakOff();
        } else if (writer.isBusy()) {
            writer.cut(false);
        } else {
            writer.end();
        }
    }

    @Override
    public void onDrained() {
        owner.onWritable(this);
    }

    @Override
    public void onClosed() {
        close(CloseReason.CLIENT);
    }
}
