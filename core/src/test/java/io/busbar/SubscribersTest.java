package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** How many subscribe to what, and producers that are told. */
class SubscribersTest {

    private static int subscribers(BridgeServer server, String address) {
        return Waiting.on(server.bridge(0).subscribers(address));
    }

    @Test
    void streamsAreCountedThatWouldGetAnEvent() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient one = SseTestClient.connect(server.port(), "/events/orders.1");
                SseTestClient three = SseTestClient.connect(server.port(), "/events/orders.2")) {
            one.expectPosition();
            three.expectPosition();
            try (SseTestClient two =
                    SseTestClient.connect(server.port(), "/events?address=orders.1&address=orders.*")) {
                two.expectPosition();
                assertThat(subscribers(server, "orders.1"))
                        .as("each stream once")
                        .isEqualTo(2);
                assertThat(subscribers(server, "orders.2")).isEqualTo(2);
                assertThat(subscribers(server, "orders.3")).isEqualTo(1);
                assertThat(subscribers(server, "other")).isZero();
            }
            Conditions.await("one to be gone", () -> subscribers(server, "orders.1") == 1);
        }
    }

    private static String told(String address, boolean subscribed) {
        return new JsonObject()
                .put("address", address)
                .put("subscribed", subscribed)
                .encode();
    }

    private static SseBridgeOptions telling(Duration delay) {
        return BridgeServer.permitAll()
                .setSubscriberEvents(
                        new SubscriberEventsOptions().setAddress("listeners").setDelay(delay));
    }

    private static List<String> listen(BridgeServer server) {
        List<String> told = new CopyOnWriteArrayList<>();
        Waiting.on(server.vertx()
                .eventBus()
                .<JsonObject>consumer(
                        "listeners", message -> told.add(message.body().encode()))
                .completion());
        return told;
    }

    @Test
    void producersAreToldOfFirstSubscribersAndNotOfThoseWhoReconnect() {
        try (BridgeServer server = BridgeServer.start(telling(Duration.ofHours(1)))) {
            List<String> told = listen(server);
            SseTestClient first = SseTestClient.connect(server.port(), "/events/a");
            first.expectPosition();
            try (SseTestClient pattern = SseTestClient.connect(server.port(), "/events/b.*")) {
                pattern.expectPosition();
                first.close();
                Conditions.await("the first to be gone", () -> subscribers(server, "a") == 0);
                try (SseTestClient again = SseTestClient.connect(server.port(), "/events/a");
                        SseTestClient last = SseTestClient.connect(server.port(), "/events/last")) {
                    again.expectPosition();
                    last.expectPosition();
                    JsonArray current =
                            (JsonArray) Waiting.on(server.vertx().eventBus().request("listeners.current", null))
                                    .body();
                    assertThat(current).containsExactlyInAnyOrder("a", "b.*", "last");
                    Conditions.await("the last to be told", () -> told.contains(told("last", true)));
                    assertThat(told).containsExactly(told("a", true), told("b.*", true), told("last", true));
                }
            }
        }
    }

    @Test
    void producersAreToldWhenTheLastSubscriberIsGone() {
        try (BridgeServer server = BridgeServer.start(telling(Duration.ZERO))) {
            List<String> told = listen(server);
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a");
                    SseTestClient other = SseTestClient.connect(server.port(), "/events/a")) {
                client.expectPosition();
                other.expectPosition();
            }
            Conditions.await("the last to be told", () -> told.size() == 2);
            assertThat(told).containsExactly(told("a", true), told("a", false));
        }
    }

    @Test
    void addressesOnWhichNodesTalkToEachOtherAreNobodyElses() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            Problems.expect(403, HttpExchange.get(server.port(), "/events/__busbar.default.log"));
            Problems.expect(403, HttpExchange.post(server.port(), "/send/__busbar.default.node.x", "text/plain", "x"));
        }
    }
}
