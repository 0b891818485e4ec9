package io.busbar.examples.datastar;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** Takes commands from the bus, for one part of the page. */
final class CommandConsumers {

    private final Vertx vertx;
    private final String part;

    /**
     * Creates what takes them.
     *
     * @param part under which signals of this name, such as {@code chat}, the page has its words and problems
     */
    CommandConsumers(Vertx vertx, String part) {
        this.vertx = vertx;
        this.part = part;
    }

    /**
     * Has {@code action} carry out what comes to {@code address}. The reply tells the page to empty the field {@code text}
     * if {@code clears}; if the action throws an {@link IllegalArgumentException}, to show its message.
     */
    void add(String address, boolean clears, Consumer<JsonObject> action) {
        vertx.eventBus().<JsonObject>consumer(address, message -> {
            JsonObject signals = new JsonObject().put("problem", "");
            try {
                action.accept(message.body());
                if (clears) {
                    signals.put("text", "");
                }
            } catch (IllegalArgumentException e) {
                signals.put("problem", e.getMessage());
            }
            message.reply(new JsonObject().put(part, signals));
        });
    }

    /**
     * Returns a text of a command, without blanks around it.
     *
     * @param most characters that it may have
     * @param ifNone what to say if it is empty
     * @throws IllegalArgumentException if it is none, empty or longer
     */
    static String text(JsonObject command, String key, int most, String ifNone) {
        String text = command.getValue(key) instanceof String value ? value.strip() : "";
        if (text.isEmpty()) {
            throw new IllegalArgumentException(ifNone);
        }
        if (text.length() > most) {
            throw new IllegalArgumentException("That is " + (text.length() - most) + " characters too long.");
        }
        return text;
    }
}
