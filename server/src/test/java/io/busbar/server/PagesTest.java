package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What Datastar pages ask of the server as it is configured. */
class PagesTest {

    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start("""
                bridges:
                  - name: pages
                    path: /pages
                    format: datastar
                    signals: true
                    outboundPermitted: [{}]
                    inboundPermitted: [{}]
                """);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String query(String signals) {
        return "?address=orders.%7Bsignals.customer%7D&datastar=" + URLEncoder.encode(signals, StandardCharsets.UTF_8);
    }

    /** Returns a client with a connection: to agree on HTTP/2 it sends its first request over HTTP/1.1. */
    private static HttpClient client(HttpClient.Version version) throws Exception {
        HttpClient client = HttpClient.newBuilder().version(version).build();
        client.send(
                HttpRequest.newBuilder(TestNode.uri(node.port(), "/busbar.js")).build(),
                HttpResponse.BodyHandlers.discarding());
        return client;
    }

    /** JSON of which each character takes three bytes in a URL. */
    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void sixtyThousandBytesOfSignalsInAGetOpenAStream(HttpClient.Version version) throws Exception {
        String signals = "{\"customer\":42,\"filler\":\"" + "{".repeat(60_000) + "\"}";
        try (SseLines page = SseLines.open(client(version), TestNode.uri(node.port(), "/pages" + query(signals)))) {
            assertThat(page.response().version()).isEqualTo(version);

            node.post("/publish/orders.42", "application/json", "{\"signals\":{\"mine\":true}}");

            page.expect("event: datastar-patch-signals");
            page.expect("data: signals {\"mine\":true}");
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void moreSignalsThanTheLimitAre414(HttpClient.Version version) throws Exception {
        String signals = "{\"customer\":42,\"filler\":\"" + "x".repeat(70_000) + "\"}";
        HttpResponse<String> refused = client(version)
                .send(
                        HttpRequest.newBuilder(TestNode.uri(node.port(), "/pages" + query(signals)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(refused.statusCode()).isEqualTo(414);
        assertThat(new JsonObject(refused.body()).getString("detail"))
                .isEqualTo("the signals are larger than 65536 bytes");
    }

    @Test
    void aCommandThatNobodyTakesHasAStatus() throws Exception {
        HttpRequest.Builder command = HttpRequest.newBuilder(TestNode.uri(node.port(), "/request/shop?datastar=%7B%7D"))
                .header("Datastar-Request", "true")
                .DELETE();

        assertThat(TestNode.send(command).statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({"GET", "PUT", "PATCH", "DELETE"})
    void whatIsNotFromAPageIsNoCommand(String method) throws Exception {
        HttpResponse<String> refused = node.method(method, "/request/shop");

        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("allow")).contains("POST");
    }
}
