package io.busbar.examples.datastar;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps a list that all users edit, and publishes all of it whenever it has changed. It knows nothing of browsers. */
final class SharedList extends VerticleBase {

    /** The address to which it publishes {@code {"entries": [{"id", "text", "done"}, …], "left": 1}}. */
    static final String SHOWN = "list";

    private static final String ADD = "list.add";
    private static final String TICK = "list.tick";
    private static final String RENAME = "list.rename";
    private static final String REMOVE = "list.remove";

    /** The addresses at which it takes commands: {@code {"id", "text", "done"}}, of these what the command needs. */
    static final List<String> COMMANDS = List.of(ADD, TICK, RENAME, REMOVE);

    private static final int MOST_ENTRIES = 50;
    private static final int LONGEST_TEXT = 100;

    private record Entry(String text, boolean done) {}

    private final Map<Long, Entry> entries = new LinkedHashMap<>();
    private long lastId;

    @Override
    public Future<?> start() {
        entries.put(++lastId, new Entry("Open this page in a second window", false));
        entries.put(++lastId, new Entry("Change this list in one of them, and look at the other", false));
        entries.put(++lastId, new Entry("Stop the server, and start it again", false));
        CommandConsumers commands = new CommandConsumers(vertx);
        commands.add(ADD, true, this::add);
        commands.add(TICK, false, this::tick);
        commands.add(RENAME, false, this::rename);
        commands.add(REMOVE, false, this::remove);
        vertx.setPeriodic(Chat.REPEAT_MS, timer -> publish());
        publish();
        return Future.succeededFuture();
    }

    private void add(JsonObject command) {
        String text = text(command);
        if (entries.size() >= MOST_ENTRIES) {
            throw new IllegalArgumentException("The list is full: remove something first.");
        }
        entries.put(++lastId, new Entry(text, false));
        publish();
    }

    /** Says whether it is done, and not that it changes: two who tick the same at once agree. */
    private void tick(JsonObject command) {
        long id = id(command);
        boolean done = Boolean.TRUE.equals(command.getValue("done"));
        entries.computeIfPresent(id, (same, entry) -> new Entry(entry.text(), done));
        publish();
    }

    private void rename(JsonObject command) {
        long id = id(command);
        String text = text(command);
        entries.computeIfPresent(id, (same, entry) -> new Entry(text, entry.done()));
        publish();
    }

    private void remove(JsonObject command) {
        entries.remove(id(command));
        publish();
    }

    private static String text(JsonObject command) {
        return CommandConsumers.text(command, "text", LONGEST_TEXT, "An entry needs a text.");
    }

    private long id(JsonObject command) {
        if (command.getValue("id") instanceof Number number && entries.containsKey(number.longValue())) {
            return number.longValue();
        }
        throw new IllegalArgumentException("Somebody has removed that entry.");
    }

    private void publish() {
        JsonArray list = new JsonArray();
        entries.forEach((id, entry) -> list.add(
                new JsonObject().put("id", id).put("text", entry.text()).put("done", entry.done())));
        long left = entries.values().stream().filter(entry -> !entry.done()).count();
        vertx.eventBus().publish(SHOWN, new JsonObject().put("entries", list).put("left", left));
    }
}
