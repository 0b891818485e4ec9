package io.busbar.recorder;

import io.busbar.draft.Draft;
import io.busbar.history.Log;
import io.busbar.history.LogRecord;
import io.busbar.history.NoRecorderException;
import io.busbar.intake.Intake;
import io.busbar.metrics.Counters;
import io.busbar.metrics.DropReason;
import io.busbar.pipeline.AwaitedPassage;
import io.busbar.pipeline.Guard;
import io.busbar.pipeline.OverloadedException;
import io.busbar.pipeline.Passage;
import io.busbar.pipeline.Pipeline;
import io.busbar.plugin.Event;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The ways in that nobody waits on: from the bus and from plugins, through the pipeline and the intake into the log.
 * Confined to the hub's context.
 */
final class Inflow {

    private static final Logger LOG = LoggerFactory.getLogger(Inflow.class);

    private final Pipeline pipeline;
    private final Intake intake;
    private final Log.Appender log;
    private final Counters counters;
    private final Gaps gaps;
    private final Passage forPatterns = new FromBus(true);
    private final Passage forItsAddress = new FromBus(false);

    Inflow(ContextInternal context, Pipeline pipeline, Intake intake, Log.Appender log, Counters counters) {
        this.pipeline = pipeline;
        this.intake = intake;
        this.log = log;
        this.counters = counters;
        this.gaps = new Gaps(context, this::appendGap);
    }

    /** Takes an event of the bus in. */
    void take(Event event, boolean seenByPatterns) {
        pipeline.take(event, seenByPatterns ? forPatterns : forItsAddress);
    }

    /** Takes an event of a plugin in; completes when the chain is done with it. */
    Future<Void> feed(Event event) {
        FromPlugin passage = new FromPlugin();
        pipeline.take(event, passage);
        return passage.outcome.future();
    }

    /** Tells of no loss any more. */
    void close() {
        gaps.close();
    }

    /** An event that nobody waits for. */
    private final class FromBus implements Passage {
        private final boolean seenByPatterns;

        FromBus(boolean seenByPatterns) {
            this.seenByPatterns = seenByPatterns;
        }

        @Override
        public void out(Event event, @Nullable Guard author) {
            if (intake.isReleased()) {
                notAppended(event.address(), new NoRecorderException());
                return;
            }
            LogRecord record = intake.record(Draft.of(event), seenByPatterns, null, author);
            if (record != null) {
                gaps.end(event.address());
                log.append(record).onFailure(cause -> notAppended(event.address(), cause));
            }
        }

        private void notAppended(String address, Throwable cause) {
            if (cause instanceof OverloadedException) {
                lost(address, 1);
            } else if (cause instanceof NoRecorderException) {
                // Who records next says that something is missing.
                counters.dropped(DropReason.OVERLOADED);
            } else {
                counters.dropped(DropReason.FAILED);
                LOG.warn("An event on " + address + " could not be recorded", cause);
            }
        }

        @Override
        public void lost(String address, int events) {
            counters.dropped(DropReason.OVERLOADED, events);
            gaps.lost(address, seenByPatterns);
        }
    }

    private void appendGap(String address, boolean seenByPatterns) {
        LogRecord record = intake.gap(address, seenByPatterns);
        if (record != null) {
            log.append(record).onFailure(cause -> LOG.debug("A loss could not be recorded", cause));
        }
    }

    /** An event whose source waits for it to be done with. What is lost of it readers are told as of any event. */
    private final class FromPlugin extends AwaitedPassage {
        private final Promise<Void> outcome = Promise.promise();

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
