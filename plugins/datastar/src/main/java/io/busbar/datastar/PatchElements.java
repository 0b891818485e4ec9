package io.busbar.datastar;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Puts elements into the page, or takes some out. Made by {@link Datastar#patchElements} and {@link
 * Datastar#removeElements}.
 *
 * @see <a href="https://github.com/starfederation/datastar/blob/main/sdk/ADR.md#serversenteventgeneratorpatchelements">
 *     PatchElements, in the SDK specification</a>
 */
public final class PatchElements implements DatastarEvent {

    static final String TYPE = "datastar-patch-elements";

    private final String elements;
    private final @Nullable String selector;
    private final Mode mode;
    private final Namespace namespace;
    private final boolean viewTransition;
    private final @Nullable String viewTransitionSelector;
    private final Sending sending;

    /** Creates one that patches the elements of the page which have the ids of these. */
    PatchElements(String elements) {
        this(requireNonNull(elements), null, Mode.OUTER, Namespace.HTML, false, null, Sending.PLAIN);
    }

    private PatchElements(
            String elements,
            @Nullable String selector,
            Mode mode,
            Namespace namespace,
            boolean viewTransition,
            @Nullable String viewTransitionSelector,
            Sending sending) {
        this.elements = elements;
        this.selector = selector;
        this.mode = mode;
        this.namespace = namespace;
        this.viewTransition = viewTransition;
        this.viewTransitionSelector = viewTransitionSelector;
        this.sending = sending;
    }

    /**
     * Returns this with a target.
     *
     * @param css a CSS selector; all elements that it selects are targets. Without one, the elements of the page which have
     *     the ids of those that are sent
     * @throws IllegalArgumentException if it holds a CR, LF or NUL
     */
    public PatchElements selector(String css) {
        String line = OneLine.check("selector", css);
        return new PatchElements(elements, line, mode, namespace, viewTransition, viewTransitionSelector, sending);
    }

    /** Returns this with another way into the page; {@link Mode#OUTER} by default. */
    public PatchElements mode(Mode newMode) {
        return new PatchElements(
                elements, selector, newMode, namespace, viewTransition, viewTransitionSelector, sending);
    }

    /** Returns this with elements of another kind; {@link Namespace#HTML} by default. */
    public PatchElements namespace(Namespace newNamespace) {
        return new PatchElements(
                elements, selector, mode, newNamespace, viewTransition, viewTransitionSelector, sending);
    }

    /** Returns this with, or without, an animation by the browser's view transitions; without, by default. */
    public PatchElements useViewTransition(boolean use) {
        return new PatchElements(elements, selector, mode, namespace, use, viewTransitionSelector, sending);
    }

    /**
     * Returns this with an element within which the view transition is to be; of the whole page by default. Nothing without
     * {@link #useViewTransition}.
     *
     * @throws IllegalArgumentException if it holds a CR, LF or NUL
     */
    public PatchElements viewTransitionSelector(String css) {
        String line = OneLine.check("viewTransitionSelector", css);
        return new PatchElements(elements, selector, mode, namespace, viewTransition, line, sending);
    }

    @Override
    public PatchElements id(String id) {
        return with(sending.withId(id));
    }

    @Override
    public PatchElements retry(Duration retry) {
        return with(sending.withRetry(retry));
    }

    private PatchElements with(Sending other) {
        return new PatchElements(elements, selector, mode, namespace, viewTransition, viewTransitionSelector, other);
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public @Nullable String id() {
        return sending.id();
    }

    @Override
    public @Nullable Duration retry() {
        return sending.retry();
    }

    @Override
    public String data() {
        DataLines lines = new DataLines();
        if (selector != null) {
            lines.add("selector", selector);
        }
        if (mode != Mode.OUTER) {
            lines.add("mode", mode.wireName());
        }
        if (viewTransition) {
            lines.add("useViewTransition", "true");
            if (viewTransitionSelector != null) {
                lines.add("viewTransitionSelector", viewTransitionSelector);
            }
        }
        if (namespace != Namespace.HTML) {
            lines.add("namespace", namespace.wireName());
        }
        if (mode != Mode.REMOVE || !elements.isEmpty()) {
            lines.add("elements", elements);
        }
        return lines.toString();
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        if (mode != Mode.REMOVE || !elements.isEmpty()) {
            json.put("elements", elements);
        }
        putIfGiven(json, "selector", selector);
        if (mode != Mode.OUTER) {
            json.put("mode", mode.wireName());
        }
        if (namespace != Namespace.HTML) {
            json.put("namespace", namespace.wireName());
        }
        if (viewTransition) {
            json.put("useViewTransition", true);
            putIfGiven(json, "viewTransitionSelector", viewTransitionSelector);
        }
        return json;
    }

    private static void putIfGiven(JsonObject json, String key, @Nullable String value) {
        if (value != null) {
            json.put(key, value);
        }
    }

    @Override
    public String encode() {
        return sending.encode(TYPE, data());
    }
}
