package io.busbar.pipeline;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Which plugin a thread is in. Written by that thread, at the cost of a few plain stores; read by {@link BlockedCalls}. */
final class RunningCall {

    private static final FastThreadLocal<RunningCall> CURRENT = new FastThreadLocal<>() {
        @Override
        protected RunningCall initialValue() {
            RunningCall call = new RunningCall(Thread.currentThread());
            BlockedCalls.watch(call);
            return call;
        }

        @Override
        protected void onRemoval(RunningCall call) {
            BlockedCalls.forget(call);
        }
    };

    private final Thread thread;
    private final AtomicReference<@Nullable Watched> plugin = new AtomicReference<>();
    private final AtomicLong number = new AtomicLong();

    private RunningCall(Thread thread) {
        this.thread = thread;
    }

    /**
     * Notes that this thread goes into a plugin.
     *
     * @return the one that it was in before, for {@link #exit}
     */
    static @Nullable Watched enter(Watched watched) {
        RunningCall call = CURRENT.get();
        Watched before = call.plugin.getPlain();
        call.number.lazySet(call.number.getPlain() + 1);
        call.plugin.lazySet(watched);
        return before;
    }

    /** Notes that it came back to where it was {@code before}. */
    static void exit(@Nullable Watched before) {
        CURRENT.get().plugin.lazySet(before);
    }

    Thread thread() {
        return thread;
    }

    @Nullable Watched plugin() {
        return plugin.get();
    }

    /** Returns how many calls there were, this one included. */
    long number() {
        return number.get();
    }
}
