package io.busbar.examples.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;

/**
 * A plain Vert.x application of the cluster: it publishes on the event bus twice a second, and knows nothing of Busbar, nor of
 * browsers.
 */
public final class Publisher {

    private static final long PERIOD_MS = 500;

    private final Vertx vertx;
    private final long pid = ProcessHandle.current().pid();
    private long number;

    private Publisher(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Runs until the process that started this one ends. */
    public static void main(String[] args) throws IOException {
        Member.configureLogging();
        Member.endWithParent();
        Member.join()
                .onSuccess(vertx -> {
                    Publisher publisher = new Publisher(vertx);
                    vertx.setPeriodic(PERIOD_MS, timer -> publisher.publish());
                    System.out.println(Jvm.READY);
                })
                .onFailure(Member::fail);
    }

    /** The numbers let the page see whether something is missing, or came twice. */
    private void publish() {
        number++;
        JsonObject tick =
                new JsonObject().put("number", number).put("pid", pid).put("time", System.currentTimeMillis());
        vertx.eventBus().publish(Node.ADDRESS, tick);
    }
}
