package io.busbar.examples.datastar;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.busbar.testing.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;

/** The example as {@link DatastarExample} starts it, in this process. */
final class RunningExample implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final Vertx vertx = Vertx.vertx();
    private final int port;

    private RunningExample(int port, String script) {
        WebServer server = new WebServer(HOST, port, ClientScript.of(script));
        await(DatastarExample.start(vertx, server));
        this.port = server.port();
    }

    /** Starts the example on a port that is free, and will be when it is stopped, with the client that is at this URL or path. */
    static RunningExample start(String script) {
        return startAgain(FreePorts.first(), script);
    }

    /** Starts the example on the port that another one had. */
    static RunningExample startAgain(int port, String script) {
        return new RunningExample(port, script);
    }

    int port() {
        return port;
    }

    URI uri(String path) {
        return URI.create("http://" + HOST + ":" + port + path);
    }

    /** Says something in the chat, as another page does, and waits until it is published. */
    void say(String name, String text) {
        command("chat.say", new JsonObject().put("name", name).put("text", text));
    }

    /** Sends a command by the bus, and returns the reply. */
    JsonObject command(String address, JsonObject command) {
        return await(vertx.eventBus().<JsonObject>request(address, command)).body();
    }

    /** Goes as a server that is stopped: the port is free again, and all connections are closed. */
    @Override
    public void close() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, SECONDS)
                .join();
    }
}
