package io.busbar.hub;

import io.busbar.draft.Draft;
import io.busbar.history.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/**
 * An event that is to be published, with what can be made of it on any thread. Immutable.
 *
 * @param key what the log keeps of its idempotency key; null if there is none
 */
public record Submission(Draft draft, @Nullable IdempotencyKey key) {}
