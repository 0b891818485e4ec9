package io.busbar.bus;

/** Too many addresses are consumed. */
public final class AddressLimitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AddressLimitException(int limit) {
        super("more than " + limit + " addresses", null, false, false);
    }
}
