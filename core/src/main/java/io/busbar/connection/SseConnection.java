package io.busbar.connection;

import io.busbar.metrics.Counters;
import io.busbar.plugin.CloseReason;
import io.busbar.plugin.Subscriber;
import io.busbar.window.Cursor;
import io.busbar.window.Entry;
import io.busbar.wire.ControlFrames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.List;

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

        /** The connection has ended. Called once, if it was opened. */
        void onClosed(SseConnection connection, CloseReason reason);
    }

    private enum State {
        NEW,
        OPEN,
        CLOSED
    }

    private final Subscriber subscriber;
    private final StreamWriter writer;
    private final Cursor cursor;
    private final Owner owner;
    private final Counters counters;
    private final boolean cutToEnd;

    private State state = State.NEW;
    private boolean scheduled;
    private boolean heartbeatDue;
    private long lastWriteNanos;
    private long writingFromSeq;
    private long lastProgress;
    private long lastProgressNanos;

    /**
     * Creates a connection that is not open yet.
     *
     * @param cursor where it reads
     * @param cutToEnd whether an end by the server has to look like a broken connection, because the client takes a
     *     clean one as final
     */
    public SseConnection(
            Subscriber subscriber,
            StreamWriter writer,
            Cursor cursor,
            Owner owner,
            Counters counters,
            boolean cutToEnd) {
        this.subscriber = subscriber;
        this.writer = writer;
        this.cursor = cursor;
        this.owner = owner;
        this.counters = counters;
        this.cutToEnd = cutToEnd;
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
            return;
        }
        if (!cursor.read(batch, writer.maxBytes())) {
            close(CloseReason.SLOW);
            return;
        }
        if (!batch.isEmpty()) {
            writingFromSeq = batch.get(0).seq();
            boolean complete = writer.write(batch);
            counters.eventsOut(batch.size());
            wrote(nowNanos);
            if (!complete) {
                close(CloseReason.SLOW);
            } else if (cursor.hasMore()) {
                // Others come first.
                owner.onWritable(this);
            }
        } else if (heartbeatDue) {
            writer.write(ControlFrames.HEARTBEAT);
            wrote(nowNanos);
        }
    }

    /**
     * Checks what time and the window's movement ask for.
     *
     * @param heartbeatNanos outbound silence after which a heartbeat is due; 0 is never
     * @param stallNanos time without progress after which the reader is given up
     * @param pinFloor below which number no write may be pending
     */
    public void check(long nowNanos, long heartbeatNanos, long stallNanos, long pinFloor) {
        if (state != State.OPEN) {
            return;
        }
        if (writer.isEnded()) {
            close(CloseReason.FAILED);
            return;
        }
        if (!writer.isBusy()) {
            if (heartbeatNanos > 0 && nowNanos - lastWriteNanos >= heartbeatNanos) {
                heartbeatDue = true;
                owner.onWritable(this);
            }
            return;
        }
        long progress = writer.progress();
        if (progress != lastProgress) {
            lastProgress = progress;
            lastProgressNanos = nowNanos;
        }
        boolean pins = writer.holdsWindow() && writingFromSeq < pinFloor;
        if (pins || cursor.isBehindWindow()) {
            close(CloseReason.SLOW);
        } else if (nowNanos - lastProgressNanos >= stallNanos) {
            close(CloseReason.STALLED);
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
        counters.closed(reason);
        owner.onClosed(this, reason);
    }

    /** A reader that can't be written to is cut without words. */
    private void part(CloseReason reason) {
        if (writer.isBusy()) {
            writer.cut(reason == CloseReason.STALLED);
            return;
        }
        writer.write(ControlFrames.closing(reason));
        if (cutToEnd || writer.isBusy()) {
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

    private void wrote(long nowNanos) {
        heartbeatDue = false;
        lastWriteNanos = nowNanos;
        lastProgressNanos = nowNanos;
        lastProgress = writer.progress();
    }
}
