package io.busbar.plugins.datastar;

import io.busbar.datastar.Datastar;
import io.busbar.datastar.DatastarEvent;
import io.busbar.datastar.ExecuteScript;
import io.busbar.datastar.Mode;
import io.busbar.datastar.Namespace;
import io.busbar.datastar.PatchElements;
import io.busbar.plugin.Event;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads a body that says itself how it patches the page: a patch, or a list of them. */
final class PatchReader {

    private static final String ELEMENTS = "elements";
    private static final String SIGNALS = "signals";
    private static final String SCRIPT = "script";
    private static final String SELECTOR = "selector";
    private static final String MODE = "mode";
    private static final String NAMESPACE = "namespace";
    private static final String TRANSITION = "useViewTransition";
    private static final String TRANSITION_SELECTOR = "viewTransitionSelector";
    private static final String ONLY_IF_MISSING = "onlyIfMissing";
    private static final String ATTRIBUTES = "attributes";
    private static final String AUTO_REMOVE = "autoRemove";

    private static final Set<String> OF_SIGNALS = Set.of(SIGNALS, ONLY_IF_MISSING);
    private static final Set<String> OF_SCRIPT = Set.of(SCRIPT, ATTRIBUTES, AUTO_REMOVE);
    private static final Set<String> OF_ELEMENTS =
            Set.of(ELEMENTS, SELECTOR, MODE, NAMESPACE, TRANSITION, TRANSITION_SELECTOR);

    private PatchReader() {}

    /**
     * Returns the patches.
     *
     * @throws IllegalArgumentException if something is wrong with one of them; the message has the place in the list, and
     *     the key
     */
    static List<DatastarEvent> read(Event event) {
        Object json = event.json();
        if (json instanceof JsonObject object) {
            return List.of(patch(new Fields(object, "")));
        }
        if (json instanceof JsonArray list) {
            List<DatastarEvent> patches = new ArrayList<>(list.size());
            for (int i = 0; i < list.size(); i++) {
                if (!(list.getValue(i) instanceof JsonObject object)) {
                    throw new IllegalArgumentException("[" + i + "] is not a JSON object");
                }
                patches.add(patch(new Fields(object, "[" + i + "].")));
            }
            return patches;
        }
        throw Bodies.refused(event, "is not a JSON object, or a list of them");
    }

    private static DatastarEvent patch(Fields fields) {
        if (fields.has(SIGNALS)) {
            return signals(fields.only(OF_SIGNALS));
        }
        if (fields.has(SCRIPT)) {
            return script(fields.only(OF_SCRIPT));
        }
        return elements(fields.only(OF_ELEMENTS));
    }

    private static DatastarEvent signals(Fields fields) {
        JsonObject signals = fields.object(SIGNALS);
        return Datastar.patchSignals(signals).onlyIfMissing(fields.flag(ONLY_IF_MISSING, false));
    }

    private static DatastarEvent script(Fields fields) {
        String source = fields.text(SCRIPT, "");
        ExecuteScript script =
                fields.check(SCRIPT, () -> Datastar.executeScript(source)).autoRemove(fields.flag(AUTO_REMOVE, true));
        return fields.has(ATTRIBUTES) ? ScriptAttributes.put(script, fields, ATTRIBUTES) : script;
    }

    private static DatastarEvent elements(Fields fields) {
        Mode mode = fields.constant(MODE, Mode.OUTER, Mode::wireName);
        if (!fields.has(ELEMENTS) && !(mode == Mode.REMOVE && fields.has(SELECTOR))) {
            throw fields.fault(
                    "there must be \"elements\", \"signals\", \"script\", or a \"selector\" with \"mode\": \"remove\"");
        }
        PatchElements patch = Datastar.patchElements(fields.text(ELEMENTS, ""))
                .mode(mode)
                .namespace(fields.constant(NAMESPACE, Namespace.HTML, Namespace::wireName))
                .useViewTransition(fields.flag(TRANSITION, false));
        if (fields.has(SELECTOR)) {
            patch = patch.selector(fields.line(SELECTOR));
        }
        return fields.has(TRANSITION_SELECTOR) ? patch.viewTransitionSelector(fields.line(TRANSITION_SELECTOR)) : patch;
    }
}
