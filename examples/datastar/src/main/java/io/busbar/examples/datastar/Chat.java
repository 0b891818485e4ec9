package io.busbar.examples.datastar;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Keeps what was said last, and publishes all of it whenever something is said. It knows nothing of browsers. */
final class Chat extends VerticleBase {

    /** The address to which it publishes {@code {"messages": [{"id", "name", "text", "time"}, …]}}. */
    static final String SHOWN = "chat";

    private static final String SAY = "chat.say";

    /** The addresses at which it takes commands: {@code {"name", "text"}}. */
    static final List<String> COMMANDS = List.of(SAY);

    private static final int KEPT = 50;
    private static final int LONGEST_NAME = 24;
    private static final int LONGEST_TEXT = 500;

    /** What the history of a bridge has forgotten, a page that comes back has to get all the same. */
    static final long REPEAT_MS = 60_000;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

    private final Deque<JsonObject> messages = new ArrayDeque<>();
    private long lastId;

    @Override
    public Future<?> start() {
        new CommandConsumers(vertx).add(SAY, true, this::say);
        vertx.setPeriodic(REPEAT_MS, timer -> publish());
        publish();
        return Future.succeededFuture();
    }

    private void say(JsonObject command) {
        JsonObject message = new JsonObject()
                .put("name", CommandConsumers.text(command, "name", LONGEST_NAME, "Say who you are."))
                .put("text", CommandConsumers.text(command, "text", LONGEST_TEXT, "There is nothing to send yet."))
                .put("id", ++lastId)
                .put("time", TIME.format(LocalTime.now(ZoneId.systemDefault())));
        messages.add(message);
        if (messages.size() > KEPT) {
            messages.remove();
        }
        publish();
    }

    private void publish() {
        vertx.eventBus().publish(SHOWN, new JsonObject().put("messages", new JsonArray(List.copyOf(messages))));
    }
}
