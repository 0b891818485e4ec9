package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.testing.Conditions;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGuardTest {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectionThatSaysNothingIsCut(boolean http2) throws Exception {
        try (TestNode node = start(http2);
                RawSocket silent = new RawSocket(node.port());
                RawSocket silentManager = new RawSocket(node.managementPort())) {
            assertThat(silent.readToEnd()).isEmpty();
            assertThat(silentManager.readToEnd()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /events/demo.a HTTP/1.1\r\nHost: x\r\n",
                "PRI * HTTP/2.0\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void aConnectionWhoseRequestDoesNotCompleteIsCut(String begin) throws Exception {
        try (TestNode node = start(true);
                RawSocket half = new RawSocket(node.port())) {
            half.send(begin);

            half.readToEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneByteAtATimeDoesNotKeepAConnectionAlive(boolean http2) throws Exception {
        try (TestNode node = start(http2);
                RawSocket drip = new RawSocket(node.port())) {
            drip.send("GET /events/demo.a HTTP/1.1\r\nX: ");

            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            drip.send("x");
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectionThatMadeARequestIsLeftAlone(boolean http2) throws Exception {
        try (TestNode node = start(http2, LIMIT.multipliedBy(3));
                RawSocket stream = request(node, "/events/demo.a", "retry:");
                RawSocket keptAlive = request(node, "/nowhere", "404");
                RawSocket silent = new RawSocket(node.port())) {
            silent.readToEnd(); // when it is cut, the limit has passed for the others too

            node.post("/publish/demo.a", "text/plain", "still here");
            stream.readUntil("data: still here");
            keptAlive.send("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n");
            keptAlive.readUntil("404");
        }
    }

    @Test
    void aSecondRequestThatDoesNotCompleteIsCutToo() throws Exception {
        try (TestNode node = start(true);
                RawSocket socket = request(node, "/nowhere", "404")) {
            socket.send("GET /nowhere HTTP/1.1\r\nX: ");

            socket.readToEnd();
        }
    }

    private static RawSocket request(TestNode node, String path, String answer) throws IOException {
        RawSocket socket = new RawSocket(node.port());
        socket.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
        socket.readUntil(answer);
        return socket;
    }

    /** The event bus of a cluster listens on the same Vert.x, and so may plugins; they know no requests. */
    @Test
    void connectionsThatKnowNoRequestsAreLeftAlone() throws Exception {
        RequestGuard guard = new RequestGuard(Duration.ofSeconds(2));
        Vertx vertx = NodeVertx.alone(guard);
        try {
            guard.start(vertx);
            NetServer echo = vertx.createNetServer()
                    .connectHandler(socket -> socket.handler(socket::write))
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            try (RawSocket peer = new RawSocket(echo.actualPort())) {
                Conditions.await("the guard to see it", () -> guard.waiting() == 1);
                Conditions.await("its time to be over", () -> guard.waiting() == 0);

                peer.send("still here\r\n");

                peer.readUntil("still here\r\n");
            }
        } finally {
            NodeVertx.discard(vertx);
        }
    }

    @Test
    void theLimitIsTenSeconds() {
        assertThat(BusbarServer.FIRST_REQUEST_LIMIT).isEqualTo(Duration.ofSeconds(10));
    }

    private static TestNode start(boolean http2) throws Exception {
        return start(http2, LIMIT);
    }

    private static TestNode start(boolean http2, Duration limit) throws Exception {
        return TestNode.start("http: {http2: " + http2 + "}", limit);
    }
}
