package io.busbar.pipeline;

/** One transform of the chain. */
sealed interface Stage permits SyncStage, AsyncStage {

    /** Returns what contains it. */
    Guard guard();
}
