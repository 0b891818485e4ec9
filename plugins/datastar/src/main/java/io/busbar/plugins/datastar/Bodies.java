package io.busbar.plugins.datastar;

import io.busbar.plugin.Event;

/** What to say of bodies. */
final class Bodies {

    private Bodies() {}

    /** Returns the exception that says what is wrong with an event's body; not what is in it, as logs are read by others. */
    static IllegalArgumentException refused(Event event, String reason) {
        Object body = event.body();
        String what =
                body == null ? "there is none, which" : "a " + body.getClass().getSimpleName() + " that";
        return new IllegalArgumentException("the body (" + what + " " + reason + ") can't patch a page");
    }
}
