package io.busbar.pipeline;

/** Whose calls are looked at. */
interface Watched {

    /**
     * Is told that a call has kept {@code thread}. Called by the looking thread.
     *
     * @param millis for how long
     * @param again whether it was told so of this call before
     */
    void blocked(Thread thread, long millis, boolean again);
}
