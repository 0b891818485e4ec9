package io.busbar.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The clients against servers that do as the test says, byte by byte. */
class SseTestClientTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String LAST_CHUNK = "0\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<NetSocket> accepted = new LinkedBlockingQueue<>();
    private final BlockingQueue<Buffer> requests = new LinkedBlockingQueue<>();
    private final NetServer server = Waiting.on(vertx.createNetServer()
            .connectHandler(socket -> {
                socket.handler(requests::add);
                accepted.add(socket);
            })
            .listen(0, "127.0.0.1"));

    @AfterEach
    void closeVertx() {
        Waiting.on(vertx.close());
    }

    @Test
    void eventsCommentsAndTheCleanEndAreSeen() throws InterruptedException {
        try (SseTestClient client =
                SseTestClient.to(server.actualPort(), "/x").header("A: b").neverRead()) {
            NetSocket socket = accepted.poll(10, TimeUnit.SECONDS);
            assertThat(requests.poll(10, TimeUnit.SECONDS).toString())
                    .startsWith("GET /x HTTP/1.1\r\n")
                    .contains("\r\nA: b\r\n")
                    .endsWith("\r\n\r\n");
            socket.write(HEAD + chunk("data: 1\n\nda"));
            client.expectMessage("1");
            socket.write(chunk("ta: 2\n\n:c\nevent: e\ndata\n\n") + LAST_CHUNK);
            client.expectMessage("2");
            assertThat(client.expectComment()).isEqualTo("c");
            client.expectEvent("e", "");
            client.expectEnd();
            client.assertExhausted();
            assertThat(client.rawBytes().length).isGreaterThan(client.bodyBytes().length);
        }
    }

    @Test
    void aConnectionThatEndsWithoutTheLastChunkIsCut() throws InterruptedException {
        try (SseTestClient client = SseTestClient.to(server.actualPort(), "/x").neverRead()) {
            NetSocket socket = accepted.poll(10, TimeUnit.SECONDS);
            socket.write(HEAD + chunk("data: 1\n\n"));
            Waiting.on(socket.close());
            client.expectMessage("1");
            assertThatThrownBy(client::expectEnd).isInstanceOf(AssertionError.class);
            client.expectCut();
        }
    }

    @Test
    void whatWasNotExpectedFails() throws InterruptedException {
        try (SseTestClient client = SseTestClient.to(server.actualPort(), "/x").neverRead()) {
            NetSocket socket = accepted.poll(10, TimeUnit.SECONDS);
            socket.write(HEAD + chunk("data: 1\n\ndata: 2\n\n") + LAST_CHUNK);
            client.expectMessage("1");
            assertThatThrownBy(client::expectEnd).hasMessageContaining("nobody expected");
            assertThatThrownBy(client::assertExhausted).hasMessageContaining("nobody expected");
            assertThatThrownBy(() -> client.expectEvent("other", "2")).isInstanceOf(AssertionError.class);
            assertThatThrownBy(client::nextEvent).hasMessageContaining("instead of an event");
        }
    }

    @Test
    void aResetReachesTheServer() throws InterruptedException, IOException {
        try (SseTestClient client = SseTestClient.to(server.actualPort(), "/x").neverRead()) {
            NetSocket socket = accepted.poll(10, TimeUnit.SECONDS);
            BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
            socket.exceptionHandler(failures::add);
            client.reset();
            assertThat(failures.poll(10, TimeUnit.SECONDS)).hasMessageContaining("reset");
        }
    }

    @Test
    void theHttp2ClientTellsACutFromAnEnd() {
        BlockingQueue<HttpServerResponse> responses = new LinkedBlockingQueue<>();
        int port = Waiting.on(vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1"))
                        .requestHandler(request -> {
                            responses.add(request.response());
                            request.response().write("data: 1\n\n");
                        })
                        .listen(0))
                .actualPort();
        try (Http2TestClient client = Http2TestClient.connect(vertx, port, false, "/x")) {
            client.expectMessage("1");
            responses.remove().end();
            client.expectEnd();
        }
        try (Http2TestClient client = Http2TestClient.connect(vertx, port, false, "/x")) {
            client.expectMessage("1");
            responses.remove().reset(8);
            client.expectCut();
        }
    }

    @Test
    void bothSpeakTls() {
        int port = Waiting.on(vertx.createHttpServer(new HttpServerOptions()
                                .setHost("127.0.0.1")
                                .setSsl(true)
                                .setUseAlpn(true)
                                .setKeyCertOptions(SelfSignedCertificate.create("localhost")
                                        .keyCertOptions()))
                        .requestHandler(request -> request.response().end("data: " + request.version() + "\n\n"))
                        .listen(0))
                .actualPort();
        try (SseTestClient client = SseTestClient.to(port, "/x").tls().open()) {
            client.expectMessage("HTTP_1_1");
            client.expectEnd();
        }
        try (Http2TestClient client = Http2TestClient.connect(vertx, port, true, "/x")) {
            client.expectMessage("HTTP_2");
            client.expectEnd();
        }
    }

    @Test
    void gzipIsUnpackedAsItComes() throws InterruptedException, IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        GZIPOutputStream packer = new GZIPOutputStream(packed, true);
        try (SseTestClient client = SseTestClient.to(server.actualPort(), "/x").neverRead()) {
            NetSocket socket = accepted.poll(10, TimeUnit.SECONDS);
            socket.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n");
            for (String data : List.of("1", "2")) {
                packer.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
                packer.flush();
                socket.write(Buffer.buffer(packed.toByteArray()));
                packed.reset();
                client.expectMessage(data);
            }
        }
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }
}
