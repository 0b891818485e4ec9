package io.busbar.testkit;

import io.busbar.plugin.Plugin;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.concurrent.Callable;

/** A deployment of a plugin's own, so that its timers and consumers go with it. */
final class HarnessVerticle<C extends Record> extends VerticleBase {

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
        return present(plugin.start(config, recording), "start").onComplete(done -> recording.started());
    }

    @Override
    public Future<?> stop() {
        return present(plugin.stop(), "stop");
    }

    /** Returns what a function answers that is called on the plugin's event loop. Not to be called there. */
    <T> T call(Callable<Future<T>> function, String what) throws Exception {
        Promise<T> promise = Promise.promise();
        context.runOnContext(run -> {
            try {
                present(function.call(), what).onComplete(promise);
            } catch (Throwable e) {
                promise.fail(e);
            }
        });
        return Waiting.on(promise.future(), what);
    }

    @SuppressWarnings("NullAway") // plugins can answer null however they are annotated
    private static <F extends Future<?>> F present(F future, String what) {
        if (future == null) {
            throw new AssertionError(what + " returned null, not a future");
        }
        return future;
    }
}
