package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.draft.Draft;
import io.busbar.history.EventId;
import io.busbar.history.IdempotencyKey;
import io.busbar.history.Log;
import io.busbar.history.LogRecord;
import io.busbar.http.Entitlement;
import io.busbar.http.SubscribeHandler;
import io.busbar.hub.Hub;
import io.busbar.hub.HubLoops;
import io.busbar.permission.PermissionRules;
import io.busbar.plugin.Event;
import io.busbar.testing.Conditions;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.SseTestClient;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node loses touch with the log that it follows, and follows it, or another, anew. */
class DetachedNodeTest {

    private final VertxInternal vertx = (VertxInternal) Vertx.vertx();
    private SubscribeHandler subscribe;
    private Hub hub;
    private LogInHand log;
    private int port;

    @BeforeEach
    void start() throws Exception {
        SseBridgeOptions options = new SseBridgeOptions()
                .addOutboundPermitted(new PermittedOptions())
                .setHistory(new HistoryOptions());
        PermissionRules rules = new PermissionRules(options.getOutboundPermitted());
        hub = new Hub(vertx, new HubLoops(vertx), Settings.hub(options), rules, context -> {
            log = new LogInHand(context);
            return log;
        });
        get(hub.start(List.of()));
        subscribe = new SubscribeHandler(hub, new Entitlement(rules, null), Settings.http(options, true));
        Router router = Router.router(vertx);
        router.route("/events/:address").handler(subscribe);
        HttpServer server = get(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        port = server.actualPort();
    }

    @AfterEach
    void end() throws Exception {
        get(subscribe.end(Duration.ZERO).eventually(hub::close).eventually(vertx::close));
    }

    @Test
    void streamsAreToldAndEndedWhenTheNodeFollowsAnew() throws Exception {
        log.follow("one");
        try (SseTestClient client = SseTestClient.connect(port, "/events/a")) {
            client.expectPosition();
            log.append("1");
            client.expectMessage("1");

            log.follow("two");

            client.expectEvent("busbar.closing", "{\"reason\":\"detached\"}");
            client.expectEnd();
        }
        Conditions.await("nothing to be held", () -> log.holds() == 0);
        try (SseTestClient client = SseTestClient.connect(port, "/events/a", "Last-Event-ID: one-1")) {
            client.expectEvent("busbar.resume", "{\"status\":\"reset\"}");
            client.expectPosition();
            log.append("2");
            assertThat(client.expectMessage("2").lastEventId()).isEqualTo("two-1");
        }
        Conditions.await(
                "nothing to be left",
                () -> hub.counters().subscriptions() == 0 && hub.admission().count() == 0);
    }

    @Test
    void aDatastarPageIsCutSoThatItComesBackElsewhere() throws Exception {
        log.follow("one");
        try (SseTestClient page = SseTestClient.connect(port, "/events/a", "Datastar-Request: true")) {
            page.expectPosition();

            log.unfollow();

            page.expectEvent("busbar.closing", "{\"reason\":\"detached\"}");
            page.expectCut();
        }
        HttpExchange refused = HttpExchange.get(port, "/events/a", "Datastar-Request: true");
        assertThat(refused.status()).isEqualTo(503);
    }

    @Test
    void aStreamThatIsBeingOpenedIsRefusedWhenTheNodeIsDetached() throws Exception {
        log.follow("one");
        log.isRecorded = false;
        CompletableFuture<HttpExchange> answer =
                CompletableFuture.supplyAsync(() -> HttpExchange.get(port, "/events/a"));
        Conditions.await("the log to be asked", () -> log.holds() == 1);

        log.unfollow();

        assertThat(answer.get(10, TimeUnit.SECONDS).status()).isEqualTo(503);
        assertThat(answer.get().body()).contains("not in touch");
        Conditions.await(
                "nothing to be left", () -> log.holds() == 0 && hub.admission().count() == 0);
    }

    @Test
    void aDetachedNodeRefusesStreamsUntilItFollowsAgain() throws Exception {
        assertThat(HttpExchange.get(port, "/events/a").status()).isEqualTo(503);
        log.follow("one");
        try (SseTestClient client = SseTestClient.connect(port, "/events/a")) {
            client.expectPosition();
            log.unfollow();
            client.expectEvent("busbar.closing", "{\"reason\":\"detached\"}");
            client.expectEnd();
        }
        assertThat(HttpExchange.get(port, "/events/a").status()).isEqualTo(503);
        log.follow("one");
        try (SseTestClient client = SseTestClient.connect(port, "/events/a")) {
            client.expectPosition();
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Follows what the test says. */
    private static final class LogInHand implements Log {
        private final ContextInternal context;
        private Node node;
        private Tail tail;
        private long end;
        private int holds;
        volatile boolean isRecorded = true;

        LogInHand(ContextInternal context) {
            this.context = context;
        }

        void follow(String epoch) throws Exception {
            run(() -> {
                end = 0;
                tail = node.follow(epoch, 0);
            });
        }

        void unfollow() throws Exception {
            run(() -> node.unfollow());
        }

        void append(String data) throws Exception {
            byte[] frame = ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
            run(() -> tail.accept(
                    ++end,
                    System.nanoTime(),
                    new LogRecord(
                            Event.of("a", data, Map.of()),
                            true,
                            Unpooled.wrappedBuffer(frame),
                            null,
                            LogRecord.Kind.EVENT)));
        }

        int holds() {
            Promise<Integer> promise = Promise.promise();
            context.runOnContext(run -> promise.complete(holds));
            return promise.future().toCompletionStage().toCompletableFuture().join();
        }

        private void run(Runnable task) throws Exception {
            Promise<Void> promise = Promise.promise();
            context.runOnContext(run -> {
                task.run();
                promise.complete();
            });
            get(promise.future());
        }

        @Override
        public Future<Void> open(Node newNode) {
            node = newNode;
            return Future.succeededFuture();
        }

        @Override
        public Future<Long> sourcesRecordedSince() {
            return Future.succeededFuture(0L);
        }

        @Override
        public Hold hold(String address) {
            holds++;
            Promise<Long> since = Promise.promise();
            if (isRecorded) {
                since.complete(end);
            }
            return new Hold(since.future(), () -> holds--);
        }

        @Override
        public Future<EventId> publish(Draft draft, IdempotencyKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Void> feed(Event event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isShared() {
            return true;
        }

        @Override
        public String recorder() {
            return null;
        }

        @Override
        public Future<Long> end(String epoch) {
            return Future.succeededFuture(end);
        }

        @Override
        public void endTold() {}

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}
