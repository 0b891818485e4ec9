package io.busbar.cluster.history;

import io.busbar.history.Log;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** What this node wants to have recorded. Each recorder is asked for all of it. Confined to the hub's context. */
final class Wants {

    private final Function<String, Future<Long>> ask;
    private final BiConsumer<String, BooleanSupplier> release;
    private final Map<String, Want> byAddress = new HashMap<>();

    /** What is read here already, and of which the recorder may not know. */
    private final Set<String> lost = new HashSet<>();

    private static final class Want {
        private final Promise<Long> since = Promise.promise();
        private int holds;
        private boolean isAsked;
    }

    /**
     * Creates a table without any.
     *
     * @param ask has the recorder record an address for this node
     * @param release tells it that this is not needed any more, unless it is by then
     */
    Wants(Function<String, Future<Long>> ask, BiConsumer<String, BooleanSupplier> release) {
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
        want.isAsked = true;
        ask.apply(address).onComplete(answer -> {
            want.isAsked = false;
            boolean isWanted = want.equals(byAddress.get(address));
            if (answer.succeeded()) {
                want.since.tryComplete(answer.result());
                if (!isWanted && !byAddress.containsKey(address)) {
                    // It was given up while the recorder did not answer.
                    giveUp(address);
                }
            } else if (want.since.tryFail(answer.cause())) {
                // Who comes next asks anew; the recorder may have heard, and only its answer be late.
                if (byAddress.remove(address, want) || !byAddress.containsKey(address)) {
                    giveUp(address);
                }
            } else if (isWanted) {
                lost.add(address);
            }
        });
    }

    private void letGo(String address, Want want) {
        if (--want.holds == 0 && byAddress.remove(address, want)) {
            lost.remove(address);
            giveUp(address);
        }
    }

    private void giveUp(String address) {
        release.accept(address, () -> byAddress.containsKey(address));
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
        List.copyOf(byAddress.keySet()).forEach(this::askUnlessAsked);
    }

    /** Asks once more for what the recorder did not answer. */
    void askForLost() {
        List<String> some = List.copyOf(lost);
        lost.clear();
        some.forEach(this::askUnlessAsked);
    }

    private void askUnlessAsked(String address) {
        Want want = byAddress.get(address);
        if (want != null && !want.isAsked) {
            ask(address, want);
        }
    }
}
