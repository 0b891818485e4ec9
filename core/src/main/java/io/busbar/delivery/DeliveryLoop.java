package io.busbar.delivery;

import io.busbar.address.SubscriptionKey;
import io.busbar.connection.PositionFrames;
import io.busbar.connection.RoundBytes;
import io.busbar.connection.SseConnection;
import io.busbar.connection.StreamWriter;
import io.busbar.history.EventId;
import io.busbar.history.From;
import io.busbar.metrics.Counters;
import io.busbar.plugin.CloseReason;
import io.busbar.plugin.Subscriber;
import io.busbar.window.Cursor;
import io.busbar.window.Entry;
import io.busbar.window.EntryFilter;
import io.busbar.window.LastValues;
import io.busbar.window.LastValuesReader;
import io.busbar.window.SeqIndex;
import io.busbar.window.Window;
import io.busbar.wire.ControlFrames;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The actor on one event loop: it owns the connections that were accepted there. The hub wakes it once for whatever is
 * new; it then looks which feeds that touches, and lets their readers write, a slice at a time. All methods
 * but {@link #wake}, {@link #closeAll} and {@link #end} belong to the loop.
 */
public final class DeliveryLoop implements SseConnection.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);

    private final EventLoop eventLoop;
    private final Upstream upstream;
    private final DeliverySettings settings;
    private final Window window;
    private final @Nullable LastValues lastValues;
    private final Counters counters;

    // any thread: the first number that this loop was woken for and has not looked at; 0 if it is not woken
    private final AtomicLong wokenFor = new AtomicLong();

    // owned by the event loop
    private final Feeds feeds;
    private final Streams streams;
    private final WriteQueue writeQueue;
    private final Coalescer coalescer;
    private final Joining joining;
    private final PositionFrames frames;
    private long seen;
    private long seenPinFloors;
    private long trimmedTo;
    private @Nullable ScheduledFuture<?> ticking;
    private boolean ended;

    /**
     * Creates an actor without connections.
     *
     * @param lastValues null if they are not kept
     */
    public DeliveryLoop(
            EventLoop eventLoop,
            Upstream upstream,
            DeliverySettings settings,
            Window window,
            @Nullable LastValues lastValues,
            Counters counters) {
        this.eventLoop = eventLoop;
        this.upstream = upstream;
        this.settings = settings;
        this.window = window;
        this.lastValues = lastValues;
        this.counters = counters;
        this.feeds = new Feeds(eventLoop, key -> upstream.acquire(key, this), settings.coalesceNanos());
        this.streams = new Streams(feeds, counters);
        this.writeQueue = new WriteQueue(eventLoop);
        this.coalescer = new Coalescer(eventLoop, settings.coalesceNanos(), this::readersOf, writeQueue::run);
        this.joining =
                new Joining(eventLoop, upstream, window, settings.streams().conflate());
        this.frames = new PositionFrames(
                settings.givesIds() ? () -> upstream.lineage().epoch() : null);
    }

    /** Returns the event loop whose connections these are. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** Returns what writers on this loop share. */
    public RoundBytes bytes() {
        return writeQueue.bytes();
    }

    /** Tells the loop that the entry {@code seq} is there for it. Any thread; costs a task only if it sleeps. */
    public void wake(long seq) {
        if (wokenFor.compareAndSet(0, seq)) {
            eventLoop.execute(this::look);
        }
    }

    /** Completes, on this loop, with how many streams have subscribed to {@code address}, or to a pattern that matches it. */
    public Future<Integer> subscribers(String address) {
        Promise<Integer> promise = Promise.promise();
        eventLoop.execute(() -> promise.complete(feeds.subscribers(address)));
        return promise.future();
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

    /** Finds out where the stream begins for which {@code reservation}, which is ready, was made. */
    public Future<Start> findStart(
            Feeds.Reservation reservation, EntryFilter filter, @Nullable EventId resume, From from) {
        return joining.find(filter, reservation.recordedSince(), resume, from);
    }

    /**
     * What it takes to open a stream.
     *
     * @param instance through which bridge instance it came; see {@link #closeAll}
     * @param filter what the subscriber gets
     * @param preamble the first bytes of the response
     * @param release called once when the stream is gone, or could not be opened
     */
    public record Opening(
            Object instance,
            Subscriber subscriber,
            StreamWriter writer,
            EntryFilter filter,
            boolean cutToEnd,
            boolean heartbeatEvents,
            Buffer preamble,
            Runnable release) {}

    /** Opens a stream with its reservation, which is ready; gives that back if the client has left. */
    public void open(Opening opening, Feeds.Reservation reservation, Start start) {
        Subscriber subscriber = opening.subscriber();
        SeqIndex own = Streams.ownIndex(reservation.feeds(), seen);
        SeqIndex index = own == null ? reservation.feeds().get(0).index : own;
        Cursor cursor = new Cursor(window, opening.filter(), index, this::seen, start.position());
        boolean catchesUp = start.lastValues() || start.position() < window.head();
        SseConnection connection = new SseConnection(
                subscriber,
                new SseConnection.Client(opening.cutToEnd(), opening.heartbeatEvents(), catchesUp),
                opening.writer(),
                cursor,
                start.lastValues() && lastValues != null
                        ? new LastValuesReader(lastValues, opening.filter(), start.position())
                        : null,
                this,
                settings.streams(),
                frames,
                counters);
        streams.add(connection, opening.instance(), reservation.feeds(), own, opening.release());
        boolean opened = false;
        try {
            opened = connection.open(firstBytes(opening, start), System.nanoTime());
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
        upstream.opened(subscriber);
    }

    private Buffer firstBytes(Opening opening, Start start) {
        Buffer first = opening.preamble();
        if (start.status() != null) {
            counters.resumed(start.status());
            first.appendBuffer(ControlFrames.resume(start.status().text(), start.missed()));
        }
        if (settings.givesIds() && !start.lastValues()) {
            first.appendBuffer(frames.position(start.position()));
        }
        return first;
    }

    // ---- what is new ----

    private void look() {
        long announced = upstream.announced();
        long from = wokenFor.getAndSet(0);
        if (from > 0) {
            lookFrom(Math.max(seen + 1, from));
        }
        // Nobody here wants what was announced and this loop was not woken for.
        seen = Math.max(seen, announced);
        if (pinFloors() != seenPinFloors) {
            checkStreams();
        }
        coalescer.begin();
        writeQueue.run();
    }

    private void lookFrom(long first) {
        long head = window.head();
        long oldest = window.oldest();
        if (first < oldest) {
            // So much came while this loop was kept from working that even its newest readers have missed some.
            streams.forEachIndex(index -> index.forgetTo(oldest - 1));
        }
        for (long seq = Math.max(first, oldest); seq <= head; seq++) {
            Entry entry = window.get(seq);
            if (entry == null) {
                long lost = seq;
                streams.forEachIndex(index -> index.forgetTo(lost));
            } else if (entry.isForAll()) {
                long number = seq;
                feeds.forEach(feed -> touch(feed, number));
            } else {
                long number = seq;
                feeds.forEachMatch(entry.event().address(), entry.seenByPatterns(), feed -> touch(feed, number));
            }
        }
        seen = Math.max(seen, head);
    }

    /** Rises whenever the memory of something older is needed. */
    private long pinFloors() {
        return window.pinFloor() + (lastValues == null ? 0 : lastValues.pinFloor());
    }

    private long seen() {
        return seen;
    }

    private void touch(Feed feed, long seq) {
        feed.note(seq);
        coalescer.touch(feed);
    }

    private void readersOf(Feed feed) {
        addAll(feed.ofOnly());
        addAll(feed.ofSeveral());
    }

    private void addAll(List<Feed.Subscription> subscriptions) {
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
        // So that readers of quiet addresses learn how far the log has come.
        look();
        long oldest = window.oldest();
        if (oldest != trimmedTo) {
            trimmedTo = oldest;
            streams.forEachIndex(index -> index.trim(oldest));
        }
        checkStreams();
        writeQueue.run();
    }

    private void checkStreams() {
        long now = System.nanoTime();
        seenPinFloors = pinFloors();
        long pinFloor = window.pinFloor();
        for (SseConnection connection : streams.all()) {
            try {
                connection.check(now, pinFloor);
            } catch (Throwable e) {
                // As when writing fails.
                LOG.error("Checking " + connection.subscriber().id() + " failed", e);
                connection.close(CloseReason.FAILED);
            }
        }
    }

    // ---- the end ----

    /** Closes the streams that came through {@code instance}, evenly over a time; 0 is at once. Any thread. */
    public Future<Void> closeAll(Object instance, long timeNanos) {
        return onLoop(
                () -> new Waves(eventLoop, streams.of(instance), CloseReason.SHUTDOWN, streams::contains, timeNanos));
    }

    /** Closes all streams, a slice at a time; none may be opened any more, see {@link #isEnded}. Any thread. */
    public Future<Void> end(CloseReason reason) {
        return onLoop(() -> {
            ended = true;
            return new Waves(eventLoop, streams.all(), reason, streams::contains, 0);
        });
    }

    /** Returns whether there are to be no streams any more. */
    public boolean isEnded() {
        return ended;
    }

    private Future<Void> onLoop(Supplier<Waves> waves) {
        Promise<Void> promise = Promise.promise();
        Runnable begin = () -> waves.get().begin().onComplete(promise);
        if (eventLoop.inEventLoop()) {
            begin.run();
        } else {
            eventLoop.execute(begin);
        }
        return promise.future();
    }

    @Override
    public void onSlow(SseConnection connection) {
        counters.slow();
        upstream.slow(connection.subscriber());
    }

    @Override
    public void onClosed(SseConnection connection, CloseReason reason) {
        forget(connection);
        upstream.closed(connection.subscriber(), reason);
    }

    private void forget(SseConnection connection) {
        streams.remove(connection);
        if (streams.isEmpty() && ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
    }
}
