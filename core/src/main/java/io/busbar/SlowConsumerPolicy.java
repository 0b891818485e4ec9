package io.busbar;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What happens to a reader for whom events have waited longer than {@link SlowConsumerOptions#getLag}. Under every policy
 * a reader that takes nothing at all for {@link SlowConsumerOptions#getStall} is cut.
 */
public enum SlowConsumerPolicy {
    /**
     * It reads on at its own pace. If it falls out of what is retained, it is told with {@code busbar.lagged}, and goes on
     * from the oldest.
     */
    @JsonProperty("replay")
    REPLAY,

    /** It is cut, as {@code slow}. An {@code EventSource} comes back by itself and, with a history, resumes. */
    @JsonProperty("disconnect")
    DISCONNECT,

    /** Events that have waited too long are left out; it is told with {@code busbar.lagged} as soon as it reads again. */
    @JsonProperty("drop-oldest")
    DROP_OLDEST,

    /**
     * A reader that is behind, or resumes, gets only the newest event per conflation key of an address: those that have
     * a newer one are left out without a word. What has no key has its address as the key.
     */
    @JsonProperty("conflate")
    CONFLATE
}
