package io.busbar.benchmarks.load.tool;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What can be chosen of a scenario: {@code key=value} parted by blanks; values that are lists are parted by commas. Immutable. */
public final class Settings {

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads {@code text}.
     *
     * @param defaults all keys there are, and their values where {@code text} has none
     * @throws IllegalArgumentException naming a key that is none
     */
    public static Settings parse(String text, Map<String, String> defaults) {
        Map<String, String> values = new HashMap<>(defaults);
        for (String pair : text.strip().split("\\s+", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (pair.isEmpty()) {
                continue;
            }
            if (equals < 0 || !defaults.containsKey(key)) {
                throw new IllegalArgumentException(
                        pair + ": not one of " + new TreeSet<>(defaults.keySet()) + " with =VALUE");
            }
            values.put(key, pair.substring(equals + 1));
        }
        return new Settings(values);
    }

    /** Returns the value of {@code key}. */
    public String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key);
        }
        return value;
    }

    /** Returns the value of {@code key}, a list. */
    public List<String> texts(String key) {
        return text(key).isEmpty() ? List.of() : Arrays.asList(text(key).split(",", -1));
    }

    /** Returns the value of {@code key}, a number. */
    public int number(String key) {
        return Integer.parseInt(text(key));
    }

    /** Returns the value of {@code key}, a list of numbers. */
    public List<Integer> numbers(String key) {
        return texts(key).stream().map(Integer::valueOf).toList();
    }

    /** Returns the value of {@code key}, a number; {@code other} if it is empty. */
    public int number(String key, int other) {
        return text(key).isEmpty() ? other : number(key);
    }
}
