package io.busbar.testkit;

import java.util.Map;

/** Looks into what is counted. */
final class Figures {

    private Figures() {}

    /**
     * Returns the value of a counter or gauge.
     *
     * @throws AssertionError if it is not there, which a gauge that throws is not either
     */
    static long find(Map<String, Long> values, String name) {
        Long value = values.get(name);
        if (value == null) {
            throw new AssertionError("there is no " + name + " among " + values.keySet());
        }
        return value;
    }
}
