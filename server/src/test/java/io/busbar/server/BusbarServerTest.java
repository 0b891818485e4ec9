package io.busbar.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.server.config.ConfigSource;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class BusbarServerTest {

    @Test
    void portZeroPicksFreePorts() throws Exception {
        try (TestNode one = TestNode.start("");
                TestNode other = TestNode.start("")) {
            assertThat(one.port()).isPositive().isNotEqualTo(other.port());
            assertThat(one.managementPort()).isPositive().isNotEqualTo(one.port());
            assertThat(one.started.nodeId()).isNotEqualTo(other.started.nodeId());
            assertThat(one.get("/events").statusCode()).isEqualTo(400);
            assertThat(other.get("/events").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void aPortInUseIsToldInOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            BusbarServer server = BusbarServer.create(new ConfigSource(null)
                    .override("--port", "http", "port", port)
                    .override("--management-port", "management", "port", 0)
                    .load());
            try {
                assertThatThrownBy(() -> get(server.start()))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(StartException.class)
                        .cause()
                        .hasMessage("can't listen on 127.0.0.1:" + port + " (http): Address already in use");
            } finally {
                TestNode.close(server);
            }
        }
    }

    @Test
    void closingTellsStreamsAndEndsThem() throws Exception {
        try (TestNode node = TestNode.start("");
                SseLines stream = node.stream("/events/demo.a")) {
            TestNode.close(node.server);

            stream.expect("event: busbar.closing");
            stream.expect("data: {\"reason\":\"shutdown\"}");
            stream.expectEnd();
        }
    }

    @Test
    void whileItStopsANodeIsAliveButNotReady() throws Exception {
        try (TestNode node = TestNode.start("");
                RawSocket slow = new RawSocket(node.port())) {
            slow.send("POST /publish/demo.a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            slow.readUntil("100 Continue");
            // The first request takes longer than others, and the slow one keeps the node for two seconds only.
            assertThat(node.management("/health/ready").statusCode()).isEqualTo(200);
            CompletableFuture<Void> closed =
                    node.server.close().toCompletionStage().toCompletableFuture();

            HttpResponse<String> ready = node.management("/health/ready");

            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).isEqualTo("{\"status\":\"DOWN\",\"reason\":\"stopping\"}");
            assertThat(node.management("/health/live").statusCode()).isEqualTo(200);
            closed.get(10, SECONDS);
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }
}
