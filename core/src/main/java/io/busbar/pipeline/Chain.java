package io.busbar.pipeline;

import io.busbar.plugin.Event;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transforms of all plugins of a bridge, in their order. Confined to the bridge's context; {@link Gate} has what other
 * threads call.
 */
final class Chain {

    private static final Logger LOG = LoggerFactory.getLogger(Chain.class);

    private final Stage[] stages;
    private final int formatBegins;
    private final List<AsyncStage> asyncStages = new ArrayList<>();
    private @Nullable Promise<Void> idle;

    /**
     * Creates a chain without events.
     *
     * @param formatted whether the last of the plugins is the format
     */
    Chain(List<ActivePlugin> plugins, boolean formatted, ContextInternal bridge) {
        List<Stage> all = new ArrayList<>();
        int beforeLast = 0;
        for (ActivePlugin plugin : plugins) {
            beforeLast = all.size();
            for (ActivePlugin.StageMaker maker : plugin.stages) {
                Stage stage = maker.make(bridge, new After(all.size() + 1));
                all.add(stage);
                if (stage instanceof AsyncStage async) {
                    asyncStages.add(async);
                }
            }
        }
        stages = all.toArray(Stage[]::new);
        formatBegins = formatted ? beforeLast : stages.length;
    }

    /** Returns whether there are no transforms. */
    boolean isEmpty() {
        return stages.length == 0;
    }

    /** Sends {@code event} through the chain; {@code passage} gets what comes out, now or later. */
    void run(Event event, Passage passage) {
        run(0, event, passage);
    }

    /** Sends {@code event} through the format alone, as {@link #run}. */
    void format(Event event, Passage passage) {
        run(formatBegins, event, passage);
    }

    private void run(int from, Event event, Passage passage) {
        passage.begin();
        try {
            proceed(from, event, null, passage);
        } finally {
            passage.end();
        }
    }

    /** Completes when nothing is on its way any more. */
    Future<Void> whenIdle() {
        Promise<Void> promise = Promise.promise();
        idle = promise;
        tellIfIdle();
        return promise.future();
    }

    private void proceed(int from, Event event, @Nullable Guard author, Passage passage) {
        Event current = event;
        Guard changedBy = author;
        for (int i = from; i < stages.length; i++) {
            if (stages[i].guard().stopsBridge()) {
                passage.lost(current.address(), 1);
                return;
            }
            if (stages[i] instanceof AsyncStage async) {
                async.take(current, changedBy, passage);
                return;
            }
            SyncStage sync = (SyncStage) stages[i];
            Event result = sync.apply(current, passage);
            if (result == null) {
                return;
            }
            if (result != current) {
                changedBy = sync.guard();
                current = result;
            }
        }
        passage.out(current, changedBy);
    }

    /** Loses whatever is on its way. */
    void abort() {
        asyncStages.forEach(AsyncStage::abort);
    }

    private void tellIfIdle() {
        if (idle != null && asyncStages.stream().allMatch(AsyncStage::isIdle)) {
            idle.tryComplete();
        }
    }

    /** What follows the stage before {@code index}. */
    private final class After implements AsyncStage.Next {
        private final int index;

        After(int index) {
            this.index = index;
        }

        @Override
        public void proceed(List<Event> events, @Nullable Guard author, Passage passage) {
            for (Event event : events) {
                try {
                    Chain.this.proceed(index, event, author, passage);
                } catch (RuntimeException e) {
                    // The others, and those behind them, are to go on.
                    LOG.error("An event on " + event.address() + " could not go on", e);
                }
            }
        }

        @Override
        public void idle() {
            tellIfIdle();
        }
    }
}
