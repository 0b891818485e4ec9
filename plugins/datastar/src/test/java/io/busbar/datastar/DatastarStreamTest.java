package io.busbar.datastar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream of any handler, read by a client over a socket. */
class DatastarStreamTest {

    private static final PatchSignals ONE = Datastar.patchSignals("{\"a\":1}");
    private static final String ONE_TEXT = "event: datastar-patch-signals\ndata: signals {\"a\":1}\n\n";

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<DatastarStream> streams = new LinkedBlockingQueue<>();
    private int port;

    @BeforeEach
    void listen() throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> streams.add(DatastarStream.open(request.response())));
        port = await(server.listen(0, "127.0.0.1")).actualPort();
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private HttpResponse<InputStream> get(HttpClient.Version version) throws Exception {
        HttpClient client = HttpClient.newBuilder().version(version).build();
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private DatastarStream opened() throws Exception {
        return streams.poll(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void theHeadComesBeforeAnyEventAndEventsAsTheyAreWritten(HttpClient.Version version) throws Exception {
        HttpResponse<InputStream> response = get(version);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.version()).isEqualTo(version);
        assertThat(response.headers().allValues("Content-Type")).containsExactly("text/event-stream");
        assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-cache");
        assertThat(response.headers().allValues("Connection"))
                .hasSize(version == HttpClient.Version.HTTP_1_1 ? 1 : 0)
                .allMatch("keep-alive"::equals);
        DatastarStream stream = opened();
        await(stream.write(ONE));
        assertThat(new String(response.body().readNBytes(ONE_TEXT.length()), StandardCharsets.UTF_8))
                .isEqualTo(ONE_TEXT);
        await(stream.write(ONE));
        await(stream.end());
        assertThat(new String(response.body().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(ONE_TEXT);
        await(stream.closed());
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aCutIsNoCleanEnd(HttpClient.Version version) throws Exception {
        HttpResponse<InputStream> response = get(version);
        DatastarStream stream = opened();

        stream.cut();

        assertThatThrownBy(() -> response.body().readAllBytes()).isInstanceOf(IOException.class);
        await(stream.closed());
    }

    @Test
    void aClientThatLeavesEndsTheStream() throws Exception {
        DatastarStream stream;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            stream = opened();
            assertThat(stream.isClosed()).isFalse();
        }

        await(stream.closed());

        assertThat(stream.isClosed()).isTrue();
        assertThat(stream.writeQueueFull()).isFalse();
        assertThat(stream.write(ONE).failed()).isTrue();
        assertThat(stream.end().succeeded()).isTrue();
    }

    @Test
    void aReaderOfHttp10GetsTheTextWithoutChunks() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            DatastarStream stream = opened();
            stream.write(ONE);
            stream.end();
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all).endsWith("\r\n\r\n:\n" + ONE_TEXT).doesNotContainIgnoringCase("keep-alive");
        }
    }

    @Test
    void aResponseThatHasBegunIsNoStream() throws Exception {
        BlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
        HttpServer server = vertx.createHttpServer().requestHandler(request -> {
            HttpServerResponse response = request.response();
            response.end("x");
            try {
                DatastarStream.open(response);
            } catch (IllegalStateException e) {
                thrown.add(e);
            }
        });
        port = await(server.listen(0, "127.0.0.1")).actualPort();

        get(HttpClient.Version.HTTP_1_1).body().close();

        assertThat(thrown.poll(10, TimeUnit.SECONDS)).isNotNull();
    }
}
