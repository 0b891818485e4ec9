package io.busbar.delivery;

import io.busbar.connection.SseConnection;
import io.busbar.metrics.Counters;
import io.busbar.window.SeqIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The open streams of one event loop, and where each finds what it has to read. Confined to the loop. */
final class Streams {

    private final Feeds feeds;
    private final Counters counters;
    private final Map<SseConnection, Stream> streams = new HashMap<>();

    private record Stream(
            Object instance,
            List<Feed.Subscription> subscriptions,
            @Nullable SeqIndex own,
            Runnable release) {}

    /** Creates one without streams. */
    Streams(Feeds feeds, Counters counters) {
        this.feeds = feeds;
        this.counters = counters;
    }

    /**
     * Returns an index of its own for a stream of several feeds, so that what it costs to read on does not depend on how many
     * they are; null for a stream of one, which reads the feed's.
     *
     * @param seen how far the feeds have been noted
     */
    static @Nullable SeqIndex ownIndex(List<Feed> itsFeeds, long seen) {
        if (itsFeeds.size() == 1) {
            return null;
        }
        SeqIndex own = new SeqIndex();
        own.forgetTo(seen);
        itsFeeds.forEach(feed -> own.forgetTo(feed.index.forgottenTo()));
        return own;
    }

    /**
     * Adds a stream, which now holds its feeds.
     *
     * @param own its own index; null if it has none
     * @param release run when the stream is removed
     */
    void add(SseConnection connection, Object instance, List<Feed> itsFeeds, @Nullable SeqIndex own, Runnable release) {
        List<Feed.Subscription> subscriptions =
                itsFeeds.stream().map(feed -> feed.add(connection, own)).toList();
        streams.put(connection, new Stream(instance, subscriptions, own, release));
        counters.subscriptions(subscriptions.size());
    }

    /** Removes a stream, if it is there, and lets go of its feeds. */
    void remove(SseConnection connection) {
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
    }

    /** Calls {@code action} with every index: those of the feeds, and the streams' own. */
    void forEachIndex(Consumer<SeqIndex> action) {
        feeds.forEach(feed -> action.accept(feed.index));
        for (Stream stream : streams.values()) {
            if (stream.own() != null) {
                action.accept(stream.own());
            }
        }
    }

    boolean isEmpty() {
        return streams.isEmpty();
    }

    boolean contains(SseConnection connection) {
        return streams.containsKey(connection);
    }

    /** Returns those that are open now. */
    List<SseConnection> all() {
        return List.copyOf(streams.keySet());
    }

    /** Returns those that came through {@code instance}. */
    List<SseConnection> of(Object instance) {
        List<SseConnection> found = new ArrayList<>();
        streams.forEach((connection, stream) -> {
            if (stream.instance() == instance) {
                found.add(connection);
            }
        });
        return found;
    }
}
