package io.busbar.cluster.history;

import io.busbar.history.Log;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** What this node wants to have recorded. Each recorder is asked for all of it. Confined to the hub's context. */
final class Wants {

    private final Function<String, Future<Long>> ask;
    private final Consumer<String> release;
    private final Map<String, Want> byAddress = new HashMap<>();

    private static final class Want {
        private final Promise<Long> since = Promise.promise();
        private int holds;
    }

    /**
     * Creates a table without any.
     *
     * @param ask has the recorder record an address for this node
     * @param release tells it that this is not needed any more
     */
    Wants(Function<String, Future<Long>> ask, Consumer<String> release) {
        this.ask = ask;
        this.release = release;
    }

    /** As {@link Log#hold}. */
    Log.Hold hold(String address) {
        Want want = byAddress.get(address);
        if (want == null) {
            want = new Want();
            byAddress.put(address, want);
            ask(address, want);
        }
        want.holds++;
        Want held = want;
        return new Log.Hold(held.since.future(), () -> letGo(address, held));
    }

    private void ask(String address, Want want) {
        ask.apply(address).onSuccess(want.since::tryComplete).onFailure(cause -> {
            // Who comes next asks anew.
            if (want.since.tryFail(cause)) {
                byAddress.remove(address, want);
            }
        });
    }

    private void letGo(String address, Want want) {
        if (--want.holds == 0 && byAddress.remove(address, want)) {
            release.accept(address);
        }
    }

    /** Completes what waits for {@code address}, which was recorded before there was nobody to ask. */
    void recorded(String address, long since) {
        Want want = byAddress.get(address);
        if (want != null) {
            want.since.tryComplete(since);
        }
    }

    /** Asks a new recorder for all that the one before did. */
    void askAgain() {
        for (Map.Entry<String, Want> each : List.copyOf(byAddress.entrySet())) {
            if (each.getValue().since.future().isComplete()) {
                ask(each.getKey(), each.getValue());
            }
        }
    }
}
