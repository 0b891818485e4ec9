package io.busbar.benchmarks.load.growth;

import io.busbar.benchmarks.load.server.Limits;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What points are called. */
final class Points {

    private Points() {}

    /** Returns a number as tables have it. */
    static String label(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Returns how many connections there can be instead of these, each once, and what to call them. */
    static Map<Integer, String> possible(List<Integer> wanted) throws IOException {
        return possible(wanted, Limits.connections());
    }

    /** Returns the same for a system that allows {@code most}. */
    static Map<Integer, String> possible(List<Integer> wanted, int most) {
        Map<Integer, String> possible = new LinkedHashMap<>();
        StringBuilder beyond = new StringBuilder();
        for (int count : wanted) {
            if (count <= most) {
                possible.put(count, label(count));
            } else {
                beyond.append(beyond.isEmpty() ? "" : ", ").append(label(count));
            }
        }
        if (!beyond.isEmpty()) {
            possible.put(most, label(most) + " (instead of " + beyond + ": the limit of open files)");
        }
        return possible;
    }
}
