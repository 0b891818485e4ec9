package io.busbar.pipeline;

import io.busbar.pipeline.PluginCounters.Count;
import io.busbar.plugin.Authorizer;
import io.busbar.plugin.BridgeListener;
import io.busbar.plugin.Event;
import io.busbar.plugin.EventFilter;
import io.busbar.plugin.Subscriber;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The functions of a bridge's plugins that concern subscribers: filters, authorizers and listeners. Thread-safe. */
final class Gate {

    private static final Gate OPEN = new Gate(List.of());

    private final List<Guard> stopping;
    private final Guarded<EventFilter>[] filters;
    private final List<Guarded<Authorizer>> authorizers;
    private final List<Guarded<BridgeListener>> listeners;

    // for the end of a gate that was replaced
    private final AtomicInteger asking = new AtomicInteger();
    private final Promise<Void> unasked = Promise.promise();
    private volatile boolean replaced;

    @SuppressWarnings("unchecked")
    Gate(List<ActivePlugin> plugins) {
        stopping = plugins.stream()
                .map(ActivePlugin::guard)
                .filter(guard -> guard.policy().breakerStops())
                .toList();
        filters = all(plugins, plugin -> plugin.filters).toArray(Guarded[]::new);
        authorizers = all(plugins, plugin -> plugin.authorizers);
        listeners = all(plugins, plugin -> plugin.listeners);
    }

    /** Returns the gate of a bridge without plugins. */
    static Gate open() {
        return OPEN;
    }

    private static <F> List<F> all(List<ActivePlugin> plugins, Function<ActivePlugin, List<F>> functions) {
        return plugins.stream().map(functions).flatMap(List::stream).toList();
    }

    /** Returns whether the breaker of a plugin has stopped the bridge. */
    boolean isStopped() {
        for (Guard guard : stopping) {
            if (guard.stopsBridge()) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether there are filters or listeners. */
    boolean knowsSubscribers() {
        return filters.length > 0 || !listeners.isEmpty();
    }

    boolean accepts(Event event, Subscriber subscriber) {
        for (Guarded<EventFilter> filter : filters) {
            if (!accepts(filter, event, subscriber)) {
                return false;
            }
        }
        return true;
    }

    private static boolean accepts(Guarded<EventFilter> filter, Event event, Subscriber subscriber) {
        Guard guard = filter.guard();
        if (guard.isOut()) {
            return guard.isBypassed();
        }
        if (filter.rests()) {
            return guard.policy().failOpen();
        }
        Watched before = RunningCall.enter(filter);
        boolean accepted;
        try {
            accepted = filter.function().accepts(event, subscriber);
        } catch (Throwable e) {
            // Whatever it is: code of others must not end this event loop's work.
            filter.failed("filter, on address " + event.address(), e);
            return guard.policy().failOpen();
        } finally {
            RunningCall.exit(before);
        }
        filter.succeeded();
        if (!accepted) {
            guard.count(Count.FILTERED);
        }
        return accepted;
    }

    /**
     * Completes on {@code eventLoop}, where the authorizers are called: with null if all agree to each address, or the
     * client is {@code gone}, else with the first that was refused.
     */
    Future<@Nullable String> refused(Subscriber subscriber, EventLoop eventLoop, BooleanSupplier gone) {
        Future<@Nullable String> refused = Future.succeededFuture();
        for (String address : subscriber.addresses()) {
            for (Guarded<Authorizer> authorizer : authorizers) {
                refused = refused.compose(before -> before != null || gone.getAsBoolean()
                        ? Future.succeededFuture(before)
                        : permits(authorizer, subscriber, address, eventLoop)
                                .map(permitted -> permitted ? null : address));
            }
        }
        asking.incrementAndGet();
        return refused.andThen(done -> {
            if (asking.decrementAndGet() == 0 && replaced) {
                unasked.tryComplete();
            }
        });
    }

    /** Completes when no authorizer is asked any more. Nobody may begin to ask. */
    Future<Void> whenUnasked() {
        replaced = true;
        if (asking.get() == 0) {
            unasked.tryComplete();
        }
        return unasked.future();
    }

    private static Future<Boolean> permits(
            Guarded<Authorizer> authorizer, Subscriber subscriber, String address, EventLoop eventLoop) {
        Guard guard = authorizer.guard();
        if (guard.isOut()) {
            return guard.isBypassed() ? Future.succeededFuture(true) : Future.failedFuture(new PluginFailedException());
        }
        if (authorizer.rests()) {
            return unanswered(guard);
        }
        Promise<Boolean> asked = Promise.promise();
        Watched before = RunningCall.enter(authorizer);
        try {
            Future<Boolean> answer = authorizer.function().authorize(subscriber, address);
            if (answer == null) {
                throw new PluginFault("it returned null, not a future");
            }
            // A future of the plugin's own making may be of any behaviour.
            answer.onComplete(asked::handle);
        } catch (Throwable e) {
            asked.tryFail(e);
        } finally {
            RunningCall.exit(before);
        }
        return inTime(asked.future(), guard.policy().timeoutMs(), eventLoop)
                .map(answer -> {
                    if (answer == null) {
                        throw new PluginFault("its future completed with null, not with true or false");
                    }
                    authorizer.succeeded();
                    if (!answer) {
                        guard.count(Count.REFUSED);
                    }
                    return answer;
                })
                .recover(cause -> {
                    authorizer.failed("authorizer, on address " + address, cause);
                    return unanswered(guard);
                });
    }

    private static Future<Boolean> unanswered(Guard guard) {
        return guard.policy().failOpen()
                ? Future.succeededFuture(true)
                : Future.failedFuture(new PluginFailedException());
    }

    /** The answer may come on any thread; the next one is asked on the loop. */
    private static Future<Boolean> inTime(Future<Boolean> answer, long timeoutMs, EventLoop eventLoop) {
        if (answer.isComplete() && eventLoop.inEventLoop()) {
            return answer;
        }
        Promise<Boolean> promise = Promise.promise();
        ScheduledFuture<?> timer = eventLoop.schedule(
                () -> promise.tryFail(new UnansweredException(timeoutMs)), timeoutMs, TimeUnit.MILLISECONDS);
        answer.onComplete(result -> eventLoop.execute(() -> {
            if (timer.cancel(false)) {
                promise.handle(result);
            }
        }));
        return promise.future();
    }

    void tell(String of, Consumer<BridgeListener> what) {
        for (int i = 0; i < listeners.size(); i++) {
            Guarded<BridgeListener> listener = listeners.get(i);
            if (listener.guard().isOut() || listener.rests()) {
                continue;
            }
            Watched before = RunningCall.enter(listener);
            try {
                what.accept(listener.function());
            } catch (Throwable e) {
                listener.guard().failedAside("listener, told of " + of, e);
            } finally {
                RunningCall.exit(before);
            }
        }
    }
}
