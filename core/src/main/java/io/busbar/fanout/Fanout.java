package io.busbar.fanout;

import io.busbar.address.SubscriptionKey;
import io.busbar.bus.BusSources;
import io.busbar.delivery.DeliveryLoop;
import io.busbar.delivery.Upstream;
import io.busbar.history.IdempotencyKey;
import io.busbar.history.LastValue;
import io.busbar.history.Lineage;
import io.busbar.history.Log;
import io.busbar.history.LogRecord;
import io.busbar.history.PublishedKeys;
import io.busbar.metrics.Counters;
import io.busbar.permission.RuleCache;
import io.busbar.pipeline.Pipeline;
import io.busbar.plugin.CloseReason;
import io.busbar.plugin.Subscriber;
import io.busbar.window.Conflation;
import io.busbar.window.Entry;
import io.busbar.window.LastValues;
import io.busbar.window.Window;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows one log: gives what comes out of it its place in the window, and wakes the event loops whose readers want it.
 * Confined to the hub's context, but for what says otherwise.
 */
public final class Fanout implements Upstream, Log.Tail {

    private static final Logger LOG = LoggerFactory.getLogger(Fanout.class);
    private static final long MOST_UNRECORDED_KEYS = 10_000;
    private static final long SHORTEST_AGE_TIMER_MS = 50;

    private final ContextInternal context;
    private final FanoutSettings settings;
    private final Log log;
    private final Pipeline pipeline;
    private final Counters counters;
    private final Window window;
    private final @Nullable LastValues lastValues;
    private final ConcurrentMap<EventLoop, DeliveryLoop> loops = new ConcurrentHashMap<>();

    private volatile Lineage lineage;

    // owned by the hub's context
    private final @Nullable Conflation conflation;
    private final PublishedKeys keys;
    private final Interest interest;
    private final Acquisitions acquisitions;
    private final LogTail tail;
    private long seenPinFloors;
    private @Nullable Long ageTimer;

    /**
     * Creates a fan-out without readers.
     *
     * @param epoch of the first ids
     * @param end the number of the log's last entry that it does not get
     * @param onInterest told of each key that someone here wants now, or nobody any more
     */
    public Fanout(
            ContextInternal context,
            FanoutSettings settings,
            BusSources sources,
            RuleCache rules,
            Pipeline pipeline,
            Log log,
            String epoch,
            long end,
            Counters counters,
            BiConsumer<SubscriptionKey, Boolean> onInterest) {
        this.context = context;
        this.settings = settings;
        this.log = log;
        this.lineage = Lineage.of(epoch);
        this.pipeline = pipeline;
        this.counters = counters;
        this.window = new Window(settings.retention(), end, this::onTrim);
        this.lastValues =
                settings.history() ? new LastValues(settings.lastValueAddresses(), settings.lastValueBytes()) : null;
        this.conflation = settings.delivery().streams().conflate() ? new Conflation() : null;
        this.keys = new PublishedKeys(
                settings.keyNanos(), (int) Math.min(settings.retention().events(), MOST_UNRECORDED_KEYS));
        this.interest = new Interest();
        this.acquisitions =
                new Acquisitions(context, log, sources, window, interest, settings.addressLimit(), onInterest);
        this.tail =
                new LogTail(rules, interest, window, lastValues, conflation, keys, settings.history() ? epoch : null);
    }

    // ---- any thread ----

    /** Returns the window. */
    public Window window() {
        return window;
    }

    /** Returns the last values; null without a history. */
    public @Nullable LastValues lastValues() {
        return lastValues;
    }

    @Override
    public Lineage lineage() {
        return lineage;
    }

    /** Returns the actor on {@code eventLoop}. */
    public DeliveryLoop on(EventLoop eventLoop) {
        return loops.computeIfAbsent(
                eventLoop, loop -> new DeliveryLoop(loop, this, settings.delivery(), window, lastValues, counters));
    }

    /** Completes, on any thread, with how many streams here have subscribed to {@code address}, or to a pattern that matches it. */
    public Future<Integer> subscribers(String address) {
        List<Future<Integer>> counts = new ArrayList<>();
        loops.values().forEach(loop -> counts.add(loop.subscribers(address)));
        return Future.join(counts)
                .map(all ->
                        all.<Integer>list().stream().mapToInt(Integer::intValue).sum());
    }

