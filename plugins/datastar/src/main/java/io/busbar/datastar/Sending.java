package io.busbar.datastar;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an event has beside its type and its data.
 *
 * @param id null for none
 * @param retry null to leave it as it is
 */
record Sending(@Nullable String id, @Nullable Duration retry) {

    static final Sending PLAIN = new Sending(null, null);

    /** Each official SDK leaves this one out. */
    private static final Duration DEFAULT_RETRY = Duration.ofSeconds(1);

    Sending withId(String newId) {
        return new Sending(OneLine.check("id", newId), retry);
    }

    Sending withRetry(Duration newRetry) {
        if (newRetry.isNegative()) {
            throw new IllegalArgumentException("retry must not be negative: " + newRetry);
        }
        return new Sending(id, newRetry);
    }

    /** Returns a whole event, in the order of the fields that the specification demands. */
    String encode(String type, String data) {
        StringBuilder text = new StringBuilder(data.length() + 64);
        text.append("event: ").append(type).append('\n');
        if (id != null) {
            text.append("id: ").append(id).append('\n');
        }
        if (retry != null && !retry.equals(DEFAULT_RETRY)) {
            text.append("retry: ").append(retry.toMillis()).append('\n');
        }
        data.lines().forEach(line -> text.append("data: ").append(line).append('\n'));
        return text.append('\n').toString();
    }
}
