package io.busbar.pipeline;

import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds plugins that keep a thread. It looks at each thread four times a second, so that a call costs no look at the
 * clock; what it sees in the same call for a second it reports, and again every ten. Thread-safe.
 */
final class BlockedCalls {

    private static final int PERIOD_MILLIS = 250;
    private static final int LOOKS_TO_REPORT = 4;
    private static final int LOOKS_TO_REPEAT = 40;

    private static final Map<RunningCall, Seen> THREADS = new ConcurrentHashMap<>();

    // guarded by this class's lock
    private static int holders;
    private static @Nullable ScheduledFuture<?> looking;

    private BlockedCalls() {}

    /** What was seen of a thread; used by the looking thread only. */
    private static final class Seen {
        private long number;
        private int times;
    }

    static void watch(RunningCall call) {
        THREADS.put(call, new Seen());
    }

    static void forget(RunningCall call) {
        THREADS.remove(call);
    }

    /** Looks from now on, for one more. */
    static synchronized void hold() {
        if (holders++ == 0) {
            // With a delay: after a halt of the machine, looks that make up for it would all see the same call.
            looking = GlobalEventExecutor.INSTANCE.scheduleWithFixedDelay(
                    BlockedCalls::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Looks for one less. */
    static synchronized void letGo() {
        if (--holders == 0 && looking != null) {
            looking.cancel(false);
            looking = null;
        }
    }

    private static void look() {
        THREADS.forEach((call, seen) -> {
            long number = call.number();
            Watched plugin = call.plugin();
            if (plugin == null || number != seen.number) {
                seen.number = number;
                seen.times = 0;
            } else if (++seen.times % LOOKS_TO_REPEAT == LOOKS_TO_REPORT) {
                plugin.blocked(call.thread(), (long) seen.times * PERIOD_MILLIS, seen.times > LOOKS_TO_REPORT);
            }
        });
    }
}
