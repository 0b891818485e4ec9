package io.busbar.datastar;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs JavaScript in the page, by a {@code script} element at the end of its body. Made by {@link
 * Datastar#executeScript}.
 *
 * @see <a href="https://github.com/starfederation/datastar/blob/main/sdk/ADR.md#serversenteventgeneratorexecutescript">
 *     ExecuteScript, in the SDK specification</a>
 */
public final class ExecuteScript implements DatastarEvent {

    /** After these the browser reads on as something else than this script. */
    private static final Pattern END = Pattern.compile("</script|<!--", Pattern.CASE_INSENSITIVE);

    private static final Pattern ATTRIBUTE = Pattern.compile("[^\\s\"'<>/=\\p{Cntrl}]+");

    private final String script;
    private final Map<String, String> attributes;
    private final boolean autoRemove;
    private final Sending sending;

    /**
     * Creates one.
     *
     * @throws IllegalArgumentException if it holds what would end it, {@code </script} or {@code <!--}; within a string
     *     {@code <\/script} and {@code \x3c!--} say the same
     */
    ExecuteScript(String script) {
        this(check(script), Map.of(), true, Sending.PLAIN);
    }

    private ExecuteScript(String script, Map<String, String> attributes, boolean autoRemove, Sending sending) {
        this.script = script;
        this.attributes = attributes;
        this.autoRemove = autoRemove;
        this.sending = sending;
    }

    private static String check(String script) {
        if (END.matcher(script).find()) {
            throw new IllegalArgumentException("script must not contain </script or <!--, which end it");
        }
        return script;
    }

    /**
     * Returns this with an attribute of the {@code script} element; they are written in the order in which they were given.
     *
     * @param name such as {@code type}
     * @param value any text; escaped
     * @throws IllegalArgumentException if it can't be the name of an attribute
     */
    public ExecuteScript attribute(String name, String value) {
        if (!ATTRIBUTE.matcher(name).matches()) {
            throw new IllegalArgumentException("no name of an attribute: \"" + name + "\"");
        }
        Map<String, String> more = new LinkedHashMap<>(attributes);
        more.put(name, value);
        return new ExecuteScript(script, Collections.unmodifiableMap(more), autoRemove, sending);
    }

    /** Returns this with an element that is removed, or stays, after the script has run; it is removed by default. */
    public ExecuteScript autoRemove(boolean remove) {
        return new ExecuteScript(script, attributes, remove, sending);
    }

    @Override
    public ExecuteScript id(String id) {
        return new ExecuteScript(script, attributes, autoRemove, sending.withId(id));
    }

    @Override
    public ExecuteScript retry(Duration retry) {
        return new ExecuteScript(script, attributes, autoRemove, sending.withRetry(retry));
    }

    @Override
    public String type() {
        return PatchElements.TYPE;
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
        return new PatchElements(tag()).selector("body").mode(Mode.APPEND).data();
    }

    private String tag() {
        StringBuilder tag = new StringBuilder("<script");
        attributes.forEach((name, value) -> tag.append(' ')
                .append(name)
                .append("=\"")
                .append(escaped(value))
                .append('"'));
        if (autoRemove) {
            tag.append(" data-effect=\"el.remove()\"");
        }
        return tag.append('>').append(script).append("</script>").toString();
    }

    private static String escaped(String value) {
        return value.replace("&", "&amp;").replace("\"", "&quot;");
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("script", script);
        if (!attributes.isEmpty()) {
            JsonObject all = new JsonObject();
            attributes.forEach(all::put);
            json.put("attributes", all);
        }
        return autoRemove ? json : json.put("autoRemove", false);
    }

    @Override
    public String encode() {
        return sending.encode(type(), data());
    }
}
