package io.busbar.bus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The listed sources of a bridge. Immutable. */
public record BusSources(List<BusSource> all) {

    /** Copies {@code all}. */
    public BusSources {
        all = List.copyOf(all);
    }

    /** Returns the source that brings the events of {@code address}; null if it is unlisted. */
    public @Nullable BusSource covering(String address) {
        for (BusSource source : all) {
            if (source.covers(address)) {
                return source;
            }
        }
        return null;
    }
}
