package io.busbar.metrics;

/** Why an event reached nobody. */
public enum DropReason {
    /** No outbound rule permits its address, or its body. */
    NOT_PERMITTED("not-permitted"),
    /** Its body is of a type that has no mapping to text. */
    UNSUPPORTED_BODY("unsupported-body"),
    /** Its type is reserved, or holds a line break. */
    INVALID_TYPE("invalid-type"),
    /** It is larger than the limit. */
    TOO_LARGE("too-large"),
    /** A message of a multiplexed source names no address, or one that can't be one. */
    NO_ADDRESS("no-address"),
    /** A message of a multiplexed source names an address that the source does not carry. */
    FOREIGN_ADDRESS("foreign-address"),
    /** It was a request, which the bridge can't answer. */
    REQUEST("request"),
    /** Too many events were on their way through the plugins, or one of these has stopped the bridge. */
    OVERLOADED("overloaded"),
    /** Encoding it failed. */
    FAILED("failed");

    private final String text;

    DropReason(String text) {
        this.text = text;
    }

    /** Returns the reason as it appears in counters and logs. */
    public String text() {
        return text;
    }
}
