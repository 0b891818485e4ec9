package io.busbar.pipeline;

import io.busbar.address.AddressPattern;
import io.busbar.plugin.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks what transforms answer. */
public final class Results {

    /** So many events may take the place of one. */
    static final int MOST = 1_000;

    private Results() {}

    /**
     * Checks the events that take the place of {@code event}.
     *
     * @throws PluginFault if they can't be
     */
    static List<Event> check(@Nullable List<@Nullable Event> results, Event event, PluginPolicy policy) {
        if (results == null) {
            throw new PluginFault("its future completed with null; a list without elements drops the event");
        }
        // The plugin may go on to change its list.
        Event[] copy = results.toArray(Event[]::new);
        if (copy.length > MOST) {
            throw new PluginFault("it made " + copy.length + " events of one; at most " + MOST + " are allowed");
        }
        for (Event result : copy) {
            if (result == null) {
                throw new PluginFault("the list that its future completed with holds null");
            }
            if (!result.equals(event)) {
                check(result, policy);
            }
        }
        return List.of(copy);
    }

    /**
     * Checks one event; null is one that was dropped.
     *
     * @throws PluginFault if it can't be
     */
    static void check(@Nullable Event result, PluginPolicy policy) {
        if (result == null) {
            return;
        }
        if (AddressPattern.isPattern(result.address())) {
            throw new PluginFault("an event's address must not hold a wildcard: " + result.address());
        }
        if (BodySize.atLeast(result.body(), policy.eventBytes()) > policy.eventBytes()) {
            throw new PluginFault(tooLarge(policy.eventBytes()));
        }
    }

    /** Returns what to say of an event that is larger than {@code eventBytes}. */
    public static String tooLarge(long eventBytes) {
        return "it made an event of more than " + eventBytes + " bytes, which limits.eventBytes does not allow";
    }
}
