package io.busbar.hub;

import io.busbar.history.Log;
import io.busbar.history.LogRecord;
import io.busbar.intake.Intake;
import io.busbar.intake.PublishKey;
import io.busbar.intake.PublishedEvent;
import io.busbar.intake.Publisher;
import io.busbar.metrics.Counters;
import io.busbar.metrics.DropReason;
import io.busbar.pipeline.AwaitedPassage;
import io.busbar.pipeline.Guard;
import io.busbar.pipeline.OverloadedException;
import io.busbar.pipeline.Passage;
import io.busbar.pipeline.Pipeline;
import io.busbar.plugin.Event;
import io.busbar.plugins.Inlet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ways in: from the bus, from publishers, and from plugins, through the pipeline and the intake into the log.
 * Confined to the hub's context, but for what it offers as an {@link Inlet}, and {@link #publish}.
 */
final class Inflow implements Inlet {

    private static final Logger LOG = LoggerFactory.getLogger(Inflow.class);

    private final ContextInternal context;
    private final Pipeline pipeline;
    private final Intake intake;
    private final Log log;
    private final Publisher publisher;
    private final Counters counters;
    private final Gaps gaps;
    private final Passage forPatterns = new FromBus(true);
    private final Passage forItsAddress = new FromBus(false);
    private boolean closed;

    Inflow(ContextInternal context, Pipeline pipeline, Intake intake, Log log, Publisher publisher, Counters counters) {
        this.context = context;
        this.pipeline = pipeline;
        this.intake = intake;
        this.log = log;
        this.publisher = publisher;
        this.counters = counters;
        this.gaps = new Gaps(context, this::appendGap);
    }

    /** Takes an event of the bus in. */
    void take(Event event, boolean seenByPatterns) {
        pipeline.take(event, seenByPatterns ? forPatterns : forItsAddress);
    }

    /** Completes on the caller's context, with the event's id, or with null if it was not recorded. Any thread. */
    Future<@Nullable String> publish(Event event, @Nullable PublishKey key) {
        Promise<@Nullable String> promise = context.owner().getOrCreateContext().promise();
        onContext(promise, () -> publisher.publish(event, key).onComplete(promise));
        return promise.future();
    }

    @Override
    public Future<@Nullable String> publish(String address, @Nullable Object body, Map<String, String> headers) {
        try {
            return publish(PublishedEvent.of(address, body, headers), null);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    @Override
    public Future<Void> feed(Event event) {
        Promise<Void> promise = context.owner().getOrCreateContext().promise();
        onContext(promise, () -> pipeline.take(event, new FromPlugin(promise)));
        return promise.future();
    }

    /** Refuses everything from now on. */
    void close() {
        closed = true;
        gaps.close();
    }

    private void onContext(Promise<?> promise, Runnable task) {
        context.runOnContext(run -> {
            if (closed) {
                promise.fail(new HubClosedException());
                return;
            }
            try {
                task.run();
            } catch (Throwable e) {
                promise.tryFail(e);
            }
        });
    }

    /** An event that nobody waits for. */
    private final class FromBus implements Passage {
        private final boolean seenByPatterns;

        FromBus(boolean seenByPatterns) {
            this.seenByPatterns = seenByPatterns;
        }

        @Override
        public void out(Event event, @Nullable Guard author) {
            LogRecord record = intake.record(event, seenByPatterns, null, author);
            if (record != null) {
                gaps.end(event.address());
                append(record);
            }
        }

        @Override
        public void lost(String address, int events) {
            counters.dropped(DropReason.OVERLOADED, events);
            gaps.lost(address, seenByPatterns);
        }
    }

    private void append(LogRecord record) {
        log.append(record).onFailure(cause -> LOG.warn("An event could not be recorded", cause));
    }

    private void appendGap(String address, boolean seenByPatterns) {
        LogRecord record = intake.gap(address, seenByPatterns);
        if (record != null) {
            append(record);
        }
    }

    /** An event whose source waits for it to be done with. What is lost of it readers are told as of any event. */
    private final class FromPlugin extends AwaitedPassage {
        private final Promise<Void> outcome;

        FromPlugin(Promise<Void> outcome) {
            this.outcome = outcome;
        }

        @Override
        public void out(Event event, @Nullable Guard author) {
            forPatterns.out(event, author);
        }

        @Override
        public void lost(String address, int events) {
            forPatterns.lost(address, events);
            super.lost(address, events);
        }

        @Override
        protected void done(boolean someLost) {
            if (someLost) {
                outcome.tryFail(new OverloadedException());
            } else {
                outcome.tryComplete();
            }
        }
    }
}
