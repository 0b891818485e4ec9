package io.busbar.pipeline;

import io.busbar.plugin.Event;
import org.jspecify.annotations.Nullable;

/** What happens to an event, or to what became of it, at the end of the chain. Called on the bridge's context. */
public interface Passage {

    /**
     * Takes an event that came through.
     *
     * @param author the plugin that made it what it is; null if it is as it came
     */
    void out(Event event, @Nullable Guard author);

    /** Is told that so many events on {@code address} were lost in a row because too many are on their way. */
    void lost(String address, int events);

    /** Is told that a plugin failed on the event, so that nothing comes of it. */
    default void failed() {}

    /** Returns whether only someone who waits for the event is to be told of its loss, so that there is no place to keep. */
    default boolean isAwaited() {
        return false;
    }

    /** Is told that one more part of the event is on its way. */
    default void begin() {}

    /** Is told that one part is done with. */
    default void end() {}
}
