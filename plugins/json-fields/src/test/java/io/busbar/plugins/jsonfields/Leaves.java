package io.busbar.plugins.jsonfields;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is in a body whose leaves are numbered, and where. */
final class Leaves {

    private Leaves() {}

    /** Returns the leaves of {@code body} by their numbers, each with its path, in which indexes are marked by {@code #}. What is masked is left out. */
    static Map<Integer, List<String>> leaves(Object body) {
        Map<Integer, List<String>> leaves = new HashMap<>();
        walk(body, List.of(), (path, value) -> {
            if (value instanceof Integer leaf) {
                leaves.put(leaf, path);
            } else if (value instanceof String) {
                assertThat(value).isEqualTo("***");
            }
        });
        return leaves;
    }

    /** Returns the paths of the objects and arrays in {@code body}. */
    static List<List<String>> containers(Object body) {
        List<List<String>> containers = new ArrayList<>();
        walk(body, List.of(), (path, value) -> {
            if (!path.isEmpty() && (value instanceof JsonObject || value instanceof JsonArray)) {
                containers.add(path);
            }
        });
        return containers;
    }

    /** Returns the same paths with all indexes alike. */
    static Map<Integer, List<String>> withoutIndexes(Map<Integer, List<String>> leaves) {
        Map<Integer, List<String>> paths = new TreeMap<>();
        leaves.forEach((leaf, path) -> paths.put(
                leaf,
                path.stream()
                        .map(segment -> segment.startsWith("#") ? "#" : segment)
                        .toList()));
        return paths;
    }

    private interface Visitor {
        void visit(List<String> path, Object value);
    }

    private static void walk(Object value, List<String> path, Visitor visitor) {
        visitor.visit(path, value);
        if (value instanceof JsonObject object) {
            object.forEach(field -> walk(field.getValue(), longer(path, field.getKey()), visitor));
        } else if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                walk(array.getValue(i), longer(path, "#" + i), visitor);
            }
        }
    }

    private static List<String> longer(List<String> path, String segment) {
        List<String> longer = new ArrayList<>(path);
        longer.add(segment);
        return longer;
    }
}
