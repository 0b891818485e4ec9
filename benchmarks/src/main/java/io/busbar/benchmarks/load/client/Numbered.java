package io.busbar.benchmarks.load.client;

import java.util.Locale;

/** Names that end in a number, always as long: event {@code n} of a series over {@code a} addresses is published to {@code n % a}. */
public final class Numbered {

    static final int DIGITS = 6;

    private Numbered() {}

    /** Returns a name. */
    public static String name(String prefix, int number) {
        return String.format(Locale.ROOT, "%s%0" + DIGITS + "d", prefix, number);
    }
}
