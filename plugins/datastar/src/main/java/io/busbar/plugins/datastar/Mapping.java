package io.busbar.plugins.datastar;

import io.busbar.datastar.DatastarEvent;
import io.busbar.plugin.Event;
import java.util.List;

/** Makes patches of an event. Thread-safe. */
@FunctionalInterface
interface Mapping {

    /**
     * Returns the patches, in their order.
     *
     * @throws IllegalArgumentException if they can't be made of this body; the message says why
     */
    List<? extends DatastarEvent> patches(Event event);

    /** Returns what {@code rule} says. */
    static Mapping of(Rule rule) {
        return switch (rule.as()) {
            case PATCHES -> PatchReader::read;
            case SIGNALS -> new SignalsMapping(rule.signal(), rule.onlyIfMissing());
            case ELEMENTS -> new ElementsMapping(rule);
        };
    }
}
