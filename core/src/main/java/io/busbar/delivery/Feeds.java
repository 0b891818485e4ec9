package io.busbar.delivery;

import io.busbar.address.KeyMap;
import io.busbar.address.SubscriptionKey;
import io.busbar.connection.SseConnection;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What one event loop's streams read: a feed per address or pattern, from its first stream to its last. */
public final class Feeds {

    private static final long REGISTRATION_SECONDS = 10;

    private final EventLoop eventLoop;
    private final Function<SubscriptionKey, Upstream.Acquisition> acquire;
    private final long coalesceNanos;
    private final KeyMap<Feed> feeds = new KeyMap<>();

    /**
     * Creates an empty table.
     *
     * @param acquire asks for the events of a key
     */
    Feeds(EventLoop eventLoop, Function<SubscriptionKey, Upstream.Acquisition> acquire, long coalesceNanos) {
        this.eventLoop = eventLoop;
        this.acquire = acquire;
        this.coalesceNanos = coalesceNanos;
    }

    /**
     * Feeds that are held for a stream.
     *
     * @param ready completes, on the event loop, when all of them get their events; fails if the bus or a limit refuses,
     *     or with a {@link TimeoutException} if the bus does not answer for ten seconds
     */
    public record Reservation(List<Feed> feeds, Future<Void> ready) {

        /** Returns what they are about: the same objects for all streams of a feed, which hold on to them. */
        public List<SubscriptionKey> keys() {
            return feeds.stream().map(feed -> feed.key).toList();
        }

        /** Returns since when all that the feeds bring is recorded, once they are ready. */
        long recordedSince() {
            return feeds.stream()
                    .mapToLong(feed -> feed.acquisition.ready().result().recordedSince())
                    .max()
                    .orElse(0);
        }
    }

    /** Holds the feeds of {@code keys}, once more. */
    Reservation reserve(List<SubscriptionKey> keys) {
        List<Feed> reserved = new ArrayList<>(keys.size());
        List<Future<?>> ready = new ArrayList<>(keys.size());
        for (SubscriptionKey key : keys) {
            Feed feed = feeds.get(key);
            if (feed == null) {
                feed = create(key);
            }
            feed.holds++;
            reserved.add(feed);
            ready.add(feed.acquisition.ready());
        }
        return new Reservation(reserved, inTime(Future.all(ready).map(all -> begin(reserved))));
    }

    /**
     * What came before is for the readers to look up. Each reservation sees to that, and not the acquisition: the loop may
     * find an acquisition completed before it is told.
     */
    private static @Nullable Void begin(List<Feed> feeds) {
        for (Feed feed : feeds) {
            feed.index.forgetTo(feed.acquisition.ready().result().indexedSince());
        }
        return null;
    }

    private Feed create(SubscriptionKey key) {
        Feed feed = new Feed(key, acquire.apply(key), System.nanoTime() - coalesceNanos);
        feeds.put(key, feed);
        return feed;
    }

    /** Gives up one hold of {@code feed}. */
    void letGo(Feed feed) {
        if (--feed.holds == 0) {
            feeds.remove(feed.key);
            feed.acquisition.release();
        }
    }

    /** Calls {@code action} with each feed that gets events on {@code address}. */
    void forEachMatch(String address, boolean patterns, Consumer<Feed> action) {
        feeds.forEachMatch(address, patterns, action);
    }

    /** Returns how many streams have subscribed to {@code address}, or to a pattern that matches it; each counts once. */
    int subscribers(String address) {
        List<Feed> found = new ArrayList<>();
        feeds.forEachMatch(address, true, found::add);
        int count = 0;
        Set<SseConnection> ofSeveral = new HashSet<>();
        for (Feed feed : found) {
            count += feed.ofOnly().size();
            feed.ofSeveral().forEach(subscription -> ofSeveral.add(subscription.connection));
        }
        return count + ofSeveral.size();
    }

    /** Calls {@code action} with each feed. */
    void forEach(Consumer<Feed> action) {
        feeds.forEach(action);
    }

    /** A bus that does not answer must not hold requests, and what they count for, for ever. */
    private Future<Void> inTime(Future<Void> registered) {
        if (registered.isComplete()) {
            return registered;
        }
        Promise<Void> promise = Promise.promise();
        ScheduledFuture<?> timer = eventLoop.schedule(
                () -> promise.tryFail(new TimeoutException("The bus did not register a consumer in time")),
                REGISTRATION_SECONDS,
                TimeUnit.SECONDS);
        registered.onComplete(result -> {
            timer.cancel(false);
            if (result.succeeded()) {
                promise.tryComplete();
            } else {
                promise.tryFail(result.cause());
            }
        });
        return promise.future();
    }
}
