package io.busbar.plugins.datastar;

import io.busbar.datastar.Mode;
import io.busbar.datastar.Namespace;
import io.busbar.plugin.AddressPattern;
import io.busbar.plugin.config.Default;
import io.busbar.plugin.config.Description;
import io.busbar.plugin.config.Matches;
import io.busbar.plugin.config.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the events of some addresses.
 *
 * @param addresses which: names and patterns
 * @param as what their bodies become
 * @param signal for signals: under which one the body is put; null if it is a JSON object of signals
 * @param onlyIfMissing for signals: those alone that the page does not have
 * @param template for elements: Mustache, filled by the body
 * @param selector for elements: CSS; null if the elements have ids
 * @param mode for elements
 * @param namespace for elements
 * @param useViewTransition for elements
 * @param viewTransitionSelector for elements: CSS
 */
@Description("What becomes of the events of some addresses.")
public record Rule(
        @Description("The addresses: `*` stands for one segment, a final `**` for the rest.")
        @Default("[\"**\"]")
        @Size(min = 1) List<String> addresses,

        @Description(
                "What a body becomes: `patches`, as it says itself; `signals`, of which it is the values; or `elements`,"
                        + " with a template that it fills.")
        @Default("patches")
        As as,

        @Description(
                "For `signals`: the signal that gets the body, such as `machine.cpu`; then it may be any JSON. Without, it"
                        + " is an object of signals.")
        @Matches("[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*(\\.[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*)*")
        @Nullable String signal,

        @Description("For `signals`: patches those alone that the page does not have.") @Default("false")
        boolean onlyIfMissing,

        @Description(
                "For `elements`: a Mustache template. `{{name}}` is a field of the body, escaped; `{{.}}` the body itself.")
        @Nullable String template,

        @Description("For `elements`: CSS, where they go. Without, where the elements with their ids are.")
        @Matches("[^\\r\\n\\x00]+")
        @Nullable String selector,

        @Description("For `elements`: how they get there.") @Default("outer")
        Mode mode,

        @Description("For `elements`: of what kind they are.") @Default("html")
        Namespace namespace,

        @Description("For `elements`: whether the browser animates the change.") @Default("false")
        boolean useViewTransition,

        @Description("For `elements`: CSS, within which element it does.") @Matches("[^\\r\\n\\x00]+") @Nullable String viewTransitionSelector) {

    /**
     * Checks what annotations can't.
     *
     * @throws IllegalArgumentException if an address is no pattern, the template none, or something is given that is for
     *     another kind of rule
     */
    public Rule {
        addresses = List.copyOf(addresses);
        addresses.forEach(AddressPattern::parse);
        if (as != As.SIGNALS && (signal != null || onlyIfMissing)) {
            throw new IllegalArgumentException("signal and onlyIfMissing are for rules with \"as\": \"signals\"");
        }
        boolean forElements = template != null
                || selector != null
                || mode != Mode.OUTER
                || namespace != Namespace.HTML
                || useViewTransition
                || viewTransitionSelector != null;
        if (as != As.ELEMENTS && forElements) {
            throw new IllegalArgumentException("template, selector, mode, namespace, useViewTransition and"
                    + " viewTransitionSelector are for rules with \"as\": \"elements\"");
        }
        if (as == As.ELEMENTS) {
            if (template == null) {
                throw new IllegalArgumentException("a rule with \"as\": \"elements\" needs a template");
            }
            HtmlTemplate.of(template);
        }
        if (viewTransitionSelector != null && !useViewTransition) {
            throw new IllegalArgumentException("viewTransitionSelector needs useViewTransition");
        }
    }
}
