package io.busbar.plugins.datastar;

import static java.util.Objects.requireNonNull;

import io.busbar.datastar.Datastar;
import io.busbar.datastar.DatastarEvent;
import io.busbar.datastar.PatchElements;
import io.busbar.plugin.Event;
import java.util.List;
import java.util.function.UnaryOperator;

/** Makes elements of a body, by a template. */
final class ElementsMapping implements Mapping {

    private final HtmlTemplate template;
    private final UnaryOperator<PatchElements> options;

    /** Creates what {@code rule}, which has a template, says. */
    ElementsMapping(Rule rule) {
        template = HtmlTemplate.of(requireNonNull(rule.template()));
        options = optionsOf(rule);
    }

    private static UnaryOperator<PatchElements> optionsOf(Rule rule) {
        String selector = rule.selector();
        String transition = rule.viewTransitionSelector();
        return patch -> {
            PatchElements result =
                    patch.mode(rule.mode()).namespace(rule.namespace()).useViewTransition(rule.useViewTransition());
            result = selector == null ? result : result.selector(selector);
            return transition == null ? result : result.viewTransitionSelector(transition);
        };
    }

    @Override
    public List<? extends DatastarEvent> patches(Event event) {
        Object json = event.json();
        Object value = json == null ? event.body() : json;
        if (value == null) {
            throw Bodies.refused(event, "a template needs");
        }
        return List.of(options.apply(Datastar.patchElements(template.fill(value))));
    }
}
