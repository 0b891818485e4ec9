package io.busbar.testkit;

/** The bridge that a stream comes from, as far as the stream's recorder asks it. Thread-safe. */
interface Origin {

    /** Returns the id at which the log ends. */
    String logEnd();

    /** Returns what may explain that something else came than was expected: a line for a failure's message, or nothing. */
    default String state() {
        return "";
    }
}
