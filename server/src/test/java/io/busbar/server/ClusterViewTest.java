package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.Conditions;
import io.busbar.testing.SseTestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Any node shows the whole cluster. */
class ClusterViewTest {

    private static final String BRIDGE = """
            bridges:
              - outboundPermitted: [{addressRegex: "demo\\\\..+"}]
                inboundPermitted: [{addressRegex: "demo\\\\..+"}]
                history: {mode: cluster}
            """;
    private static final String OTHER_CHAIN = BRIDGE + "    plugins: [{name: json-fields, config: {keep: [/id]}}]\n";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Waits until all nodes answer those who ask for it, which a busy one does too late. */
    private static JsonObject view(ServerNode server) {
        AtomicReference<JsonObject> view = new AtomicReference<>();
        Conditions.await(
                () -> "all to answer: " + view,
                () -> {
                    view.set(new JsonObject(
                            server.management("/admin/api/cluster").body()));
                    return view.get().getJsonArray("nodes").stream()
                            .noneMatch(node -> ((JsonObject) node).getBoolean("unreachable", false));
                },
                PATIENCE);
        return view.get();
    }

    private static JsonObject node(JsonObject view, String id) {
        return view.getJsonArray("nodes").stream()
                .map(JsonObject.class::cast)
                .filter(each -> id.equals(each.getString("node")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachNodeShowsAllTheirStreamsAndWhoRecords() throws Exception {
        try (TestCluster cluster = new TestCluster()) {
            List<ServerNode> servers = cluster.startServers(2, BRIDGE);
            BusNode bus = cluster.startBusNode();
            cluster.awaitMembers(3);
            ServerNode one = servers.get(0);
            ServerNode other = servers.get(1);
            try (SseTestClient client = one.stream("/events/demo.a")) {
                client.expectPosition();
                for (int i = 0; i < 20; i++) {
                    assertThat(other.publish("demo.a", "x").statusCode()).isEqualTo(202);
                }
                JsonObject view = view(other);
                assertThat(view.getInteger("members")).isEqualTo(3);
                assertThat(view.getJsonArray("nodes")).hasSize(3);
                assertThat(node(view, one.id()).getInteger("connections")).isOne();
                assertThat(node(view, other.id()).getInteger("connections")).isZero();
                assertThat(node(view, bus.id()).getBoolean("busbar")).isFalse();
                String recorder = recorder(view, one.id());
                assertThat(recorder).isIn(one.id(), other.id()).isEqualTo(recorder(view, other.id()));
                assertThat(recorder(view(one), one.id())).isEqualTo(recorder);
                Conditions.await(
                        () -> "rates: " + view(other).encode(),
                        () -> node(view(other), one.id()).getDouble("eventsOutPerSecond") > 0,
                        PATIENCE);
                assertThat(view(one).getJsonArray("differences")).isEmpty();
            }
        }
    }

    private static String recorder(JsonObject view, String id) {
        return node(view, id)
                .getJsonArray("bridges")
                .getJsonObject(0)
                .getJsonObject("history")
                .getString("recorder");
    }

    @Test
    void aNodeWithOtherPluginsIsToldByReadiness() throws Exception {
        try (TestCluster cluster = new TestCluster()) {
            List<ServerNode> servers = cluster.startServers(List.of(BRIDGE, OTHER_CHAIN));
            ServerNode one = servers.get(0);
            ServerNode other = servers.get(1);
            cluster.awaitMembers(2);
            Conditions.await(
                    "the difference to be noticed",
                    () -> new JsonObject(one.management("/health/ready").body())
                            .getJsonArray("differences", new JsonArray())
                            .contains("bridge \"default\" has other plugins on node " + other.id()),
                    PATIENCE);
            assertThat(one.management("/health/ready").statusCode()).isEqualTo(200);
        }
    }
}
