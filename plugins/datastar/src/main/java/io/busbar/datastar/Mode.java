package io.busbar.datastar;

import java.util.Locale;

/**
 * How elements get into the page.
 *
 * <p>All but {@link #OUTER} and {@link #REPLACE} need a selector; {@link #REMOVE} needs one if there are no elements.
 *
 * @see <a href="https://github.com/starfederation/datastar/blob/main/sdk/ADR.md#elementpatchmode">ElementPatchMode</a>
 */
public enum Mode {

    /** Morphs the target into the element: what stays the same keeps its state. The default. */
    OUTER,

    /** Morphs what is in the target. */
    INNER,

    /** Replaces the target, whose state is lost. */
    REPLACE,

    /** Inserts at the begin of what is in the target. */
    PREPEND,

    /** Inserts at the end of what is in the target. */
    APPEND,

    /** Inserts before the target. */
    BEFORE,

    /** Inserts behind the target. */
    AFTER,

    /** Removes the target. */
    REMOVE;

    /** Returns the name on the wire, such as {@code outer}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
