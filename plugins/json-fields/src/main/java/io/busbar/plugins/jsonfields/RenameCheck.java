package io.busbar.plugins.jsonfields;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds new names that can't be meant: a body must not decide by its order of fields who wins. */
final class RenameCheck {

    private final List<Rename> renames = new ArrayList<>();

    /**
     * Reads the new names.
     *
     * @param rename new names by pointers
     * @throws IllegalArgumentException if a key is not a pointer to fields of one name, or a value not a name
     */
    RenameCheck(Map<String, String> rename) {
        rename.forEach((text, newName) -> {
            FieldPointer field = FieldPointer.parse(text);
            if (field.name().equals(FieldPointer.EACH)) {
                throw new IllegalArgumentException("rename " + field + ": all fields would get the same name");
            }
            if (newName.isEmpty() || newName.startsWith("/")) {
                throw new IllegalArgumentException(
                        "rename " + field + ": the new name must be a name, not a pointer: \"" + newName + "\"");
            }
            renames.add(new Rename(field, newName));
        });
    }

    /**
     * Checks the names against each other, and what is masked after them.
     *
     * @throws IllegalArgumentException if a field would get two names, two fields of an object would get the same one, or
     *     a masked field is not called so any more
     */
    void check(List<FieldPointer> masks) {
        for (int i = 0; i < renames.size(); i++) {
            for (int j = 0; j < i; j++) {
                checkPair(renames.get(i), renames.get(j));
            }
        }
        for (FieldPointer mask : masks) {
            renames.forEach(rename -> checkMask(mask, rename, masks));
        }
    }

    private static void checkPair(Rename one, Rename other) {
        if (one.field.mayBeBeside(other.field)) {
            if (one.field.name().equals(other.field.name())) {
                throw new IllegalArgumentException(
                        "rename: " + one.field + " and " + other.field + " may lead to the same field");
            }
            if (one.newName.equals(other.newName)) {
                throw new IllegalArgumentException("rename: " + one.field + " and " + other.field
                        + " may be fields of one object, which can't both be called \"" + one.newName + "\"");
            }
        }
    }

    /** A secret that is masked under the name that it had would go out under the one that it has. */
    private void checkMask(FieldPointer mask, Rename rename, List<FieldPointer> masks) {
        FieldPointer now = now(rename);
        boolean meansOldName =
                mask.mayLeadThrough(rename.field) || mask.mayLeadThrough(now.withName(rename.field.name()));
        boolean masked = masks.stream().anyMatch(other -> other.mayLeadThrough(now));
        if (meansOldName && !masked && !meansAnother(mask, now.segments().size())) {
            throw new IllegalArgumentException(
                    "mask " + mask + ": comes after rename, by which " + rename.field + " has become " + now);
        }
    }

    /** Returns whether a field at this depth has got the name that {@code mask} says. */
    private boolean meansAnother(FieldPointer mask, int depth) {
        return renames.stream()
                .map(this::now)
                .anyMatch(now -> now.segments().size() == depth && mask.mayLeadThrough(now));
    }

    /** Returns where the field is when all is renamed, the objects around it included. */
    private FieldPointer now(Rename rename) {
        List<String> segments = new ArrayList<>();
        for (int i = 1; i <= rename.field.segments().size(); i++) {
            FieldPointer way = new FieldPointer(rename.field.segments().subList(0, i));
            segments.add(renames.stream()
                    .filter(other -> way.mayBeBeside(other.field) && way.name().equals(other.field.name()))
                    .map(Rename::newName)
                    .findFirst()
                    .orElse(way.name()));
        }
        return new FieldPointer(segments);
    }

    /** One pointer and the name that the fields to which it leads get. */
    private record Rename(FieldPointer field, String newName) {}
}
