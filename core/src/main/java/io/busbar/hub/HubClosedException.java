package io.busbar.hub;

/** Nothing can be published any more. */
public final class HubClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HubClosedException() {
        super("The bridge is closed", null, false, false);
    }
}
