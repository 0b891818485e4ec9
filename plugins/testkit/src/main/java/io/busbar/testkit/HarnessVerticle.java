package io.busbar.testkit;

import io.busbar.plugin.Plugin;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A deployment of a plugin's own, so that its timers and consumers go with it. */
final class HarnessVerticle<C extends Record> extends VerticleBase {

    /** So many lines of a stack tell enough. */
    private static final int FRAMES = 12;

    private final Plugin<C> plugin;
    private final C config;
    private final RecordingContext recording;

    HarnessVerticle(Plugin<C> plugin, C config, RecordingContext recording) {
        this.plugin = plugin;
        this.config = config;
        this.recording = recording;
    }

    @Override
    public Future<?> start() throws Exception {
        return present(plugin.start(config, recording), "start").andThen(done -> recording.started());
    }

    /** As a bridge, which takes null for done. */
    @Override
    @SuppressWarnings("NullAway") // plugins can answer null however they are annotated
    public Future<?> stop() {
        Future<?> stopped = plugin.stop();
        return stopped == null ? Future.succeededFuture() : stopped;
    }

    /**
     * Returns what a function answers that is called on the plugin's event loop. Not to be called there.
     *
     * @throws AssertionError if it does not in time; tells where it is
     */
    <T> T call(Callable<Future<T>> function, String what) throws Exception {
        Promise<T> promise = Promise.promise();
        AtomicReference<@Nullable Thread> busy = new AtomicReference<>();
        context.runOnContext(run -> {
            busy.set(Thread.currentThread());
            try {
                present(function.call(), what).onComplete(promise);
            } catch (Throwable e) {
                promise.fail(e);
            } finally {
                busy.set(null);
            }
        });
        try {
            return Waiting.on(promise.future(), what);
        } catch (AssertionError e) {
            throw promise.future().isComplete() ? e : new AssertionError(e.getMessage() + whereIs(busy.get()), e);
        }
    }

    private static String whereIs(@Nullable Thread busy) {
        return busy == null
                ? "; its future has not completed"
                : Stream.of(busy.getStackTrace())
                        .limit(FRAMES)
                        .map(frame -> "\n\tat " + frame)
                        .collect(Collectors.joining("", "; it has not returned, and is", ""));
    }

    @SuppressWarnings("NullAway") // plugins can answer null however they are annotated
    private static <F extends Future<?>> F present(F future, String what) {
        if (future == null) {
            throw new AssertionError(what + " returned null, not a future");
        }
        return future;
    }
}
