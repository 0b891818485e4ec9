package io.busbar.history;

import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in a log as clients see it: {@code epoch-number}. What comes after it has larger numbers; 0 is before the
 * first event. Of characters that no browser asks a preflight for.
 *
 * @param epoch which log, and which branch of it; letters and digits
 * @param seq the number of an entry, or 0
 */
public record EventId(String epoch, long seq) {

    /** An id of no log. */
    public static final EventId FOREIGN = new EventId("", 0);

    private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9]{1,64})-(0|[1-9][0-9]{0,17})");
    private static final int EPOCH_LENGTH = 10;

    /** In no epoch that has no branches. */
    private static final char BRANCH = 'B';

    private static final int BRANCH_LENGTH = 6;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Returns the name of a new log, unlike any other. */
    public static String newEpoch() {
        return random(EPOCH_LENGTH);
    }

    private static String random(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(Character.forDigit(RANDOM.nextInt(Character.MAX_RADIX), Character.MAX_RADIX));
        }
        return text.toString();
    }

    /**
     * Returns the epoch of what another recorder writes into the log behind what was written under {@code epoch}: unlike that
     * of any other who might do so, as he can't see this one.
     */
    public static String newBranch(String epoch) {
        return logOf(epoch) + BRANCH + random(BRANCH_LENGTH);
    }

    /** Returns what the epochs of all branches of a log have in common. */
    public static String logOf(String epoch) {
        int branch = epoch.indexOf(BRANCH);
        return branch < 0 ? epoch : epoch.substring(0, branch);
    }

    /**
     * Reads what a client sent.
     *
     * @throws IllegalArgumentException if it is not of the form of an id
     */
    public static EventId parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an event id");
        }
        return new EventId(matcher.group(1), Long.parseLong(matcher.group(2)));
    }

    /** Returns the id as it goes over the wire. */
    @Override
    public String toString() {
        return epoch + "-" + seq;
    }
}
