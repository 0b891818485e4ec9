package io.busbar.bus;

/** Too many addresses are consumed. */
public final class AddressLimitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates one for a limit of {@code limit} addresses. */
    public AddressLimitException(int limit) {
        super("more than " + limit + " addresses", null, false, false);
    }

    /** Creates one with the words of another node. */
    public AddressLimitException(String message) {
        super(message, null, false, false);
    }
}
