package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.BusHandlers;
import io.busbar.testing.Conditions;
import io.busbar.testing.EveryWire;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestStream;
import io.busbar.testing.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where events come from, and who sees those of which source. */
class SourcesTest {

    @EveryWire
    void oneConnectionReadsSeveralAddressesAndPatterns(Wire wire) {
        SseBridgeOptions options = withSources("market.eur.bid", "market.eur.ask", "market.usd.bid", "weather.berlin");
        try (BridgeServer server = wire.start(options);
                TestStream stream = wire.open(
                        server, "/events?address=news&address=market.*.bid&address=weather.**&address=chat")) {
            assertThat(server.status().subscriptions()).isEqualTo(4);
            for (String address : List.of(
                    "news", "market.eur.bid", "market.eur.ask", "market.usd.bid", "weather.berlin", "other", "chat")) {
                server.publish(address, address, "sse-event", "e");
            }
            server.publish("news", "end");
            List<String> seen = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                seen.add(stream.nextEvent().data());
            }
            assertThat(seen)
                    .containsExactlyInAnyOrder(
                            "news", "market.eur.bid", "market.usd.bid", "weather.berlin", "chat", "end");
            assertThat(seen).containsSubsequence("news", "end");
            stream.assertExhausted();
        }
    }

    @EveryWire
    void anEventComesOnceHoweverManyOfAConnectionsPatternsMatch(Wire wire) {
        try (BridgeServer server = wire.start(withSources("a.b"));
                TestStream stream =
                        wire.open(server, "/events?address=a.*&address=a.**&address=a.b&address=a.b&address=*.b")) {
            server.publish("a.b", "once");
            server.publish("a.b", "twice");
            stream.expectMessage("once");
            stream.expectMessage("twice");
            stream.assertExhausted();
        }
    }

    /** An address that is on the bridge only because a stranger subscribed to it is not for those who didn't ask. */
    @EveryWire
    void patternsDoNotSeeUnlistedAddresses(Wire wire) {
        try (BridgeServer server = wire.start(withSources("news.end"));
                TestStream pattern = wire.open(server, "/events/news.*");
                TestStream stranger = wire.open(server, "/events/news.secret")) {
            server.publish("news.secret", "secret");
            stranger.expectMessage("secret");
            server.publish("news.end", "end");
            pattern.expectMessage("end");
            pattern.assertExhausted();
            assertThat(BusHandlers.of(server.vertx(), "news.secret")).isEqualTo(1);
        }
    }

    @EveryWire
    void aMultiplexedSourceCarriesManyAddressesOverOneConsumer(Wire wire) {
        SseBridgeOptions options = BridgeServer.permitAll()
                .addSource(new SourceOptions()
                        .setAddress("market")
                        .setAddressHeader("sse-address")
                        .setAddressPattern("market.**"));
        try (BridgeServer server = wire.start(options);
                TestStream exact = wire.open(server, "/events?address=market.eur&address=market.usd");
                TestStream pattern = wire.open(server, "/events/market.*")) {
            server.publish("market", "eur", "sse-address", "market.eur");
            server.publish("market", "deep", "sse-address", "market.eur.bid");
            server.publish("market", "jpy", "sse-address", "market.jpy");
            server.publish("market", "usd", "SSE-ADDRESS", "market.usd");
            exact.expectMessage("eur");
            exact.expectMessage("usd");
            exact.assertExhausted();
            pattern.expectMessage("eur");
            pattern.expectMessage("jpy");
            pattern.expectMessage("usd");
            pattern.assertExhausted();
            assertThat(server.status().busConsumers()).isEqualTo(1);
            assertThat(BusHandlers.of(server.vertx(), "market")).isEqualTo(1);
            assertThat(BusHandlers.of(server.vertx(), "market.eur")).isZero();
        }
    }

    @Test
    void messagesOfAMultiplexedSourceWithoutAUsableAddressAreDroppedAndCounted() {
        SseBridgeOptions options = BridgeServer.permitAll()
                .addSource(new SourceOptions()
                        .setAddress("market")
                        .setAddressHeader("to")
                        .setAddressPattern("market.**"));
        try (BridgeServer server = BridgeServer.start(options);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/market.**")) {
            server.publish("market", "no header");
            server.publish("market", "the customary header", "sse-address", "market.eur");
            server.publish("market", "not in the pattern", "to", "weather.berlin");
            server.publish("market", "empty", "to", "");
            server.publish("market", "forged", "to", "market.x\ndata: y");
            server.publish("market", "after", "to", "market.eur");
            client.expectMessage("after");
            client.assertExhausted();
            assertThat(server.dropped()).as("%s", server.status()).isEqualTo(5);
        }
    }

    @Test
    void listedSourcesAreConsumedAsLongAsTheBridgeLives() {
        try (BridgeServer server = BridgeServer.start(withSources("ticks", "news"))) {
            assertThat(server.status().busConsumers()).isEqualTo(2);
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/ticks")) {
                server.publish("ticks", "1");
                client.expectMessage("1");
                assertThat(server.status().busConsumers()).isEqualTo(2);
                assertThat(BusHandlers.of(server.vertx(), "ticks")).isEqualTo(1);
            }
            server.awaitQuiet();
            assertThat(BusHandlers.of(server.vertx(), "ticks")).isEqualTo(1);
        }
    }

    @Test
    void anUnlistedAddressLingersSoThatAReconnectIsCheap() {
        SseBridgeOptions options = BridgeServer.permitAll().setLinger(Duration.ofHours(1));
        try (BridgeServer server = BridgeServer.start(options)) {
            SseTestClient.connect(server.port(), "/events/news").close();
            Conditions.await("the client to be gone", () -> server.status().connections() == 0);
            assertThat(server.status().subscriptions()).isZero();
            assertThat(server.status().busConsumers()).isEqualTo(1);
            try (SseTestClient again = SseTestClient.connect(server.port(), "/events/news")) {
                server.publish("news", "again");
                again.expectMessage("again");
                assertThat(BusHandlers.of(server.vertx(), "news")).isEqualTo(1);
            }
        }
    }

    @Test
    void subscribersOnAllEventLoopsShareOneConsumer() {
        try (BridgeServer server =
                BridgeServer.with(BridgeServer.forgetful()).instances(4).start()) {
            List<SseTestClient> clients = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                clients.add(SseTestClient.connect(server.port(), "/events/news"));
            }
            assertThat(server.status().busConsumers()).isEqualTo(1);
            assertThat(BusHandlers.of(server.vertx(), "news")).isEqualTo(1);
            server.publish("news", "all");
            clients.forEach(client -> client.expectMessage("all"));
            clients.forEach(SseTestClient::close);
            server.awaitQuiet();
            assertThat(BusHandlers.of(server.vertx(), "news")).isZero();
        }
    }

    private static SseBridgeOptions withSources(String... addresses) {
        SseBridgeOptions options = BridgeServer.permitAll();
        for (String address : addresses) {
            options.addSource(new SourceOptions().setAddress(address));
        }
        return options;
    }
}
