package io.busbar.history;

/** How a resume ended. */
public enum ResumeStatus {
    /** Everything since the position follows, each event once, in order. */
    EXACT("exact"),
    /** Something since the position may be missing. */
    PARTIAL("partial"),
    /** The position is none of this log: the stream is as a fresh one. */
    RESET("reset");

    private final String text;

    ResumeStatus(String text) {
        this.text = text;
    }

    /** Returns the status as clients and counters see it. */
    public String text() {
        return text;
    }
}
