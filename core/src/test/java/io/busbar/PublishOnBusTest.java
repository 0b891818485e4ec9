package io.busbar;

import static io.busbar.Publishing.consume;
import static io.busbar.Publishing.next;
import static io.busbar.Publishing.publish;
import static io.busbar.Publishing.seq;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.ReadEvent;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is published through a bridge is on the bus once for everyone else, and reaches each subscriber once. */
class PublishOnBusTest {

    private static final String MARK = "busbar-log";

    /** The hub may do what is published at once, on the publisher's own thread. */
    @Test
    void whoPublishesTheNextWhenOneIsRecordedGetsThroughAndItsEventLoopToOtherWork() {
        int events = 1_000;
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            Promise<Integer> turns = Promise.promise();
            server.vertx().runOnContext(run -> publishOneAfterTheOther(server, events, new AtomicInteger(), turns));
            assertThat(Waiting.on(turns.future())).isGreaterThan(events / 100);
            assertThat(seq(Waiting.on(server.bridge(0).publish("chat", "last", Map.of()))))
                    .isEqualTo(events + 1);
        }
    }

    /** Asks the event loop for a turn with each; {@code end} gets how many it had before the last was recorded. */
    private static void publishOneAfterTheOther(
            BridgeServer server, int events, AtomicInteger turns, Promise<Integer> end) {
        if (events == 0) {
            end.complete(turns.get());
        } else {
            server.vertx().runOnContext(run -> turns.incrementAndGet());
            server.bridge(0)
                    .publish("chat", events, Map.of())
                    .onSuccess(id -> publishOneAfterTheOther(server, events - 1, turns, end))
                    .onFailure(end::tryFail);
        }
    }

    @Test
    void whatAnApplicationPublishesComesBeforeWhatItPutsOnTheBusNext() throws InterruptedException {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events/chat")) {
            // So that the hub has something else to do now and then, and publishing has to wait for that.
            Thread other = new Thread(() -> {
                for (int i = 0; i < 5_000; i++) {
                    Future<String> unused = server.bridge(0).publish("elsewhere", i, Map.of());
                }
            });
            other.start();
            for (int i = 0; i < 500; i++) {
                Future<String> unused = server.bridge(0).publish("chat", "published " + i, Map.of());
                server.publish("chat", "put " + i);
            }
            other.join();
            for (int i = 0; i < 500; i++) {
                client.expectMessage("published " + i);
                client.expectMessage("put " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void everyoneGetsItOnceHoweverItIsConsumed(int instances) throws InterruptedException {
        SseBridgeOptions options = BridgeServer.permitAll()
                .addSource(new SourceOptions().setAddress("a.listed"))
                .addSource(new SourceOptions()
                        .setAddress("a.market")
                        .setAddressHeader("sse-address")
                        .setAddressPattern("eur.**"));
        List<String> addresses = List.of("a.listed", "a.plain", "a.market", "eur.usd");
        try (BridgeServer server =
                        BridgeServer.with(options).instances(instances).start();
                SseTestClient exact = SseTestClient.connect(
                        server.port(),
                        "/events?address=a.listed&address=a.plain&address=a.market&address=eur.usd&address=end");
                SseTestClient pattern = SseTestClient.connect(server.port(), "/events/**");
                SseTestClient both = SseTestClient.connect(
                        server.port(),
                        "/events?address=a.*&address=a.plain&address=eur.usd&address=eur.*&address=end")) {
            List<String> bodies = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            for (String address : addresses) {
                BlockingQueue<Message<Object>> seen = consume(server, address);
                for (int i = 0; i < instances; i++) {
                    bodies.add(address + " by instance " + i);
                    ids.add(Waiting.on(server.bridge(i).publish(address, address + " by instance " + i, Map.of())));
                }
                bodies.add(address + " by HTTP");
                ids.add(publish(server, address, address + " by HTTP"));
                for (String body : bodies.subList(bodies.size() - instances - 1, bodies.size())) {
                    Message<Object> message = next(seen);
                    assertThat(message.body()).isEqualTo(body);
                    assertThat(message.headers().getAll(MARK)).hasSize(1);
                    assertThat(message.isSend()).isFalse();
                }
                assertThat(seen).isEmpty();
            }
            // Another copy would have come by the consumers of the same context before this one.
            bodies.add("end");
            ids.add(publish(server, "end", "end"));
            for (SseTestClient client : List.of(exact, pattern, both)) {
                for (int i = 0; i < bodies.size(); i++) {
                    assertThat(client.expectMessage(bodies.get(i)).lastEventId())
                            .isEqualTo(ids.get(i));
                }
                client.assertExhausted();
            }
            assertThat(server.status().eventsIn()).isEqualTo(bodies.size());
        }
    }

    @Test
    void theBusHasThemInTheOrderOfTheLog() throws Exception {
        int publishers = 6;
        int each = 200;
        ExecutorService threads = Executors.newFixedThreadPool(publishers);
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events/chat")) {
            BlockingQueue<Message<Object>> seen = consume(server, "chat");
            CountDownLatch begin = new CountDownLatch(1);
            Map<Long, String> log = new ConcurrentHashMap<>();
            List<java.util.concurrent.Future<?>> ends = new ArrayList<>();
            for (int p = 0; p < publishers; p++) {
                int publisher = p;
                ends.add(threads.submit((Callable<Void>) () -> {
                    begin.await();
                    List<Long> own = new ArrayList<>();
                    if (publisher < 2) {
                        for (int i = 0; i < each; i++) {
                            long seq = seq(publish(server, "chat", publisher + "." + i));
                            log.put(seq, publisher + "." + i);
                            own.add(seq);
                        }
                    } else {
                        // Not waiting for one before the next.
                        List<Future<String>> ids = new ArrayList<>();
                        for (int i = 0; i < each; i++) {
                            ids.add(server.bridge(publisher % 2).publish("chat", publisher + "." + i, Map.of()));
                        }
                        for (int i = 0; i < each; i++) {
                            long seq = seq(Waiting.on(ids.get(i)));
                            log.put(seq, publisher + "." + i);
                            own.add(seq);
                        }
                    }
                    assertThat(own).as("a publisher's own").isSorted();
                    return null;
                }));
            }
            begin.countDown();
            for (java.util.concurrent.Future<?> end : ends) {
                end.get(60, TimeUnit.SECONDS);
            }
            assertThat(log).as("each has a number of its own").hasSize(publishers * each);
            for (long seq = 1; seq <= (long) publishers * each; seq++) {
                assertThat(next(seen).body()).as("message %s", seq).isEqualTo(log.get(seq));
                ReadEvent event = client.expectMessage(log.get(seq));
                assertThat(seq(event.lastEventId())).isEqualTo(seq);
            }
            client.assertExhausted();
            assertThat(seen).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    /** The mark makes the bridge skip a message, so one of a client's making could hide what it says. */
    @Test
    void clientsCannotSetTheMark() throws InterruptedException {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events?address=chat&address=sent")) {
            BlockingQueue<Message<Object>> seen = consume(server, "chat");
            publish(server, "chat", "first");
            client.expectMessage("first");
            String mark = next(seen).headers().get(MARK);
            assertThat(mark).isNotBlank();
            for (String forged : List.of(MARK + ": " + mark, "Busbar-Log: other", "BUSBAR-LOG: a\r\nbusbar-log: b")) {
                publish(server, "chat", "published", forged);
                client.expectMessage("published");
                Message<Object> message = next(seen);
                assertThat(message.headers().getAll(MARK)).as(forged).containsExactly(mark);
                HttpExchange sent = HttpExchange.post(server.port(), "/send/sent", Publishing.TEXT, "sent", forged);
                assertThat(sent.status()).isEqualTo(204);
                client.expectMessage("sent");
            }
            publish(server, "chat", "end");
            client.expectMessage("end");
            client.assertExhausted();
        }
    }

    /** Who got a message by the bridge's publishing it may forward it, as it came, to where others wait for it. */
    @Test
    void aMessageForwardedWithAllItsHeadersReachesTheOtherAddress() throws InterruptedException {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events?address=chat&address=copy")) {
            BlockingQueue<Message<Object>> seen = consume(server, "chat");
            publish(server, "chat", "first");
            client.expectMessage("first");
            Message<Object> first = next(seen);
            DeliveryOptions sameHeaders = new DeliveryOptions().setHeaders(first.headers());
            server.vertx().eventBus().publish("copy", "forwarded", sameHeaders);
            client.expectMessage("forwarded");
            publish(server, "copy", "end");
            client.expectMessage("end");
            client.assertExhausted();
        }
    }

    /** An application may pass the headers on with which a message came to it. */
    @Test
    void aMarkInTheCallersHeadersChangesNothing() throws InterruptedException {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events?address=chat&address=copy")) {
            BlockingQueue<Message<Object>> seen = consume(server, "chat");
            BlockingQueue<Message<Object>> copies = consume(server, "copy");
            publish(server, "chat", "first");
            Message<Object> first = next(seen);
            client.expectMessage("first");
            for (Map<String, String> headers : List.of(
                    Map.of(MARK, first.headers().get(MARK)),
                    Map.of(MARK, "another bridge's"),
                    Map.of("Busbar-Log", "any case"))) {
                Waiting.on(server.bridge(0).publish("copy", "copied", headers));
                client.expectMessage("copied");
                assertThat(next(copies).headers().getAll(MARK))
                        .doesNotContainAnyElementsOf(headers.values())
                        .hasSize(1);
            }
            publish(server, "copy", "end");
            client.expectMessage("end");
            client.assertExhausted();
        }
    }

    @Test
    void aMarkThatIsNotOursHidesNothing() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events/chat")) {
            server.publish("chat", "marked", MARK, "another bridge's");
            client.expectMessage("marked");
            server.publish("chat", "empty", MARK, "");
            client.expectMessage("empty");
        }
    }

    @Test
    void bridgesOfOtherNamesSeeItOnce() {
        SseBridgeOptions options = BridgeServer.permitAll().addSource(new SourceOptions().setAddress("listed"));
        try (BridgeServer server = BridgeServer.start(options)) {
            SseBridge other = SseBridge.builder(server.vertx())
                    .with(new SseBridgeOptions(options).setName("other"))
                    .build();
            int port = serve(server.vertx(), other);
            try (SseTestClient own = SseTestClient.connect(server.port(), "/events?address=listed&address=plain");
                    SseTestClient ownPattern = SseTestClient.connect(server.port(), "/events/**");
                    SseTestClient others = SseTestClient.connect(port, "/events?address=listed&address=plain");
                    SseTestClient othersPattern = SseTestClient.connect(port, "/events/**")) {
                String byOwn = Waiting.on(server.bridge(0).publish("listed", "1", Map.of()));
                Conditions.await("it to reach the other", () -> other.status().eventsIn() == 1);
                String byOther = Waiting.on(other.publish("listed", "2", Map.of()));
                assertThat(own.expectMessage("1").lastEventId()).isEqualTo(byOwn);
                assertThat(others.expectMessage("1").lastEventId()).isNotEqualTo(byOwn);
                assertThat(others.expectMessage("2").lastEventId()).isEqualTo(byOther);
                assertThat(own.expectMessage("2").lastEventId()).isNotEqualTo(byOther);
                for (SseTestClient pattern : List.of(ownPattern, othersPattern)) {
                    pattern.expectMessage("1");
                    pattern.expectMessage("2");
                }

                Waiting.on(server.bridge(1).publish("plain", "3", Map.of()));
                for (SseTestClient client : List.of(own, others, ownPattern)) {
                    client.expectMessage("3");
                }
                Waiting.on(other.publish("plain", "4", Map.of()));
                for (SseTestClient client : List.of(own, others, othersPattern)) {
                    client.expectMessage("4");
                }
                // To the bridge that did not publish it, it was on an unlisted address, which patterns do not see.

                server.publish("listed", "end");
                for (SseTestClient client : List.of(own, ownPattern, others, othersPattern)) {
                    client.expectMessage("end");
                    client.assertExhausted();
                }
            }
            Waiting.on(other.close());
        }
    }

    /** On one event loop what the caller does next happens before the bridge gets to it. */
    @Test
    void whatTheCallerDoesWithTheBodyLaterChangesNothing() throws InterruptedException {
        try (BridgeServer server =
                        BridgeServer.with(BridgeServer.permitAll()).instances(1).start();
                SseTestClient live = SseTestClient.connect(server.port(), "/events/chat")) {
            BlockingQueue<Message<Object>> seen = consume(server, "chat");
            JsonObject object = new JsonObject()
                    .put("n", 1)
                    .put("deep", new JsonArray().add(new JsonObject().put("m", 1)))
                    .put("map", new HashMap<>(Map.of("k", "v")));
            JsonArray array = new JsonArray().add(1).add(new JsonObject().put("m", 1));
            Buffer buffer = Buffer.buffer("text");
            byte[] bytes = {'t', 'e', 'x', 't'};
            Map<String, String> headers = new HashMap<>(Map.of("sse-event", "said"));
            Promise<Void> done = Promise.promise();
            server.vertx().runOnContext(run -> {
                List<Future<String>> ids = new ArrayList<>();
                for (Object body : List.of(object, array, buffer, bytes)) {
                    ids.add(server.bridge(0).publish("chat", body, headers));
                }
                object.put("n", 2).getJsonArray("deep").getJsonObject(0).put("m", 2);
                object.getJsonObject("map").put("k", "changed");
                array.add(2).getJsonObject(1).put("m", 2);
                buffer.setString(0, "else");
                Arrays.fill(bytes, (byte) 'x');
                headers.put("sse-event", "changed");
                Future.all(ids).<Void>mapEmpty().onComplete(done);
            });
            Waiting.on(done.future());
            List<String> data =
                    List.of("{\"n\":1,\"deep\":[{\"m\":1}],\"map\":{\"k\":\"v\"}}", "[1,{\"m\":1}]", "text", "text");
            try (SseTestClient later = SseTestClient.connect(server.port(), "/events/chat?from=earliest")) {
                for (String expected : data) {
                    live.expectEvent("said", expected);
                    later.expectEvent("said", expected);
                }
            }
            assertThat(((JsonObject) next(seen).body()).encode()).isEqualTo(data.get(0));
            assertThat(((JsonArray) next(seen).body()).encode()).isEqualTo(data.get(1));
            assertThat(next(seen).body()).hasToString("text");
            assertThat((byte[]) next(seen).body()).containsExactly('t', 'e', 'x', 't');
        }
    }

    @Test
    void whatAConsumerDoesWithTheBodyChangesNothing() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            Promise<Void> changed = Promise.promise();
            server.vertx().eventBus().<JsonObject>consumer("chat", message -> {
                message.body().put("n", 2).getJsonObject("deep").put("m", 2);
                changed.complete();
            });
            JsonObject body = new JsonObject().put("n", 1).put("deep", new JsonObject().put("m", 1));
            Waiting.on(server.bridge(0).publish("chat", body, Map.of()));
            Waiting.on(changed.future());
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/chat?from=earliest")) {
                client.expectMessage("{\"n\":1,\"deep\":{\"m\":1}}");
            }
        }
    }

    private static int serve(Vertx vertx, SseBridge bridge) {
        Router router = Router.router(vertx);
        bridge.mount(router, "/events");
        bridge.mountInbound(router, "/");
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        return Waiting.on(bridge.ready().compose(ready -> server.listen(0, "127.0.0.1")))
                .actualPort();
    }
}
