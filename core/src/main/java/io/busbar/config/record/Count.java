package io.busbar.config.record;

import io.vertx.core.json.JsonObject;

/** How many of {@code unit} there may be. */
record Count(int min, int max, Unit unit) {

    /** What is counted. */
    enum Unit {
        CHARACTERS("character", "characters", "Length"),
        ELEMENTS("element", "elements", "Items"),
        ENTRIES("entry", "entries", "Properties");

        private final String one;
        private final String many;
        private final String keyword;

        Unit(String one, String many, String keyword) {
            this.one = one;
            this.many = many;
            this.keyword = keyword;
        }
    }

    static Count any(Unit unit) {
        return new Count(0, Integer.MAX_VALUE, unit);
    }

    boolean includes(int count) {
        return count >= min && count <= max;
    }

    /** Returns such as {@code 1 to 10 characters}; empty if there may be any number. */
    String words() {
        String bounds = Interval.words(min == 0 ? null : min, max == Integer.MAX_VALUE ? null : max);
        if (bounds.isEmpty()) {
            return "";
        }
        int last = max == Integer.MAX_VALUE ? min : max;
        return bounds + " " + (last == 1 ? unit.one : unit.many);
    }

    /** Adds the bounds to the schema of what is counted. */
    void addTo(JsonObject schema) {
        if (min > 0) {
            schema.put("min" + unit.keyword, min);
        }
        if (max < Integer.MAX_VALUE) {
            schema.put("max" + unit.keyword, max);
        }
    }
}
