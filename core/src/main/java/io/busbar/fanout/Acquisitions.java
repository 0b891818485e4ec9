package io.busbar.fanout;

import io.busbar.address.SubscriptionKey;
import io.busbar.bus.AddressLimitException;
import io.busbar.bus.BusSource;
import io.busbar.bus.BusSources;
import io.busbar.delivery.DeliveryLoop;
import io.busbar.delivery.Upstream;
import io.busbar.history.Log;
import io.busbar.history.LogClosedException;
import io.busbar.window.Window;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What event loops have asked for. Confined to the hub's context, but for {@link #acquire}. */
final class Acquisitions {

    private final ContextInternal context;
    private final Log log;
    private final BusSources sources;
    private final Window window;
    private final Interest interest;
    private final int limit;
    private final BiConsumer<SubscriptionKey, Boolean> onInterest;
    private final Set<Acquisition> waiting = new HashSet<>();
    private int unbounded;
    private boolean closed;

    /**
     * Creates a table without any.
     *
     * @param limit the most keys that take no consumer of their own, of which there could be any number
     * @param onInterest told of each key that someone wants now, or nobody any more
     */
    Acquisitions(
            ContextInternal context,
            Log log,
            BusSources sources,
            Window window,
            Interest interest,
            int limit,
            BiConsumer<SubscriptionKey, Boolean> onInterest) {
        this.context = context;
        this.log = log;
        this.sources = sources;
        this.window = window;
        this.interest = interest;
        this.limit = limit;
        this.onInterest = onInterest;
    }

    /** As {@link Upstream#acquire}. Any thread. */
    Upstream.Acquisition acquire(SubscriptionKey key, DeliveryLoop loop) {
        Acquisition acquisition = new Acquisition(key, loop);
        context.runOnContext(run -> acquisition.begin());
        return acquisition;
    }

    /** Refuses what waits, and everything from now on. */
    void close() {
        closed = true;
        waiting.forEach(each -> each.ready.tryFail(new LogClosedException()));
        waiting.clear();
    }

    private final class Acquisition implements Upstream.Acquisition {
        private final SubscriptionKey key;
        private final DeliveryLoop loop;
        private final boolean isUnbounded;
        private final boolean isListed;
        private final Promise<Upstream.Acquired> ready;

        // null if it was refused
        private Log.@Nullable Hold hold;

        Acquisition(SubscriptionKey key, DeliveryLoop loop) {
            this.key = key;
            this.loop = loop;
            BusSource source = key.pattern() == null ? sources.covering(key.text()) : null;
            isListed = key.pattern() != null || source != null;
            isUnbounded = key.pattern() != null || (source != null && source.addressHeader() != null);
            ready = context.owner()
                    .contextBuilder()
                    .withEventLoop(loop.eventLoop())
                    .build()
                    .promise();
        }

        void begin() {
            if (closed) {
                ready.fail(new LogClosedException());
                return;
            }
            if (isUnbounded && !interest.contains(key)) {
                if (unbounded == limit) {
                    ready.fail(new AddressLimitException(limit));
                    return;
                }
                unbounded++;
            }
            boolean isNew = !interest.contains(key);
            interest.add(key, loop);
            if (isNew) {
                onInterest.accept(key, true);
            }
            Log.Hold held = isListed ? new Log.Hold(log.sourcesRecordedSince(), () -> {}) : log.hold(key.text());
            hold = held;
            long indexedSince = window.head();
            waiting.add(this);
            held.recordedSince()
                    .onSuccess(recordedSince -> {
                        log.endTold();
                        ready.tryComplete(new Upstream.Acquired(indexedSince, recordedSince));
                    })
                    .onFailure(ready::tryFail)
                    .onComplete(done -> waiting.remove(this));
        }

        @Override
        public Future<Upstream.Acquired> ready() {
            return ready.future();
        }

        @Override
        public void release() {
            context.runOnContext(run -> {
                if (hold != null) {
                    interest.remove(key, loop);
                    if (!interest.contains(key)) {
                        unbounded -= isUnbounded ? 1 : 0;
                        onInterest.accept(key, false);
                    }
                    hold.release().run();
                }
            });
        }
    }
}
