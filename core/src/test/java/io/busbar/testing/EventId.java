package io.busbar.testing;

/**
 * The inside of an event id, which is none of a client's business: an epoch, a dash, and a number.
 *
 * @param epoch names the log that the id belongs to
 * @param number counts the entries of that log
 */
public record EventId(String epoch, long number) {

    /** Reads an id that a bridge gave. */
    public static EventId parse(String id) {
        if (!id.matches("[A-Za-z0-9]+-(0|[1-9][0-9]*)")) {
            throw new AssertionError("not an event id: \"" + id + "\"");
        }
        int dash = id.indexOf('-');
        return new EventId(id.substring(0, dash), Long.parseLong(id.substring(dash + 1)));
    }

    /** Returns the id that is {@code numbers} further on in the same log. */
    public EventId plus(long numbers) {
        return new EventId(epoch, number + numbers);
    }

    @Override
    public String toString() {
        return epoch + "-" + number;
    }
}
