package io.busbar.cluster.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.SseBridge;
import io.busbar.SseBridgeOptions;
import io.busbar.SubscriberEventsOptions;
import io.busbar.cluster.history.HistoryCluster.Member;
import io.busbar.testing.Conditions;
import io.busbar.testing.SseTestClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What producers on any node are told of subscribers, as nodes and bridges come and go; and who records then. */
class PresenceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A bridge of its own on a member, with a server. */
    private static final class Side {
        private final SseBridge bridge;
        private final HttpServer server;

        Side(Member member) {
            Vertx vertx = member.vertx();
            bridge = SseBridge.builder(vertx)
                    .with(new SseBridgeOptions()
                            .setName("side")
                            .setLinger(Duration.ZERO)
                            .addOutboundPermitted(new PermittedOptions())
                            .setSubscriberEvents(new SubscriberEventsOptions()
                                    .setAddress("listeners")
                                    .setDelay(Duration.ofSeconds(1))))
                    .build();
            Router router = Router.router(vertx);
            bridge.mount(router, "/events");
            server = HistoryCluster.get(
                    vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
            HistoryCluster.get(bridge.ready());
        }

        SseTestClient connect(String address) {
            SseTestClient client = SseTestClient.connect(server.actualPort(), "/events/" + address);
            client.expectPosition();
            return client;
        }

        void close() {
            HistoryCluster.get(bridge.close());
            HistoryCluster.get(server.close());
        }
    }

    /** Returns what producers on {@code member} are told from now on: {@code +} or {@code -}, and the address. */
    private static List<String> listen(Member member) {
        List<String> told = new CopyOnWriteArrayList<>();
        HistoryCluster.get(member.vertx()
                .eventBus()
                .<JsonObject>consumer(
                        "listeners",
                        message -> told.add((message.body().getBoolean("subscribed") ? "+" : "-")
                                + message.body().getString("address")))
                .completion());
        return told;
    }

    private static List<Object> current(Member member) {
        JsonArray keys =
                (JsonArray) HistoryCluster.get(member.vertx().eventBus().request("listeners.current", null))
                        .body();
        return keys.stream().toList();
    }

    private static void await(List<String> told, String what) {
        Conditions.await(() -> what + " to be told: " + told, () -> told.contains(what), PATIENCE);
    }

    @Test
    void whatTheTellerLeavesIsToldByTheNext() {
        try (HistoryCluster cluster = new HistoryCluster()) {
            Member teller = cluster.start();
            Side first = new Side(teller);
            Member next = cluster.start();
            Side second = new Side(next);
            List<String> told = listen(next);
            try (SseTestClient here = second.connect("here")) {
                await(told, "+here");
                first.connect("there").close();
                await(told, "+there");
                told.clear();
                teller.leave();
                await(told, "-there");
                assertThat(told).doesNotContain("-here");
                assertThat(here.status()).isEqualTo(200);
            }
            await(told, "-here");
            try (SseTestClient later = second.connect("later")) {
                await(told, "+later");
                assertThat(later.status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aBridgeThatIsClosedAndBuiltAgainOnANodeThatStaysIsHeardAgain() {
        try (HistoryCluster cluster = new HistoryCluster()) {
            Member one = cluster.start();
            Member other = cluster.start();
            Side stays = new Side(other);
            Side goes = new Side(one);
            List<String> told = listen(other);
            for (int i = 0; i < 5; i++) {
                goes.connect("old").close();
            }
            goes.close();
            told.clear();
            try (SseTestClient meanwhile = stays.connect("meanwhile")) {
                await(told, "+meanwhile");
                Side again = new Side(one);
                try (SseTestClient client = again.connect("new")) {
                    await(told, "+new");
                    assertThat(meanwhile.status()).isEqualTo(client.status());
                }
                await(told, "-new");
            }
            await(told, "-meanwhile");
        }
    }

    @Test
    void whoAnswersProducersKnowsWhatTheOthersKnow() {
        try (HistoryCluster cluster = new HistoryCluster()) {
            Member one = cluster.start();
            Side early = new Side(one);
            try (SseTestClient a = early.connect("a");
                    SseTestClient b = early.connect("b")) {
                Member fresh = cluster.start();
                Side late = new Side(fresh);
                // The two answer in turn.
                for (int i = 0; i < 4; i++) {
                    assertThat(current(fresh)).containsExactlyInAnyOrder("a", "b");
                }
                assertThat(HistoryCluster.get(late.bridge.subscribers("a"))).isEqualTo(1);
                assertThat(a.status()).isEqualTo(b.status());
            }
        }
    }

    @Test
    void anotherNodeRecordsWhenOfTwoBridgesOneDrainsAndTheOtherIsClosed() {
        try (HistoryCluster cluster = new HistoryCluster()) {
            Member recorder = cluster.start();
            SseBridge second = SseBridge.builder(recorder.vertx())
                    .with(HistoryCluster.permitAll())
                    .build();
            HistoryCluster.get(second.ready());
            Member other = cluster.start();
            String before = recorderAsSeenBy(other);
            HistoryCluster.get(recorder.bridge().drain(Duration.ZERO));
            assertThat(recorderAsSeenBy(other)).isEqualTo(before);
            HistoryCluster.get(second.close());
            Conditions.await("the other to record", () -> !before.equals(recorderAsSeenBy(other)), PATIENCE);
        }
    }

    private static String recorderAsSeenBy(Member member) {
        return String.valueOf(member.bridge().status().history().recorder());
    }
}
