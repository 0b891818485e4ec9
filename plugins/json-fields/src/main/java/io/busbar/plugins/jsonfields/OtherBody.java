package io.busbar.plugins.jsonfields;

/** What becomes of an event whose body is there but is not a JSON object or array. */
public enum OtherBody {

    /** The event goes on as it is. */
    PASS,

    /** The event is dropped, and counted. */
    DROP
}
