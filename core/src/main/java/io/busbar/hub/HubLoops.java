package io.busbar.hub;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.VertxThreadFactory;
import io.vertx.core.spi.transport.Transport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Event loops for the hubs of one {@code Vertx}, one each. No connection is on them, so that a plugin that keeps one
 * delays the events of its own bridge and nothing else. A loop that a hub gave back serves the next; all end when Vert.x
 * ends its own, after whatever is closed with it. Thread-safe.
 */
public final class HubLoops {

    private static final int IO_RATIO = 50;
    private static final long LONGEST_END_SECONDS = 10;

    private final VertxInternal vertx;
    private final Deque<EventLoop> free = new ArrayDeque<>();
    private int made;

    /** Creates none yet. */
    public HubLoops(VertxInternal vertx) {
        this.vertx = vertx;
    }

    /** Returns a loop that nobody else has, until {@link #giveBack}. */
    synchronized EventLoop take() {
        EventLoop loop = free.poll();
        return loop == null ? make() : loop;
    }

    /** Takes a loop back on which nothing is under way. */
    synchronized void giveBack(EventLoop loop) {
        free.add(loop);
    }

    private EventLoop make() {
        String name = "busbar-hub-" + made++;
        ThreadFactory threads = task -> {
            Thread thread =
                    VertxThreadFactory.INSTANCE.newVertxThread(task, name, false, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            // Vert.x's own threads say whether the JVM goes on.
            thread.setDaemon(true);
            return thread;
        };
        EventLoopGroup group = vertx.transport().eventLoopGroup(Transport.IO_EVENT_LOOP_GROUP, 1, threads, IO_RATIO);
        vertx.acceptorEventLoopGroup()
                .terminationFuture()
                .addListener(ended -> group.shutdownGracefully(0, LONGEST_END_SECONDS, TimeUnit.SECONDS));
        return group.next();
    }
}
