package io.busbar.plugins;

import io.busbar.plugin.EventSource;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An event source of a plugin, in one run after the other. The bridge's context only. */
final class FeedingSource {

    private static final Duration LONGEST_START = Duration.ofSeconds(30);
    private static final long SHORTEST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    private final EventSource source;
    private final PluginCalls calls;
    private final Inlet inlet;
    private final boolean isPerNode;
    private boolean opened;
    private boolean wanted;
    private @Nullable SourceRun run;
    private @Nullable Long retry;

    /** Completes when no earlier run is under way. Never fails. */
    private Future<Void> ended = Future.succeededFuture();

    /** Creates a source that has not begun. */
    FeedingSource(EventSource source, PluginCalls calls, Inlet inlet) {
        this.source = source;
        this.calls = calls;
        this.inlet = inlet;
        this.isPerNode = source.isPerNode();
    }

    /** Returns whether each node of a cluster has one. */
    boolean isPerNode() {
        return isPerNode;
    }

    /** Lets the source begin for the first time, with its plugin, which fails if this does. */
    Future<?> start() {
        wanted = true;
        return newRun().start();
    }

    /** Lets events into the bridge from now on. */
    void open() {
        opened = true;
        if (run != null) {
            run.open();
        }
    }

    /** Lets the source begin, when an earlier run is over, if it has not; if it can't, again after pauses that get longer. */
    void begin() {
        if (!wanted) {
            wanted = true;
            begin(SHORTEST_PAUSE_MILLIS);
        }
    }

    private void begin(long pause) {
        SourceRun next = newRun();
        calls.inTime(LONGEST_START, "start() of a source", ended.compose(over -> next.start()))
                .onFailure(cause -> {
                    if (next.equals(run)) {
                        calls.failedAside("source, which is tried again", cause);
                        endRun();
                        retry = calls.home().setTimer(pause, id -> {
                            retry = null;
                            begin(Math.min(2 * pause, LONGEST_PAUSE_MILLIS));
                        });
                    }
                });
    }

    private SourceRun newRun() {
        SourceRun next = new SourceRun(source, calls, inlet);
        run = next;
        if (opened) {
            next.open();
        }
        return next;
    }

    private void endRun() {
        if (run != null) {
            ended = Future.join(ended, run.stop()).mapEmpty();
            run = null;
        }
    }

    /** Takes no more, and ends the source, if it was to begin; completes, and never fails, when that is done. */
    Future<Void> stop() {
        wanted = false;
        if (retry != null) {
            calls.home().owner().cancelTimer(retry);
            retry = null;
        }
        endRun();
        return ended;
    }
}
