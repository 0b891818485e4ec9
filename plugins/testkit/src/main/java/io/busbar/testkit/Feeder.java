package io.busbar.testkit;

import io.busbar.plugin.EventSink;
import io.busbar.plugin.EventSource;
import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;

/** A source of whatever a test wants to let in. */
final class Feeder implements EventSource {

    private final CompletableFuture<EventSink> sink = new CompletableFuture<>();

    @Override
    public Future<?> start(EventSink newSink) {
        sink.complete(newSink);
        return Future.succeededFuture();
    }

    /** Returns where events go in; not before the bridge is ready. */
    EventSink sink() {
        return sink.join();
    }
}
