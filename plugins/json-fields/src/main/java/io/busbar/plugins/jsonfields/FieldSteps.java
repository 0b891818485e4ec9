package io.busbar.plugins.jsonfields;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The four steps, and which of them a configuration asks for. */
final class FieldSteps {

    private FieldSteps() {}

    /** Returns the steps that {@code config} asks for, in their order. */
    static List<FieldStep> of(JsonFieldsConfig config) {
        List<FieldStep> steps = new ArrayList<>();
        List<String> keep = config.keep();
        if (keep != null) {
            steps.add(new Keep(FieldPointer.parseAll(keep)));
        }
        if (!config.drop().isEmpty()) {
            steps.add(new Drop(FieldPointer.parseAll(config.drop())));
        }
        if (!config.rename().isEmpty()) {
            Map<FieldPointer, String> names = new HashMap<>();
            config.rename().forEach((pointer, name) -> names.put(FieldPointer.parse(pointer), name));
            steps.add(new Rename(names));
        }
        if (!config.mask().isEmpty()) {
            steps.add(new Mask(FieldPointer.parseAll(config.mask()), config.maskWith()));
        }
        return List.copyOf(steps);
    }

    private static final class Keep extends FieldStep {

        Keep(List<FieldPointer> pointers) {
            super(pointers);
        }

        @Override
        @Nullable Object reached(@Nullable Object value, PointerTree place) {
            return value;
        }

        @Override
        Object passedBy(@Nullable Object value) {
            return GONE;
        }
    }

    private static final class Drop extends FieldStep {

        Drop(List<FieldPointer> pointers) {
            super(pointers);
        }

        @Override
        Object reached(@Nullable Object value, PointerTree place) {
            return GONE;
        }
    }

    private static final class Rename extends FieldStep {

        private final Map<FieldPointer, String> names;

        Rename(Map<FieldPointer, String> names) {
            super(List.copyOf(names.keySet()));
            this.names = names;
        }

        /** Other pointers may lead on from here. */
        @Override
        @Nullable Object reached(@Nullable Object value, PointerTree place) {
            return inside(value, place);
        }

        @Override
        String nameOf(String name, PointerTree place) {
            FieldPointer end = place.end();
            return end == null ? name : names.getOrDefault(end, name);
        }
    }

    private static final class Mask extends FieldStep {

        private final String text;

        Mask(List<FieldPointer> pointers, String text) {
            super(pointers);
            this.text = text;
        }

        @Override
        Object reached(@Nullable Object value, PointerTree place) {
            return text;
        }
    }
}
