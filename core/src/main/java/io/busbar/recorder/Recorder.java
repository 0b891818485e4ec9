package io.busbar.recorder;

import io.busbar.bus.BusConsumers;
import io.busbar.bus.BusMark;
import io.busbar.draft.Draft;
import io.busbar.history.EventId;
import io.busbar.history.IdempotencyKey;
import io.busbar.history.Log;
import io.busbar.history.NoRecorderException;
import io.busbar.history.PublishedKeys;
import io.busbar.intake.Intake;
import io.busbar.metrics.Counters;
import io.busbar.permission.RuleCache;
import io.busbar.pipeline.Pipeline;
import io.busbar.plugin.Event;
import io.busbar.plugins.PluginSources;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.Collection;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Records a bridge's events, from when its node got to do so until another does. Confined to the hub's context, but for what
 * is said of it.
 */
public final class Recorder implements Log.Recording {

    private final Intake intake;
    private final Inflow inflow;
    private final Publisher publisher;
    private final BusConsumers consumers;
    private final PluginSources sources;
    private volatile @Nullable Future<Void> stopped;

    /**
     * Creates a recorder that consumes nothing yet.
     *
     * @param vertx whose event bus this is about
     * @param context the hub's
     * @param isWanted whether to record events of an address, which patterns see or not
     * @param keys of what is in the log
     * @param sources of plugins, which feed as long as this records
     */
    public Recorder(
            Vertx vertx,
            ContextInternal context,
            RecorderSettings settings,
            Pipeline pipeline,
            RuleCache rules,
            BiPredicate<String, Boolean> isWanted,
            PublishedKeys keys,
            Log.Appender log,
            PluginSources sources,
            Counters counters) {
        this.sources = sources;
        BusMark mark = new BusMark(settings.bridge() + "@" + EventId.logOf(log.epoch()));
        intake = new Intake(rules, isWanted, settings.eventBytes(), counters);
        inflow = new Inflow(context, pipeline, intake, log, counters);
        publisher = new Publisher(vertx, pipeline, intake, log, keys, mark);
        consumers = new BusConsumers(
                vertx,
                settings.sources(),
                log,
                mark,
                settings.lingerNanos(),
                settings.addressLimit(),
                counters,
                inflow::take);
    }

    @Override
    public Future<Void> start(Collection<String> addresses) {
        return consumers.start(addresses).andThen(started -> {
            // It may have been stopped while the bus took its time: then another node records.
            if (started.succeeded() && stopped == null) {
                sources.begin();
            }
        });
    }

    @Override
    public Log.Hold hold(String address) {
        return consumers.hold(address);
    }

    @Override
    public Future<@Nullable Long> publish(Draft draft, @Nullable IdempotencyKey key) {
        return publisher.publish(draft, key);
    }

    @Override
    public Future<Void> feed(Event event) {
        return stopped == null ? inflow.feed(event) : Future.failedFuture(new NoRecorderException());
    }

    /** Returns how many bus consumers there are. Any thread. */
    public int busConsumers() {
        return consumers.count();
    }

    /** Returns whether it records nothing new. Any thread. */
    public boolean isStopped() {
        return stopped != null;
    }

    @Override
    public Future<Void> stop() {
        Future<Void> stopping = stopped;
        if (stopping == null) {
            publisher.close();
            stopping = sources.end().eventually(consumers::close).andThen(done -> {
                inflow.close();
                intake.release();
            });
            stopped = stopping;
        }
        return stopping;
    }
}
