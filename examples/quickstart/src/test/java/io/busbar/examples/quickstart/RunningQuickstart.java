package io.busbar.examples.quickstart;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.busbar.testing.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;

/** The example as {@link Quickstart} starts it, in this process. */
final class RunningQuickstart implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final Vertx vertx = Vertx.vertx();
    private final int port;

    private RunningQuickstart(int port, int pastSeconds) {
        WebServer server = new WebServer(HOST, port);
        await(vertx.deployVerticle(server));
        this.port = server.port();
        for (long second = pastSeconds; second > 0; second--) {
            publishMeasures(System.currentTimeMillis() - second * 1000);
        }
        await(vertx.deployVerticle(new MachineMetrics()));
    }

    /** Looks like {@link MachineMetrics}. */
    private void publishMeasures(long time) {
        double wave = Math.sin(time / 10_000.0);
        double system = 0.3 + 0.2 * wave;
        long used = 300_000_000 + (long) (100_000_000 * wave);
        measure("cpu", time, "system", system, "process", system / 3, "loadAverage", 1.0, "processors", 2);
        measure("memory", time, "used", used, "committed", 512_000_000, "max", 1_000_000_000);
        measure("gc", time, "count", 0, "millis", 0);
        measure("threads", time, "live", 40, "peak", 50, "daemon", 10, "uptimeMillis", 1);
    }

    private void measure(String name, long time, Object... values) {
        JsonObject body = new JsonObject().put("time", time);
        for (int i = 0; i < values.length; i += 2) {
            body.put((String) values[i], values[i + 1]);
        }
        vertx.eventBus().publish("machine." + name, body, new DeliveryOptions().addHeader("sse-event", name));
    }

    /** Starts the example on a port that is free, and will be when it is stopped. */
    static RunningQuickstart start() {
        return startAgain(FreePorts.first());
    }

    /** Starts the example with made-up measures, as if it had run for so many seconds. */
    static RunningQuickstart startWithPast(int seconds) {
        return new RunningQuickstart(0, seconds);
    }

    /** Starts the example on the port that another one had. */
    static RunningQuickstart startAgain(int port) {
        return new RunningQuickstart(port, 0);
    }

    int port() {
        return port;
    }

    /** Publishes to the chat, as a client other than the page does. */
    void say(JsonObject message) {
        vertx.eventBus().publish("chat", message, new DeliveryOptions().addHeader("sse-event", "chat"));
    }

    URI uri(String path) {
        return URI.create("http://" + HOST + ":" + port + path);
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
