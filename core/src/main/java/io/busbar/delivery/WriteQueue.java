package io.busbar.delivery;

import io.busbar.connection.RoundBytes;
import io.busbar.connection.SseConnection;
import io.busbar.plugin.CloseReason;
import io.busbar.window.Entry;
import io.netty.channel.EventLoop;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The connections of one event loop that can write on, each at most once. They write in turn, a slice of them at a time,
 * so that the event loop gets to its other work in between. Confined to the event loop.
 */
final class WriteQueue {

    private static final Logger LOG = LoggerFactory.getLogger(WriteQueue.class);
    private static final int SLICE = 256;

    /** Connections that look far back for what they want take longer than those that only write. */
    private static final long SLICE_NANOS = 5_000_000;

    private final EventLoop eventLoop;
    private final RoundBytes bytes = new RoundBytes();
    private final Deque<SseConnection> writable = new ArrayDeque<>();
    private final List<Entry> batch = new ArrayList<>();
    private boolean running;
    private boolean scheduled;

    WriteQueue(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    RoundBytes bytes() {
        return bytes;
    }

    /** Adds a connection; the caller will {@link #run}. */
    void add(SseConnection connection) {
        if (connection.schedule()) {
            writable.addLast(connection);
        }
    }

    /** Runs soon, as a task of its own. */
    void runLater() {
        if (!running && !scheduled && !writable.isEmpty()) {
            scheduled = true;
            eventLoop.execute(() -> {
                scheduled = false;
                run();
            });
        }
    }

    /** Lets one slice write now, and the rest soon. */
    void run() {
        if (running) {
            return;
        }
        running = true;
        long now = System.nanoTime();
        try {
            for (int i = 0; i < SLICE && !writable.isEmpty() && System.nanoTime() - now < SLICE_NANOS; i++) {
                write(writable.removeFirst(), now);
            }
        } finally {
            bytes.clear();
            running = false;
            runLater();
        }
    }

    private void write(SseConnection connection, long now) {
        try {
            connection.pump(batch, now);
        } catch (Throwable e) {
            // Also an error: it would end the loop's tick, and with it heartbeats and time-outs.
            LOG.error("Writing to " + connection.subscriber().id() + " failed", e);
            connection.close(CloseReason.FAILED);
        } finally {
            batch.clear();
        }
    }
}
