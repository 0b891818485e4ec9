package io.busbar.datastar;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What any handler reads of a page, over a socket. */
class SignalsTest {

    private static final long LIMIT = 1_000;

    private final Vertx vertx = Vertx.vertx();
    private int port;

    @BeforeEach
    void listen() throws Exception {
        HttpServerOptions options = new HttpServerOptions().setMaxInitialLineLength(262_144);
        options.getInitialSettings().setMaxHeaderListSize(262_144);
        HttpServer server = vertx.createHttpServer(options).requestHandler(request -> {
            switch (String.valueOf(request.path())) {
                case "/small" -> answer(request, Signals.read(request, LIMIT));
                case "/behind" -> request.body().onSuccess(body -> answerOf(request, body));
                default -> answer(request, Signals.read(request));
            }
        });
        port = await(server.listen(0, "127.0.0.1")).actualPort();
    }

    private static void answer(HttpServerRequest request, Future<JsonObject> read) {
        HttpServerResponse response = request.response();
        read.onSuccess(signals -> {
                    DatastarStream page = DatastarStream.open(response);
                    page.write(Datastar.patchSignals(signals));
                    page.end();
                })
                .onFailure(refused ->
                        response.setStatusCode(Signals.statusOf(refused)).end(String.valueOf(refused.getMessage())));
    }

    private static void answerOf(HttpServerRequest request, Buffer body) {
        try {
            answer(request, Future.succeededFuture(Signals.of(request, body)));
        } catch (RuntimeException refused) {
            answer(request, Future.failedFuture(refused));
        }
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private HttpResponse<String> send(String version, String method, String path, String signals) throws Exception {
        boolean inQuery = method.equals("GET") || method.equals("DELETE");
        String query = inQuery ? "?x=1&datastar=" + URLEncoder.encode(signals, StandardCharsets.UTF_8) : "";
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + query));
        request.method(
                method, inQuery ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(signals));
        if (!inQuery) {
            request.header("Content-Type", "application/json");
        }
        return HttpClient.newBuilder()
                .version(HttpClient.Version.valueOf(version))
                .build()
                .send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_1_1, GET",
        "HTTP_1_1, DELETE",
        "HTTP_1_1, POST",
        "HTTP_1_1, PUT",
        "HTTP_1_1, PATCH",
        "HTTP_2, GET",
        "HTTP_2, DELETE",
        "HTTP_2, POST",
        "HTTP_2, PUT",
        "HTTP_2, PATCH"
    })
    void signalsAreReadFromWhereTheMethodHasThem(String version, String method) throws Exception {
        String signals = "{\"b\":\"ü&+=%😀 \",\"a\":[1,{\"c\":null}]}";
        for (String path : new String[] {"/", "/behind"}) {
            HttpResponse<String> response = send(version, method, path, signals);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("event: datastar-patch-signals\ndata: signals " + signals + "\n\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1", "HTTP_2"})
    void sixtyFourKibibytesFitIntoAGet(String version) throws Exception {
        String signals = "{\"a\":\"" + "\u00fc".repeat((65_536 - 8) / 2) + "\"}";
        assertThat(signals.getBytes(StandardCharsets.UTF_8)).hasSize(65_536);
        assertThat(send(version, "GET", "/", signals).body()).contains(signals);
        assertThat(send(version, "GET", "/", signals + " ").statusCode()).isEqualTo(414);
    }

    @ParameterizedTest
    @CsvSource({"GET, 414", "POST, 413"})
    void whatIsOverTheLimitIsRefused(String method, int status) throws Exception {
        String signals = "{\"a\":\"" + "x".repeat(1_000) + "\"}";
        HttpResponse<String> response = send("HTTP_1_1", method, "/small", signals);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains("1000 bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"``", "[1]", "{\"secret\"", "{\"a\":1e999}", "{\"a\":\"secret\\u0000\"}", "{} {}"})
    void whatAreNoSignalsIsRefused(String signals) throws Exception {
        for (String method : new String[] {"GET", "DELETE", "POST", "PATCH"}) {
            for (String path : new String[] {"/", "/behind"}) {
                HttpResponse<String> response = send("HTTP_1_1", method, path, signals);
                assertThat(response.statusCode()).isEqualTo(400);
                assertThat(response.body()).startsWith("the signals ").doesNotContain("secret");
            }
        }
    }

    @Test
    void aRequestWithoutSignalsHasNone() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .build();
        String body = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(body).isEqualTo("event: datastar-patch-signals\ndata: signals {}\n\n");
    }

    @Test
    void aFormHasNone() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("a=1"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void whatIsNotTheRequestsFaultIsTheServers() {
        assertThat(Signals.statusOf(new IllegalStateException())).isEqualTo(500);
    }
}
