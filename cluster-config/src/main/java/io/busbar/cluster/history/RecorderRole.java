package io.busbar.cluster.history;

import io.busbar.history.EventId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who records a log. It is kept as text, since members that know nothing of Busbar hold it too.
 *
 * @param term rises with each change of the recorder
 * @param node the recorder's id; empty if nobody is
 * @param epoch of what it records
 */
record RecorderRole(long term, String node, String epoch) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18}) (\\S*) ([A-Za-z0-9]+)");

    /** Returns what {@code text} says. */
    static RecorderRole parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException("not a recorder's role: " + text);
        }
        return new RecorderRole(Long.parseLong(matcher.group(1)), matcher.group(2), matcher.group(3));
    }

    /**
     * Returns the role of {@code next}, who records the same log after this one.
     *
     * @param otherTerm another term that was before
     */
    RecorderRole passedTo(String next, long otherTerm) {
        return new RecorderRole(Math.max(term, otherTerm) + 1, next, epoch);
    }

    /** Returns the role of the same node in another log, or another branch of this one. */
    RecorderRole withEpoch(String newEpoch) {
        return new RecorderRole(term, node, newEpoch);
    }

    /** Returns whether this is about the same log, be it another branch of it. */
    boolean isOfSameLog(RecorderRole other) {
        return EventId.logOf(epoch).equals(EventId.logOf(other.epoch));
    }

    /** Returns the role as its node leaves it. */
    RecorderRole vacated() {
        return new RecorderRole(term, "", epoch);
    }

    boolean isVacant() {
        return node.isEmpty();
    }

    @Override
    public String toString() {
        return term + " " + node + " " + epoch;
    }
}
