package io.busbar.examples.datastar;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** Takes commands from the bus. */
final class CommandConsumers {

    private final Vertx vertx;

    CommandConsumers(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Has {@code action} carry out what comes to {@code address}. The reply is {@code {"problem": ""}}, and if {@code clears}
     * also {@code "text": ""}, as that text is done with. If the action throws an {@link IllegalArgumentException}, its message
     * is the problem.
     */
    void add(String address, boolean clears, Consumer<JsonObject> action) {
        vertx.eventBus().<JsonObject>consumer(address, message -> {
            JsonObject reply = new JsonObject().put("problem", "");
            try {
                action.accept(message.body());
                if (clears) {
                    reply.put("text", "");
                }
            } catch (IllegalArgumentException e) {
                reply.put("problem", e.getMessage());
            }
            message.reply(reply);
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