    /** Returns the event loops that have, or had, readers, or were asked for one. */
    public List<EventLoop> eventLoops() {
        return List.copyOf(loops.keySet());
    }

    @Override
    public Acquisition acquire(SubscriptionKey key, DeliveryLoop loop) {
        return acquisitions.acquire(key, loop);
    }

    @Override
    public long announced() {
        return tail.announced();
    }

    @Override
    public Future<Long> logEnd(String epoch) {
        Promise<Long> promise = Promise.promise();
        context.runOnContext(run -> log.end(epoch).onComplete(promise));
        return promise.future();
    }

    @Override
    public void opened(Subscriber subscriber) {
        pipeline.tell("a stream that opened", listener -> listener.onOpen(subscriber));
    }

    @Override
    public void slow(Subscriber subscriber) {
        pipeline.tell("a slow consumer", listener -> listener.onSlowConsumer(subscriber));
    }

    @Override
    public void closed(Subscriber subscriber, CloseReason reason) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("Stream " + subscriber.id() + " of " + subscriber.remoteAddress() + " closed: " + reason.text());
        }
        pipeline.tell("a stream that closed", listener -> listener.onClose(subscriber, reason));
    }

    /** As {@link DeliveryLoop#closeAll}, on all loops. */
    public Future<Void> closeStreams(Object instance, long timeNanos) {
        List<Future<Void>> ends = new ArrayList<>();
        loops.values().forEach(loop -> ends.add(loop.closeAll(instance, timeNanos)));
        return Future.join(ends).mapEmpty();
    }

    // ---- the hub's context ----

    /** Returns under which keys the retained entries were published. */
    public PublishedKeys keys() {
        return keys;
    }

    /** Returns whether someone here wants events on {@code address}, which patterns see or not. */
    public boolean isWanted(String address, boolean seenByPatterns) {
        return !interest.of(address, seenByPatterns).isEmpty();
    }

    @Override
    public void accept(long seq, long nanos, LogRecord record) {
        tail.accept(seq, nanos, record);
        long pinFloors = window.pinFloor() + (lastValues == null ? 0 : lastValues.pinFloor());
        if (pinFloors != seenPinFloors) {
            // Connections that hold memory which is needed have to go, whether the event concerns them or not.
            seenPinFloors = pinFloors;
            loops.values().forEach(loop -> loop.wake(seq));
        }
        beginToTrim();
    }

    @Override
    public void mark(long seq, long nanos, @Nullable IdempotencyKey key) {
        tail.mark(seq, nanos, key);
        beginToTrim();
    }

    @Override
    public void lastValue(LastValue value) {
        tail.lastValue(value);
    }

    @Override
    public void branch(String epoch) {
        lineage = lineage.branch(epoch, window.head());
        tail.branch(epoch);
    }

    private void onTrim(Entry entry) {
        if (lastValues != null) {
            lastValues.keep(entry);
        }
        if (conflation != null) {
            conflation.remove(entry);
        }
    }

    private void beginToTrim() {
        keys.forgetTo(window.oldest() - 1, System.nanoTime());
        if (ageTimer == null && settings.history()) {
            trimByAge();
        }
    }

    /** Age does not wait for traffic: as long as there is something that gets older, there is a timer. */
    private void trimByAge() {
        long next = window.trimByAge(System.nanoTime());
        keys.forgetTo(window.oldest() - 1, System.nanoTime());
        ageTimer = next == Long.MAX_VALUE
                ? null
                : context.setTimer(Math.max(SHORTEST_AGE_TIMER_MS, TimeUnit.NANOSECONDS.toMillis(next)), id -> {
                    ageTimer = null;
                    trimByAge();
                });
    }

    /** Closes all streams, refuses those that come, and then lets go of the window; completes when that is done. */
    public Future<Void> end(CloseReason reason) {
        acquisitions.close();
        List<Future<Void>> ends = new ArrayList<>();
        loops.values().forEach(loop -> ends.add(loop.end(reason)));
        Promise<Void> promise = Promise.promise();
        Future.join(ends)
                .onComplete(closed -> context.runOnContext(run -> {
                    release();
                    promise.complete();
                }));
        return promise.future();
    }

    /** Lets go of the window. All streams must be closed. */
    public void release() {
        acquisitions.close();
        if (ageTimer != null) {
            context.owner().cancelTimer(ageTimer);
            ageTimer = null;
        }
        window.release();
        if (lastValues != null) {
            lastValues.release();
        }
        tail.release();
    }
}
