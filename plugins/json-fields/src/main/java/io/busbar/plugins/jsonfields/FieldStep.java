package io.busbar.plugins.jsonfields;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of the work on a body: walks to where pointers lead, and decides what becomes of what is there. Immutable and
 * thread-safe.
 *
 * <p>Others see the same body, so nothing in it is ever changed: of each object and array in which something changes
 * there is a new one, and the rest is shared.
 */
abstract class FieldStep {

    /** Stands for what goes, with its name. */
    static final Object GONE = new Object();

    private final PointerTree pointers;

    FieldStep(List<FieldPointer> pointers) {
        this.pointers = new PointerTree(pointers);
    }

    /** Returns what becomes of {@code body}, a JsonObject or a JsonArray: one of the same type, itself if nothing changes. */
    final Object apply(Object body) {
        return body instanceof JsonObject object
                ? changedFields(object, object.getMap(), pointers)
                : changedElements(body, ((JsonArray) body).getList(), pointers);
    }

    /** Returns what becomes of a value to which a pointer leads: another, itself, or {@link #GONE}. */
    abstract @Nullable Object reached(@Nullable Object value, PointerTree place);

    /** Returns what becomes of a value to which no pointer leads, nor through which: itself, or {@link #GONE}. */
    @Nullable Object passedBy(@Nullable Object value) {
        return value;
    }

    /** Returns the name that the field {@code name}, at {@code place}, has from now on. */
    String nameOf(String name, PointerTree place) {
        return name;
    }

    /** Returns what becomes of a value through which pointers may lead. */
    final @Nullable Object inside(@Nullable Object value, PointerTree place) {
        if (value instanceof JsonObject object) {
            return changedFields(value, object.getMap(), place);
        }
        if (value instanceof JsonArray array) {
            return changedElements(value, array.getList(), place);
        }
        // A JsonObject or JsonArray may hold these instead of its own kind.
        if (value instanceof Map<?, ?> fields) {
            return changedFields(value, fields, place);
        }
        if (value instanceof List<?> elements) {
            return changedElements(value, elements, place);
        }
        return passedBy(value);
    }

    private Object changedFields(Object given, Map<?, ?> fields, PointerTree place) {
        Map<String, Object> result = new LinkedHashMap<>();
        boolean changed = false;
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            String name = String.valueOf(field.getKey());
            PointerTree next = place.field(name);
            Object becomes = changed(field.getValue(), next);
            String newName = next == null ? name : nameOf(name, next);
            boolean renamed = !newName.equals(name);
            changed |= renamed || becomes != field.getValue();
            if (becomes != GONE && (renamed || !result.containsKey(name))) {
                result.put(newName, becomes);
            }
        }
        return changed ? new JsonObject(result) : given;
    }

    private Object changedElements(Object given, List<?> elements, PointerTree place) {
        List<Object> result = new ArrayList<>();
        boolean changed = false;
        for (int i = 0; i < elements.size(); i++) {
            Object element = elements.get(i);
            Object becomes = changed(element, place.element(i));
            changed |= becomes != element;
            if (becomes != GONE) {
                result.add(becomes);
            }
        }
        return changed ? new JsonArray(result) : given;
    }

    private @Nullable Object changed(@Nullable Object value, @Nullable PointerTree place) {
        if (place == null) {
            return passedBy(value);
        }
        return place.end() == null ? inside(value, place) : reached(value, place);
    }
}
