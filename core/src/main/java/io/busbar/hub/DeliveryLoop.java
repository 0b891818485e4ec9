package io.busbar.hub;

import io.busbar.address.KeyMap;
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
import io.netty.util.concurrent.Future;
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
 * but {@link #wake} belong to the loop.
 */
public final class DeliveryLoop implements SseConnection.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);

    /** Connections that are written to before other work of the event loop gets its turn. */
    private static final int SLICE = 256;

    private final EventLoop eventLoop;
    private final Hub hub;
    private final HubSettings settings;
    private final Window window;
    private final Counters counters;
    private final PayloadCopy copy = new PayloadCopy();

    // any thread: the first number that this loop was woken for and has not looked at; 0 if it is not woken
    private final AtomicLong wokenFor = new AtomicLong();

    // owned by the event loop
    private final KeyMap<Feed> feeds = new KeyMap<>();
    private final Map<SseConnection, Stream> streams = new HashMap<>();
    private final Deque<SseConnection> writable = new ArrayDeque<>();
    private final List<Feed> touched = new ArrayList<>();
    private final List<Feed> deferred = new ArrayList<>();
    private final List<Entry> batch = new ArrayList<>();
    private long seen;
    private long seenPinFloor;
    private boolean writing;
    private @Nullable Future<?> ticking;

    /** What the loop keeps of an open stream. */
    private record Stream(Object instance, List<Feed.Subscription> subscriptions, Runnable release) {}

    DeliveryLoop(EventLoop eventLoop, Hub hub, HubSettings settings, Window window, Counters counters) {
        this.eventLoop = eventLoop;
        this.hub = hub;
        this.settings = settings;
        this.window = window;
        this.counters = counters;
    }

    /** Returns the event loop whose connections these are. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** Returns the payload copy for portable writers on this loop. */
    public PayloadCopy payloadCopy() {
        return copy;
    }

    /** Tells the loop that the entry {@code seq} is there for it. Any thread; costs a task only if it sleeps. */
    void wake(long seq) {
        if (wokenFor.compareAndSet(0, seq)) {
            eventLoop.execute(this::look);
        }
    }

    // ---- from a request to a stream ----

    /** Reserves {@code keys} for a stream that is to be opened: their events are on the way when it is ready. */
    public Reservation reserve(List<SubscriptionKey> keys) {
        List<Feed> reserved = new ArrayList<>(keys.size());
        List<io.vertx.core.Future<Void>> ready = new ArrayList<>(keys.size());
        for (SubscriptionKey key : keys) {
            Feed feed = feeds.get(key);
            if (feed == null) {
                if (feeds.isEmpty()) {
                    // Nothing before was of interest to this loop.
                    seen = window.head();
                }
                feed = new Feed(key, hub.acquire(key, this), System.nanoTime() - settings.coalesceNanos());
                feeds.put(key, feed);
            }
            feed.holds++;
            reserved.add(feed);
            ready.add(feed.ready);
        }
        return new Reservation(reserved, io.vertx.core.Future.all(ready).mapEmpty());
    }

    /** Gives back a reservation of which no stream came. */
    public void cancel(Reservation reservation) {
        reservation.feeds().forEach(this::letGo);
    }

    /**
     * Opens the stream for which {@code reservation}, which is ready, was made.
     *
     * @param instance through which bridge instance it came; see {@link #closeAll}
     * @param entitled the outbound rules that apply to the subscriber
     * @param first the first bytes of the response
     * @param release called once when the stream is gone, or could not be opened
     * @return false if the client had left; the reservation is given back then
     */
    public boolean open(
            Reservation reservation,
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
            return false;
        }
        if (ticking == null) {
            long period = settings.tickNanos();
            ticking = eventLoop.scheduleWithFixedDelay(this::tick, period, period, TimeUnit.NANOSECONDS);
        }
        hub.opened(subscriber);
        return true;
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
        for (long seq = Math.max(seen + 1, oldest); seq <= head; seq++) {
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
        scheduleTouched();
        writeSlice();
    }

    private void touch(Feed feed, long seq) {
        feed.index.trim(window.oldest());
        feed.index.add(seq);
        if (!feed.touched) {
            feed.touched = true;
            touched.add(feed);
        }
    }

    /** An event after quiet goes at once; those of a busy feed wait for each other, for the coalescing time at most. */
    private void scheduleTouched() {
        long now = System.nanoTime();
        for (Feed feed : touched) {
            feed.touched = false;
            long wait = feed.lastRoundNanos + settings.coalesceNanos() - now;
            if (wait <= 0) {
                scheduleReaders(feed, now);
            } else if (!feed.deferred) {
                feed.deferred = true;
                deferred.add(feed);
                if (deferred.size() == 1) {
                    eventLoop.schedule(this::endDeferral, wait, TimeUnit.NANOSECONDS);
                }
            }
        }
        touched.clear();
    }

    private void endDeferral() {
        long now = System.nanoTime();
        for (Feed feed : deferred) {
            feed.deferred = false;
            scheduleReaders(feed, now);
        }
        deferred.clear();
        writeSlice();
    }

    private void scheduleReaders(Feed feed, long now) {
        feed.lastRoundNanos = now;
        List<Feed.Subscription> subscriptions = feed.subscriptions();
        for (int i = 0; i < subscriptions.size(); i++) {
            SseConnection connection = subscriptions.get(i).connection;
            if (connection.schedule()) {
                writable.addLast(connection);
            }
        }
    }

    private void writeSlice() {
        if (writing) {
            return;
        }
        writing = true;
        long now = System.nanoTime();
        for (int i = 0; i < SLICE && !writable.isEmpty(); i++) {
            SseConnection connection = writable.removeFirst();
            batch.clear();
            try {
                connection.pump(batch, now);
            } catch (RuntimeException e) {
                LOG.error("Writing to " + connection.subscriber().id() + " failed", e);
                connection.close(CloseReason.FAILED);
            }
        }
        batch.clear();
        copy.clear();
        writing = false;
        if (!writable.isEmpty()) {
            eventLoop.execute(this::writeSlice);
        }
    }

    @Override
    public void onWritable(SseConnection connection) {
        if (connection.schedule()) {
            writable.addLast(connection);
            if (writable.size() == 1 && !writing) {
                eventLoop.execute(this::writeSlice);
            }
        }
    }

    // ---- time ----

    private void tick() {
        feeds.forEach(feed -> feed.index.trim(window.oldest()));
        checkStreams();
        writeSlice();
    }

    private void checkStreams() {
        long now = System.nanoTime();
        seenPinFloor = window.pinFloor();
        for (SseConnection connection : List.copyOf(streams.keySet())) {
            connection.check(now, settings.heartbeatNanos(), settings.stallNanos(), seenPinFloor);
        }
    }

    // ---- the end ----

    /** Closes the streams that came through {@code instance}. */
    void closeAll(Object instance) {
        for (Map.Entry<SseConnection, Stream> stream : List.copyOf(streams.entrySet())) {
            if (stream.getValue().instance() == instance) {
                stream.getKey().close(CloseReason.SHUTDOWN);
            }
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
            letGo(subscription.feed);
        }
        stream.release().run();
        if (streams.isEmpty() && ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
    }

    private void letGo(Feed feed) {
        if (--feed.holds == 0) {
            feeds.remove(feed.key);
            hub.release(feed.key, this);
        }
    }

    /**
     * Feeds that are held for a stream.
     *
     * @param ready completes, on the event loop, when all of them get their events; fails if the bus or a limit refuses
     */
    public record Reservation(List<Feed> feeds, io.vertx.core.Future<Void> ready) {}
}
