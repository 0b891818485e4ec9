package com.example.yaml;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads YAML that strangers wrote: plain values alone, never objects of classes that the text names. */
final class YamlReader {

    private final LoaderOptions options = new LoaderOptions();

    YamlReader(YamlToJsonConfig config) {
        options.setCodePointLimit(config.maxCharacters());
        options.setMaxAliasesForCollections(config.maxAliases());
        options.setNestingDepthLimit(config.maxDepth());
        options.setAllowDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
    }

    /**
     * Returns the JsonObject or JsonArray that {@code text} means.
     *
     * @throws org.yaml.snakeyaml.error.YAMLException if it is not one document of YAML within the limits
     * @throws IllegalArgumentException if it is neither a mapping nor a sequence, or holds what JSON can't say
     */
    Object read(String text) {
        Object document = new Yaml(new SafeConstructor(options)).load(text);
        if (!(document instanceof Map) && !(document instanceof Collection)) {
            throw new IllegalArgumentException("neither a mapping nor a sequence");
        }
        return new Conversion().json(document, 0);
    }

    /** One document's. Aliases make few characters mean many values, or even endlessly many: so they are counted. */
    private final class Conversion {

        private int values;

        Object json(Object value, int depth) {
            if (++values > options.getCodePointLimit() || depth > options.getNestingDepthLimit()) {
                throw new IllegalArgumentException("aliases make it too large");
            }
            if (value instanceof Map<?, ?> mapping) {
                return object(mapping, depth);
            }
            if (value instanceof Collection<?> sequence) {
                JsonArray array = new JsonArray();
                sequence.forEach(element -> array.add(json(element, depth + 1)));
                return array;
            }
            if (value instanceof Date date) {
                return date.toInstant().toString();
            }
            boolean plain = value == null || value instanceof String || value instanceof Boolean || isFinite(value);
            if (!plain && !(value instanceof byte[])) {
                throw new IllegalArgumentException("JSON can't say " + value);
            }
            return value;
        }

        private JsonObject object(Map<?, ?> mapping, int depth) {
            JsonObject object = new JsonObject();
            mapping.forEach((key, value) -> {
                if (key instanceof Map || key instanceof Collection) {
                    throw new IllegalArgumentException("JSON has no mappings or sequences as keys");
                }
                object.put(String.valueOf(key), json(value, depth + 1));
            });
            return object;
        }
    }

    private static boolean isFinite(Object value) {
        return value instanceof Number number && Double.isFinite(number.doubleValue());
    }
}
