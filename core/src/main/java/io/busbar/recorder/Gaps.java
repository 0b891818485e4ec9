package io.busbar.recorder;

import io.vertx.core.internal.ContextInternal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where events are being lost. The first loss on an address is told at once; those that follow within a second are told
 * together, when that is over or before the next event, so that whoever came meanwhile hears of them too. Confined to the
 * hub's context.
 */
final class Gaps {

    private static final long PERIOD_MILLIS = 1_000;
    private static final int MOST = 10_000;

    private final ContextInternal context;
    private final BiConsumer<String, Boolean> tell;
    private final Map<Place, Boolean> untold = new LinkedHashMap<>();
    private @Nullable Long timer;

    private record Place(String address, boolean seenByPatterns) {}

    /**
     * Creates one that knows of no loss.
     *
     * @param tell writes into the log that events of an address were lost, which patterns see or not
     */
    Gaps(ContextInternal context, BiConsumer<String, Boolean> tell) {
        this.context = context;
        this.tell = tell;
    }

    /** Notes a loss. */
    void lost(String address, boolean seenByPatterns) {
        Place place = new Place(address, seenByPatterns);
        if (untold.size() == MOST || !untold.containsKey(place)) {
            tell.accept(address, seenByPatterns);
            if (untold.size() < MOST) {
                untold.put(place, false);
                arm();
            }
        } else {
            untold.put(place, true);
        }
    }

    /** Is to be called before an event that comes through is recorded. */
    void end(String address) {
        if (!untold.isEmpty()) {
            end(new Place(address, true));
            end(new Place(address, false));
        }
    }

    private void end(Place place) {
        if (Boolean.TRUE.equals(untold.remove(place))) {
            tell.accept(place.address(), place.seenByPatterns());
        }
    }

    private void arm() {
        if (timer == null) {
            timer = context.setTimer(PERIOD_MILLIS, id -> {
                timer = null;
                List.copyOf(untold.keySet()).forEach(this::end);
            });
        }
    }

    /** Forgets everything. */
    void close() {
        untold.clear();
        if (timer != null) {
            context.owner().cancelTimer(timer);
            timer = null;
        }
    }
}
