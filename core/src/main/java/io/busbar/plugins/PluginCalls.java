package io.busbar.plugins;

import io.busbar.pipeline.Guard;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Calls one plugin for what is no event, so that what it throws, or never ends, harms nobody. The bridge's event loop only. */
final class PluginCalls {

    private static final Logger LOG = LoggerFactory.getLogger(PluginCalls.class);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    private final PluginOffer offer;
    private final ContextInternal home;
    private final Guard guard;

    /**
     * Creates calls of a plugin that is contained by {@code guard}.
     *
     * @param home the bridge's context, on whose event loop the plugin is called, and on which all futures complete
     */
    PluginCalls(PluginOffer offer, ContextInternal home, Guard guard) {
        this.offer = offer;
        this.home = home;
        this.guard = guard;
    }

    /** Returns the bridge's context. */
    ContextInternal home() {
        return home;
    }

    /** Returns a new scope, to be closed when that for which it was made has ended. */
    PluginScope newScope() {
        return new PluginScope(offer.name(), home.owner(), home.nettyEventLoop(), offer.loader());
    }

    /** Calls {@code code} on the context of {@code scope}. A null that it returns is done. Never throws. */
    Future<?> call(PluginScope scope, Callable<@Nullable Future<?>> code) {
        ContextInternal previous = scope.context().beginDispatch();
        try {
            Future<?> future = guard.call(code);
            return future == null ? Future.succeededFuture() : onLoop(future);
        } catch (Throwable e) {
            // Whatever it is: code of others must not end this event loop's work.
            return Future.failedFuture(e);
        } finally {
            scope.context().endDispatch(previous);
        }
    }

    /** What comes next is the bridge's business: what that makes must not go with the plugin. */
    private <T> Future<T> onLoop(Future<T> future) {
        Promise<T> promise = home.promise();
        future.onComplete(promise);
        return promise.future();
    }

    /** Returns {@code future}, or, if it is null, one that failed since it must not be. */
    Future<?> started(String what, @Nullable Future<?> future) {
        return future == null
                ? Future.failedFuture(notStarted(
                        what + " returned null; it has to return a future, such as Future.succeededFuture()"))
                : future;
    }

    /** Returns the exception of a plugin that can't be started. */
    PluginException notStarted(String why) {
        return new PluginException("plugin " + offer.title() + " can't be started: " + why);
    }

    /** As {@link Deadline#on}. */
    Future<Void> inTime(Duration limit, String what, Future<?> future) {
        return Deadline.on(home, limit, what, future);
    }

    /** Returns a future that completes when {@code end} does, or has had its time; what fails is logged. */
    Future<Void> quietly(String what, Future<?> end) {
        return inTime(LONGEST_STOP, what, end).otherwise(cause -> {
            LOG.warn("Plugin " + offer.title() + " failed at " + what, cause);
            return null;
        });
    }

    /** Counts and logs a failure that has no other effect on the plugin. */
    void failedAside(String function, Throwable cause) {
        guard.failedAside(function, cause);
    }
}
