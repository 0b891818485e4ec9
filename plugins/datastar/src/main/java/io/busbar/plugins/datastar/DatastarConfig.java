package io.busbar.plugins.datastar;

import io.busbar.plugin.config.Default;
import io.busbar.plugin.config.Description;
import java.util.List;

/**
 * What becomes of the bridge's events: every one becomes patches, as its body says, unless a rule says otherwise.
 *
 * @param rules the first whose addresses match an event's counts
 */
@Description("Makes patches of Datastar pages of bus messages.")
public record DatastarConfig(
        @Description(
                "What becomes of the events of some addresses; the first rule that matches counts. Without one, a body"
                        + " says itself how it patches the page.")
        @Default("[]")
        List<Rule> rules) {

    /** Copies the list. */
    public DatastarConfig {
        rules = List.copyOf(rules);
    }
}
