package io.busbar.plugins.jsonfields;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a set of pointers leads from some place in a body, so that one walk through the body follows them all.
 * Immutable.
 */
final class PointerTree {

    private final Map<String, PointerTree> named = new HashMap<>();
    private final @Nullable PointerTree each;
    private final @Nullable FieldPointer end;

    /** Creates the tree of {@code pointers} at the root of a body. */
    PointerTree(List<FieldPointer> pointers) {
        this(pointers, 0);
    }

    private PointerTree(List<FieldPointer> pointers, int depth) {
        end = pointers.stream()
                .filter(pointer -> pointer.segments().size() == depth)
                .findFirst()
                .orElse(null);
        List<FieldPointer> further = pointers.stream()
                .filter(pointer -> pointer.segments().size() > depth)
                .toList();
        List<FieldPointer> toEach = further.stream()
                .filter(pointer -> pointer.segments().get(depth).equals(FieldPointer.EACH))
                .toList();
        each = toEach.isEmpty() ? null : new PointerTree(toEach, depth + 1);
        for (FieldPointer pointer : further) {
            String name = pointer.segments().get(depth);
            if (!name.equals(FieldPointer.EACH) && !named.containsKey(name)) {
                named.put(name, new PointerTree(leadingTo(name, further, depth), depth + 1));
            }
        }
    }

    /** Pointers to each lead to what has a name, too: with them in its own tree, a walk needs to be in one place only. */
    private static List<FieldPointer> leadingTo(String name, List<FieldPointer> pointers, int depth) {
        return pointers.stream()
                .filter(pointer -> {
                    String segment = pointer.segments().get(depth);
                    return segment.equals(name) || segment.equals(FieldPointer.EACH);
                })
                .toList();
    }

    /** Returns the place of an object's field, or null if no pointer leads to it or through it. */
    @Nullable PointerTree field(String name) {
        PointerTree place = named.get(name);
        return place == null ? each : place;
    }

    /** Returns the place of an array's element, or null if no pointer leads to it or through it. */
    @Nullable PointerTree element(int index) {
        return named.isEmpty() ? each : field(Integer.toString(index));
    }

    /** Returns a pointer that leads just here, or null if there is none. */
    @Nullable FieldPointer end() {
        return end;
    }
}
