package io.busbar.plugins.datastar;

/** What a body becomes. */
public enum As {

    /** What it says itself: it is a patch, or a list of them. */
    PATCHES,

    /** Signals: it is their values. */
    SIGNALS,

    /** Elements: it fills a template. */
    ELEMENTS
}
