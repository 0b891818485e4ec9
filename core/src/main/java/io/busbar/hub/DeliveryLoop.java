package io.busbar.hub;

import io.busbar.address.SubscriptionKey;
import io.busbar.connection.PayloadCopy;
import io.busbar.connection.SseConnection;
import io.busbar.connection.StreamWriter;
import io.busbar.metrics.Counters;
import io.busbar.plugin.CloseReason;
import io.busbar.plugin.Subscriber;
import io.busbar.window.Cursor;
import io.busbar.window.Entry;
import io.busbar.window.Window;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The hub's actor on one event loop: it owns the connections that were accepted there. The hub wakes it once for
 * whatever is new; it then looks which feeds that touches, and lets their readers write, a slice at a time. All methods
 * but {@link #wake} and {@link #closeAll} belong to the loop.
 */
public final class DeliveryLoop implements SseConnection.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);
    private static final int CLOSING_SLICE = 256;

    private final EventLoop eventLoop;
    private final Hub hub;
    private final HubSettings settings;
    private final Window window;
    private final Counters counters;

    // any thread: the first number that this loop was woken for and has not looked at; 0 if it is not woken
    private final AtomicLong wokenFor = new AtomicLong();

    // owned by the event loop
    private final Feeds feeds;
    private final Map<SseConnection, Stream> streams = new HashMap<>();
    private final WriteQueue writeQueue;
    private final Coalescer coalescer;
    private long seen;
    private long seenPinFloor;
    private @Nullable ScheduledFuture<?> ticking;

    /** What the loop keeps of an open stream. */
    private record Stream(Object instance, List<Feed.Subscription> subscriptions, Runnable release) {}

    DeliveryLoop(EventLoop eventLoop, Hub hub, HubSettings settings, Window window, Counters counters) {
        this.eventLoop = eventLoop;
        this.hub = hub;
        this.settings = settings;
        this.window = window;
        this.counters = counters;
        this.feeds = new Feeds(eventLoop, key -> hub.acquire(key, this), hub::release, settings.coalesceNanos());
        this.writeQueue = new WriteQueue(eventLoop);
        this.coalescer = new Coalescer(eventLoop, settings.coalesceNanos(), this::readersOf, writeQueue::run);
    }

    /** Returns the event loop whose connections these are. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** Returns the payload copy for portable writers on this loop. */
    public PayloadCopy payloadCopy() {
        return writeQueue.payloadCopy();
    }

    /** Tells the loop that the entry {@code seq} is there for it. Any thread; costs a task only if it sleeps. */
    void wake(long seq) {
        if (wokenFor.compareAndSet(0, seq)) {
            eventLoop.execute(this::look);
        }
    }

    // ---- from a request to a stream ----

    /** Reserves {@code keys} for a stream that is to be opened: their events are on the way when it is ready. */
    public Feeds.Reservation reserve(List<SubscriptionKey> keys) {
        return feeds.reserve(keys);
    }

    /** Gives back a reservation of which no stream came. */
    public void cancel(Feeds.Reservation reservation) {
        reservation.feeds().forEach(feeds::letGo);
    }

    /**
     * Opens the stream for which {@code reservation}, which is ready, was made; gives it back if the client has left.
     *
     * @param instance through which bridge instance it came; see {@link #closeAll}
     * @param entitled the outbound rules that apply to the subscriber
     * @param first the first bytes of the response
     * @param release called once when the stream is gone, or could not be opened
     */
    public void open(
            Feeds.Reservation reservation,
            Object instance,
            Subscriber subscriber,
            StreamWriter writer,
            BitSet entitled,
            boolean cutToEnd,
            Buffer first,
            Runnable release) {
        Cursor cursor = new Cursor(
                window,
                entitled,
                reservation.feeds().stream().map(feed -> feed.index).toList());
        SseConnection connection = new SseConnection(subscriber, writer, cursor, this, counters, cutToEnd);
        List<Feed.Subscription> subscriptions =
                new ArrayList<>(reservation.feeds().size());
        for (Feed feed : reservation.feeds()) {
            subscriptions.add(feed.add(connection));
        }
        streams.put(connection, new Stream(instance, subscriptions, release));
        counters.subscriptions(subscriptions.size());
        boolean opened = false;
        try {
            opened = connection.open(first, System.nanoTime());
        } finally {
            if (!opened) {
                forget(connection);
            }
        }
        if (!opened) {
            return;
        }
        if (ticking == null) {
            long period = settings.tickNanos();
            ticking = eventLoop.scheduleWithFixedDelay(this::tick, period, period, TimeUnit.NANOSECONDS);
        }
        hub.opened(subscriber);
    }

    // ---- what is new ----

    private void look() {
        long from = wokenFor.getAndSet(0);
        long oldest = window.oldest();
        long head = window.head();
        if (from < oldest && seen + 1 < oldest) {
            // So much came while this loop was kept from working that even its newest readers have missed some.
            feeds.forEach(feed -> feed.index.lostUpTo(oldest - 1));
        }
        // Nobody here wanted what came between the last look and the first that this loop was woken for.
        for (long seq = Math.max(Math.max(seen + 1, from), oldest); seq <= head; seq++) {
            Entry entry = window.get(seq);
            if (entry == null) {
                long lost = seq;
                feeds.forEach(feed -> feed.index.lostUpTo(lost));
            } else {
                long number = seq;
                feeds.forEachMatch(entry.event().address(), entry.seenByPatterns(), feed -> touch(feed, number));
            }
        }
        seen = Math.max(seen, head);
        if (window.pinFloor() != seenPinFloor) {
            checkStreams();
        }
        coalescer.begin();
        writeQueue.run();
    }

    private void touch(Feed feed, long seq) {
        feed.index.trim(window.oldest());
        feed.index.add(seq);
        coalescer.touch(feed);
    }

    private void readersOf(Feed feed) {
        List<Feed.Subscription> subscriptions = feed.subscriptions();
        for (int i = 0; i < subscriptions.size(); i++) {
            writeQueue.add(subscriptions.get(i).connection);
        }
    }

    @Override
    public void onWritable(SseConnection connection) {
        writeQueue.add(connection);
        writeQueue.runLater();
    }

    // ---- time ----

    private void tick() {
        feeds.forEach(feed -> feed.index.trim(window.oldest()));
        checkStreams();
        writeQueue.run();
    }

    private void checkStreams() {
        long now = System.nanoTime();
        seenPinFloor = window.pinFloor();
        for (SseConnection connection : List.copyOf(streams.keySet())) {
            try {
                connection.check(now, settings.heartbeatNanos(), settings.stallNanos(), seenPinFloor);
            } catch (RuntimeException e) {
                LOG.error("Checking " + connection.subscriber().id() + " failed", e);
                connection.close(CloseReason.FAILED);
            }
        }
    }

    // ---- the end ----

    /** Closes the streams that came through {@code instance}, a slice at a time. Any thread. */
    Future<Void> closeAll(Object instance) {
        Promise<Void> promise = Promise.promise();
        Runnable begin = () -> closeSlice(streamsOf(instance), promise);
        if (eventLoop.inEventLoop()) {
            begin.run();
        } else {
            eventLoop.execute(begin);
        }
        return promise.future();
    }

    private Deque<SseConnection> streamsOf(Object instance) {
        Deque<SseConnection> found = new ArrayDeque<>();
        streams.forEach((connection, stream) -> {
            if (stream.instance() == instance) {
                found.add(connection);
            }
        });
        return found;
    }

    private void closeSlice(Deque<SseConnection> connections, Promise<Void> done) {
        for (int i = 0; i < CLOSING_SLICE && !connections.isEmpty(); i++) {
            connections.removeFirst().close(CloseReason.SHUTDOWN);
        }
        if (connections.isEmpty()) {
            done.complete();
        } else {
            eventLoop.execute(() -> closeSlice(connections, done));
        }
    }

    @Override
    public void onClosed(SseConnection connection, CloseReason reason) {
        forget(connection);
        hub.closed(connection.subscriber(), reason);
    }

    private void forget(SseConnection connection) {
        Stream stream = streams.remove(connection);
        if (stream == null) {
            return;
        }
        counters.subscriptions(-stream.subscriptions().size());
        for (Feed.Subscription subscription : stream.subscriptions()) {
            subscription.feed.remove(subscription);
            feeds.letGo(subscription.feed);
        }
        stream.release().run();
        if (streams.isEmpty() && ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
    }
}
