package io.busbar;

import static io.busbar.Publishing.JSON;
import static io.busbar.Publishing.TEXT;
import static io.busbar.Publishing.consume;
import static io.busbar.Publishing.next;
import static io.busbar.Publishing.notRecorded;
import static io.busbar.Publishing.post;
import static io.busbar.Publishing.publish;
import static io.busbar.Publishing.recorded;
import static io.busbar.Publishing.seq;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.IdempotencyConflictException;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.Waiting;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A publisher that does not know whether it got through can say the same again: it happens once. */
class IdempotencyTest {

    private static final String KEY = "Idempotency-Key: ";
    private static final LimitOptions SMALL_EVENTS = new LimitOptions().setEventBytes(100_000);

    @Test
    void theSameAgainHasTheSameOutcomeAndHappensOnce() throws InterruptedException {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events/chat")) {
            BlockingQueue<Message<Object>> seen = consume(server, "chat");
            String[] headers = {KEY + "k1", "Sse-Event: said", "Sse-Key: a"};
            String id = publish(server, "chat", "one", headers);
            assertThat(publish(server, "chat", "one", headers)).isEqualTo(id);
            String other = publish(server, "chat", "two");
            assertThat(publish(server, "chat", "one", headers)).isEqualTo(id);
            assertThat(publish(server, "chat", "one", KEY + "k2")).isNotIn(id, other);
            assertThat(publish(server, "chat", "one")).as("without a key").isNotIn(id, other);
            assertThat(client.expectEvent("said", "one").lastEventId()).isEqualTo(id);
            for (String body : List.of("two", "one", "one")) {
                client.expectMessage(body);
            }
            client.assertExhausted();
            for (String body : List.of("one", "two", "one", "one")) {
                Message<Object> message = next(seen);
                assertThat(message.body()).isEqualTo(body);
                assertThat(message.headers().contains(SseBridge.IDEMPOTENCY_KEY))
                        .as("the key is between the publisher and the bridge")
                        .isFalse();
            }
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void theSameJsonAgainHasTheSameOutcome() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events/chat")) {
            List<String> bodies = List.of("{\"a\":[1,{\"b\":null}]}", "[]", "\"x\"", "17", "2.5", "true", "null");
            for (int i = 0; i < bodies.size(); i++) {
                String body = bodies.get(i);
                String id = recorded(HttpExchange.post(server.port(), "/publish/chat", JSON, body, KEY + i));
                assertThat(recorded(HttpExchange.post(server.port(), "/publish/chat", JSON, body, KEY + i)))
                        .isEqualTo(id);
                client.nextEvent();
            }
            client.assertExhausted();
        }
    }

    @Test
    void manyAtOnceHappenOnce() throws Exception {
        int times = 40;
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events/chat")) {
            BlockingQueue<Message<Object>> seen = consume(server, "chat");
            for (int round = 0; round < 5; round++) {
                String body = "round " + round;
                String key = KEY + "k" + round;
                List<Callable<HttpExchange>> calls = new ArrayList<>();
                for (int i = 0; i < times; i++) {
                    calls.add(() -> post(server, "chat", body, key));
                }
                Set<String> ids = new HashSet<>();
                atOnce(calls).forEach(exchange -> ids.add(recorded(exchange)));
                assertThat(ids).hasSize(1);
                assertThat(client.expectMessage(body).lastEventId()).isIn(ids);
                assertThat(next(seen).body()).isEqualTo(body);
            }
            publish(server, "chat", "end");
            client.expectMessage("end");
            client.assertExhausted();
            assertThat(next(seen).body()).isEqualTo("end");
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void ofDifferentOnesAtOnceUnderOneKeyOneHappens() throws Exception {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events/chat")) {
            for (int round = 0; round < 5; round++) {
                String key = KEY + "k" + round;
                List<Callable<HttpExchange>> calls = new ArrayList<>();
                for (int i = 0; i < 30; i++) {
                    String body = "body " + i % 3;
                    calls.add(() -> post(server, "chat", body, key));
                }
                List<HttpExchange> outcomes = atOnce(calls);
                String winner = client.nextEvent().data();
                for (int i = 0; i < outcomes.size(); i++) {
                    if (winner.equals("body " + i % 3)) {
                        recorded(outcomes.get(i));
                    } else {
                        Problems.expect(409, outcomes.get(i));
                    }
                }
                client.assertExhausted();
            }
        }
    }

    @Test
    void somethingElseUnderTheSameKeyIsAConflict() throws InterruptedException {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events/chat")) {
            BlockingQueue<Message<Object>> seen = consume(server, "chat");
            String[] headers = {KEY + "k", "Sse-Event: said", "Sse-Key: a"};
            String id = publish(server, "chat", "one", headers);
            Problems.expect(409, post(server, "chat", "two", headers));
            Problems.expect(409, post(server, "chat", "", headers));
            Problems.expect(409, post(server, "chat", "one", KEY + "k", "Sse-Event: asked", "Sse-Key: a"));
            Problems.expect(409, post(server, "chat", "one", KEY + "k", "Sse-Key: a"));
            Problems.expect(409, post(server, "chat", "one", KEY + "k", "Sse-Event: said", "Sse-Key: b"));
            Problems.expect(409, post(server, "chat", "one", KEY + "k", "Sse-Event: said"));
            Problems.expect(409, post(server, "chat", "one", KEY + "k"));
            assertThat(publish(server, "chat", "one", headers)).isEqualTo(id);
            publish(server, "chat", "end");
            client.expectEvent("said", "one");
            client.expectMessage("end");
            client.assertExhausted();
            assertThat(next(seen).body()).isEqualTo("one");
            assertThat(next(seen).body()).isEqualTo("end");
            assertThat(seen).isEmpty();
        }
    }

    /** On the bus they are different bodies, though they look the same to a subscriber. */
    @Test
    void anotherValueWithTheSameTextIsAConflict() {
        Map<String, String> texts =
                Map.of("1", "1", "2.5", "2.5", "true", "true", "{\"a\":1}", "{\"a\":1}", "[1]", "[1]", "null", "");
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            int port = server.port();
            texts.forEach((json, text) -> {
                String key = KEY + json;
                recorded(HttpExchange.post(port, "/publish/chat", TEXT, text, key));
                Problems.expect(409, HttpExchange.post(port, "/publish/chat", JSON, json, key));
            });
            String id = recorded(HttpExchange.post(port, "/publish/chat", TEXT, "x", KEY + "string"));
            assertThat(recorded(HttpExchange.post(port, "/publish/chat", JSON, "\"x\"", KEY + "string")))
                    .as("the same value, sent in another way")
                    .isEqualTo(id);
        }
    }

    @Test
    void aKeyIsOfItsUserAndAddress() {
        try (BridgeServer server = BridgeServer.with(BridgeServer.permitAll())
                .routes(HeaderUsers::authenticate)
                .start()) {
            Set<String> ids = new HashSet<>();
            // Some pairs are the same when put together carelessly.
            String[][] usersAddressesKeys = {
                {"", "a", "k"},
                {"ada", "a", "k"},
                {"ada", "a", "k2"},
                {"ada", "ab", "k"},
                {"ada", "a", "bk"},
                {"ad", "aa", "k"},
                {"bob", "a", "k"},
                {"bob", "a:k", "k"},
                {"bob:a", "k", "k"},
                {"bob", "a", "k:k"},
                {"null", "a", "k"}
            };
            for (String[] one : usersAddressesKeys) {
                String[] headers = one[0].isEmpty()
                        ? new String[] {KEY + one[2]}
                        : new String[] {KEY + one[2], "X-User: " + one[0]};
                String id = publish(server, one[1], "by " + String.join(" ", one), headers);
                assertThat(ids.add(id)).as("%s", (Object) one).isTrue();
                assertThat(publish(server, one[1], "by " + String.join(" ", one), headers))
                        .isEqualTo(id);
            }
            assertThat(server.status().eventsIn()).isEqualTo(usersAddressesKeys.length);
        }
    }

    @Test
    void keysOfBridgesOfOtherNamesAreOthers() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            SseBridge other = SseBridge.builder(server.vertx())
                    .with(BridgeServer.permitAll().setName("other"))
                    .build();
            Map<String, String> headers = Map.of(SseBridge.IDEMPOTENCY_KEY, "k");
            String id = Waiting.on(server.bridge(0).publish("chat", "one", headers));
            assertThat(Waiting.on(other.publish("chat", "two", headers))).isNotEqualTo(id);
            Waiting.on(other.close());
        }
    }

    @Test
    void aKeyIsOneTo255VisibleCharacters() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            for (String key : List.of("k", "x".repeat(255), "\"8e03978e-40d5-43e8-bc93-6894a57f9324\"", "!~/:,;=%")) {
                String id = publish(server, "chat", "x", KEY + key);
                assertThat(publish(server, "chat", "x", KEY + key)).isEqualTo(id);
            }
            long events = server.status().eventsIn();
            for (String key : List.of("", "  ", "x".repeat(256), "x".repeat(2_000), "two words", "a\tb")) {
                Problems.expect(400, post(server, "chat", "x", KEY + key));
            }
            for (String key : List.of("a\u0001b", "a\u007Fb", "a\0b")) {
                assertThat(post(server, "chat", "x", KEY + key).status())
                        .as("control characters, which may be refused before the bridge sees them")
                        .isEqualTo(400);
            }
            assertThat(server.status().eventsIn()).isEqualTo(events);
        }
    }

    @Test
    void forTheApiAMalformedKeyIsAnIllegalArgument() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            for (String key : List.of("", "x".repeat(256))) {
                assertThat(failure(server, "chat", "x", key)).as(key).isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(server.status().eventsIn()).isZero();
            String longest = "x".repeat(255);
            String id = Waiting.on(server.bridge(0).publish("chat", "x", Map.of(SseBridge.IDEMPOTENCY_KEY, longest)));
            assertThat(Waiting.on(server.bridge(1).publish("chat", "x", Map.of("Idempotency-Key", longest))))
                    .as("in any case, by any instance")
                    .isEqualTo(id);
        }
    }

    @Test
    void forTheApiSomethingElseUnderTheSameKeyIsAConflict() throws InterruptedException {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            BlockingQueue<Message<Object>> seen = consume(server, "chat");
            Map<String, String> key = Map.of(SseBridge.IDEMPOTENCY_KEY, "k");
            List<Future<String>> ids = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                ids.add(server.bridge(i % 2).publish("chat", new JsonObject().put("n", 1), key));
            }
            ids.forEach(id -> assertThat(Waiting.on(id)).isEqualTo(Waiting.on(ids.get(0))));
            assertThat(failure(server, "chat", new JsonObject().put("n", 2), "k"))
                    .isInstanceOf(IdempotencyConflictException.class);
            assertThat(failure(server, "chat", null, "k")).isInstanceOf(IdempotencyConflictException.class);
            assertThat(next(seen).headers().contains(SseBridge.IDEMPOTENCY_KEY)).isFalse();
            Waiting.on(server.bridge(0).publish("chat", "end", Map.of()));
            assertThat(next(seen).body()).isEqualTo("end");
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void withoutAHistoryNobodyCouldRemember() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.withoutHistory())) {
            BlockingQueue<Message<Object>> seen = consume(server, "chat");
            Problems.expect(400, post(server, "chat", "x", KEY + "k"));
            assertThat(failure(server, "chat", "x", "k")).isInstanceOf(IllegalArgumentException.class);
            assertThat(server.status().eventsIn()).isZero();
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void aKeyLivesAsLongAsItsEvent() throws InterruptedException {
        SseBridgeOptions options = BridgeServer.permitAll().setHistory(new HistoryOptions().setEvents(10));
        try (BridgeServer server = BridgeServer.start(options)) {
            BlockingQueue<Message<Object>> seen = consume(server, "chat");
            String id = publish(server, "chat", "one", KEY + "k");
            for (int i = 0; i < 9; i++) {
                publish(server, "other", "x", KEY + i);
            }
            assertThat(publish(server, "chat", "one", KEY + "k")).isEqualTo(id);
            Problems.expect(409, post(server, "chat", "two", KEY + "k"));
            for (int i = 10; i < 40; i++) {
                publish(server, "other", "x", KEY + i);
            }
            String again = publish(server, "chat", "two", KEY + "k");
            assertThat(seq(again)).isEqualTo(seq(id) + 40);
            assertThat(next(seen).body()).isEqualTo("one");
            assertThat(next(seen).body()).isEqualTo("two");
            assertThat(publish(server, "chat", "two", KEY + "k")).isEqualTo(again);
            Problems.expect(409, post(server, "chat", "one", KEY + "k"));
            // What is trimmed now is an older event of other keys, not this one's.
            for (int i = 0; i < 8; i++) {
                publish(server, "other", "x");
            }
            assertThat(publish(server, "chat", "two", KEY + "k")).isEqualTo(again);
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void aKeyIsFreeWhenItsEventIsTooOld() {
        SseBridgeOptions options =
                BridgeServer.permitAll().setHistory(new HistoryOptions().setAge(Duration.ofSeconds(2)));
        try (BridgeServer server = BridgeServer.start(options)) {
            BlockingQueue<Message<Object>> seen = consume(server, "chat");
            String id = publish(server, "chat", "one", KEY + "k");
            Conditions.await("the key to be free", () -> !publish(server, "chat", "one", KEY + "k")
                    .equals(id));
            Conditions.await("the second message", () -> seen.size() == 2);
            assertThat(server.status().eventsIn()).isEqualTo(2);
        }
    }

    @Test
    void aKeyIsFreeWhenItsEventHadToMakeRoom() {
        SseBridgeOptions options =
                BridgeServer.permitAll().setLimits(SMALL_EVENTS).setHistory(new HistoryOptions().setBytes(1 << 20));
        try (BridgeServer server = BridgeServer.start(options)) {
            String id = publish(server, "chat", "one", KEY + "k");
            for (int i = 0; i < 60; i++) {
                publish(server, "other", "x".repeat(50_000));
            }
            assertThat(publish(server, "chat", "two", KEY + "k")).isNotEqualTo(id);
        }
    }

    @Test
    void whatIsNotRecordedHappensOnceToo() throws Exception {
        SseBridgeOptions options = BridgeServer.permitAll()
                .setOutboundPermitted(List.of(new PermittedOptions().setAddress("public")))
                .setLimits(new LimitOptions().setEventBytes(1_000));
        String large = "x".repeat(1_001);
        try (BridgeServer server = BridgeServer.start(options)) {
            BlockingQueue<Message<Object>> secret = consume(server, "secret");
            BlockingQueue<Message<Object>> shown = consume(server, "public");
            for (int i = 0; i < 3; i++) {
                notRecorded(post(server, "secret", "one", KEY + "k"));
                notRecorded(post(server, "public", large, KEY + "k"));
            }
            Problems.expect(409, post(server, "secret", "two", KEY + "k"));
            Problems.expect(409, post(server, "public", "small", KEY + "k"));
            Map<String, String> key = Map.of(SseBridge.IDEMPOTENCY_KEY, "api");
            assertThat(Waiting.on(server.bridge(0).publish("secret", "two", key)))
                    .isNull();
            assertThat(Waiting.on(server.bridge(1).publish("secret", "two", key)))
                    .isNull();
            List<Callable<HttpExchange>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                calls.add(() -> post(server, "secret", "three", KEY + "at-once"));
            }
            atOnce(calls).forEach(Publishing::notRecorded);
            notRecorded(post(server, "secret", "end"));
            for (String body : List.of("one", "two", "three", "end")) {
                assertThat(next(secret).body()).isEqualTo(body);
            }
            assertThat(secret).isEmpty();
            assertThat(next(shown).body()).isEqualTo(large);
            assertThat(shown).isEmpty();
        }
    }

    /** Memory is bounded whatever clients send, and none can make the bridge forget what another was promised. */
    @Test
    void manyKeysAreForgottenInTurnAndNeverBeforeTheirEvents() throws InterruptedException {
        SseBridgeOptions options = BridgeServer.permitAll()
                .setOutboundPermitted(List.of(new PermittedOptions().setAddress("public")))
                .setHistory(new HistoryOptions().setEvents(100));
        try (BridgeServer server = BridgeServer.start(options)) {
            BlockingQueue<Message<Object>> secret = consume(server, "secret");
            String id = publish(server, "public", "kept", KEY + "kept");
            notRecorded(post(server, "secret", "first", KEY + "first"));
            Future<String> last = Future.succeededFuture();
            for (int i = 0; i < 2_000; i++) {
                last = server.bridge(0).publish("secret", i, Map.of(SseBridge.IDEMPOTENCY_KEY, "k" + i));
            }
            assertThat(Waiting.on(last)).isNull();
            assertThat(Waiting.on(
                            server.bridge(0).publish("secret", 1_999, Map.of(SseBridge.IDEMPOTENCY_KEY, "k1999"))))
                    .isNull();
            assertThat(publish(server, "public", "kept", KEY + "kept")).isEqualTo(id);
            notRecorded(post(server, "secret", "first, again", KEY + "first"));
            assertThat(next(secret).body()).isEqualTo("first");
            for (int i = 0; i < 2_000; i++) {
                assertThat(next(secret).body()).isEqualTo(i);
            }
            assertThat(next(secret).body()).isEqualTo("first, again");
            assertThat(secret).isEmpty();
        }
    }

    @Test
    void aRefusalDoesNotTakeTheKey() {
        SseBridgeOptions options = BridgeServer.permitAll()
                .setInboundPermitted(List.of(new PermittedOptions().setMatch(new JsonObject().put("kind", "order"))))
                .setLimits(new LimitOptions().setRequestBytes(1_000));
        try (BridgeServer server = BridgeServer.start(options)) {
            int port = server.port();
            Problems.expect(403, HttpExchange.post(port, "/publish/orders", JSON, "{\"kind\":\"x\"}", KEY + "k"));
            Problems.expect(400, HttpExchange.post(port, "/publish/orders", JSON, "{\"kind\":", KEY + "k"));
            Problems.expect(413, HttpExchange.post(port, "/publish/orders", TEXT, "x".repeat(2_000), KEY + "k"));
            Problems.expect(
                    400,
                    HttpExchange.post(
                            port, "/publish/orders", JSON, "{\"kind\":\"order\"}", KEY + "k", "Sse-Event: open"));
            recorded(HttpExchange.post(port, "/publish/orders", JSON, "{\"kind\":\"order\"}", KEY + "k"));
        }
    }

    @Test
    void aPublisherThatLeftBeforeTheAnswerCanAskAgain() throws IOException {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events/chat")) {
            for (int i = 0; i < 20; i++) {
                String body = "body " + i;
                String request = "POST /publish/chat HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n" + KEY + i
                        + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                    if (i % 2 == 0) {
                        socket.setSoLinger(true, 0);
                    }
                }
                String id = publish(server, "chat", body, KEY + i);
                assertThat(client.expectMessage(body).lastEventId()).isEqualTo(id);
            }
            publish(server, "chat", "end");
            client.expectMessage("end");
            client.assertExhausted();
        }
    }

    /** Returns with what publishing by the API fails; it must not throw instead. */
    private static Throwable failure(BridgeServer server, String address, @Nullable Object body, String key) {
        return Waiting.on(server.bridge(0)
                .publish(address, body, Map.of(SseBridge.IDEMPOTENCY_KEY, key))
                .transform(outcome -> outcome.failed()
                        ? Future.succeededFuture(outcome.cause())
                        : Future.failedFuture("published as " + outcome.result())));
    }

    private static List<HttpExchange> atOnce(List<Callable<HttpExchange>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            CountDownLatch ready = new CountDownLatch(calls.size());
            List<java.util.concurrent.Future<HttpExchange>> futures = new ArrayList<>();
            for (Callable<HttpExchange> call : calls) {
                futures.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return call.call();
                }));
            }
            List<HttpExchange> outcomes = new ArrayList<>();
            for (java.util.concurrent.Future<HttpExchange> future : futures) {
                outcomes.add(future.get(30, TimeUnit.SECONDS));
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }
}
