package io.busbar.plugins.datastar;

import io.busbar.datastar.ExecuteScript;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the attributes of a script: an object of names and values, or a list of texts such as {@code type="module"}, as
 * Datastar's SDK specification has them. However they come, they are escaped anew.
 */
final class ScriptAttributes {

    private static final Pattern ONE = Pattern.compile("([^=]+)(?:=(?:\"([^\"]*)\"|'([^']*)'|([^\"'\\s>]*)))?");

    private ScriptAttributes() {}

    /** Returns {@code script} with the attributes, in their order. */
    static ExecuteScript put(ExecuteScript script, Fields fields, String key) {
        Object value = fields.value(key);
        ExecuteScript result = script;
        if (value instanceof JsonObject object) {
            for (Map.Entry<String, Object> each : object) {
                result = put(result, fields, key, each.getKey(), each.getValue());
            }
            return result;
        }
        if (value instanceof JsonArray list) {
            for (Object each : list) {
                Matcher parts = each instanceof String text ? ONE.matcher(text) : null;
                if (parts == null || !parts.matches()) {
                    throw fields.fault(key, "must be texts such as type=\"module\"");
                }
                result = put(result, fields, key, parts.group(1), valueOf(parts));
            }
            return result;
        }
        throw fields.fault(key, "must be a JSON object, or a list of texts");
    }

    private static String valueOf(Matcher parts) {
        for (int i = 2; i <= parts.groupCount(); i++) {
            if (parts.group(i) != null) {
                return parts.group(i);
            }
        }
        return "";
    }

    private static ExecuteScript put(
            ExecuteScript script, Fields fields, String key, String name, @Nullable Object value) {
        if (!(value instanceof String || value instanceof Number || value instanceof Boolean)) {
            throw fields.fault(key, "\"" + name + "\" must be a text, a number, true or false");
        }
        return fields.check(key, () -> script.attribute(name, value.toString()));
    }
}
