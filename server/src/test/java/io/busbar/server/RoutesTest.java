package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.Conditions;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start("""
                bridges:
                  - name: first
                    outboundPermitted: [{addressRegex: "demo\\\\..+"}]
                    inboundPermitted: [{addressRegex: "demo\\\\..+"}]
                  - name: second
                    path: /second/stream
                    inboundPath: /second
                    outboundPermitted: [{}]
                    inboundPermitted: [{}]
                """);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void whatIsPublishedOverHttpComesOutOfAStream() throws Exception {
        try (SseLines stream = node.stream("/events/demo.a")) {
            assertThat(stream.response().headers().firstValue("content-type"))
                    .contains("text/event-stream;charset=utf-8");

            assertThat(node.post("/publish/demo.a", "application/json", "{\"a\":1}")
                            .statusCode())
                    .isEqualTo(202);

            stream.expect("data: {\"a\":1}");
        }
    }

    @Test
    void eachBridgeHasItsOwnPathsAndPermissions() throws Exception {
        try (SseLines stream = node.stream("/second/stream/anything")) {
            assertThat(node.post("/publish/anything", "text/plain", "x").statusCode())
                    .isEqualTo(403);
            assertThat(node.post("/second/publish/anything", "text/plain", "hello")
                            .statusCode())
                    .isEqualTo(202);

            stream.expect("data: hello");
        }
        assertThat(node.get("/events/anything").statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"/busbar.js, text/javascript", "/busbar.d.ts, text/plain"})
    void theScriptForPagesAndItsTypesAreServed(String path, String type) throws Exception {
        HttpResponse<String> response = node.get(path);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith(type);
        assertThat(response.headers().firstValue("etag")).isPresent();
        assertThat(response.body()).contains("export function connect(");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nowhere", "/events/a/b", "/publish", "/favicon.ico", "/health/live"})
    void anUnknownPathIsAProblem(String path) throws Exception {
        expectProblem(node.get(path), 404, "Not Found");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /events,                GET;POST",
        "PUT,    /events/demo.a,         GET",
        "GET,    /publish/demo.a,        POST",
        "PATCH,  /second/request/demo.a, POST",
        "POST,   /busbar.js,             GET;HEAD",
    })
    void aMethodThatIsNotTakenIsAProblemThatNamesThoseThatAre(String method, String path, String allowed)
            throws Exception {
        HttpResponse<String> response = node.method(method, path);

        expectProblem(response, 405, "Method Not Allowed");
        assertThat(response.headers().firstValue("allow")).contains(allowed.replace(";", ", "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/events/%zz", "/events/%", "/%c3%28/%x", "/events?address=%zz", "/publish/%e", "/%00%zz"})
    void aMalformedUriIsAProblemWithoutInternals(String uri) throws Exception {
        String response =
                RawSocket.exchange(node.port(), "GET " + uri + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(response).startsWith("HTTP/1.1 400 ");
        assertThat(response.toLowerCase(Locale.ROOT))
                .contains("content-type: application/problem+json")
                .doesNotContain("exception")
                .doesNotContain("io.vertx")
                .doesNotContain("\tat ");
    }

    @Test
    void aRequestLineThatIsTooLongIs414() throws Exception {
        String response = RawSocket.exchange(
                node.port(), "GET /" + "a".repeat(270_000) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(response).contains(" 414 ").contains("\"status\":414");
    }

    @Test
    void aRequestLineOfAQuarterOfAMillionCharactersIsFine() throws Exception {
        String response = RawSocket.exchange(
                node.port(), "GET /" + "a".repeat(250_000) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(response).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void aHeadThatIsTooLargeIs431() throws Exception {
        String response = RawSocket.exchange(
                node.port(),
                "GET /events HTTP/1.1\r\nHost: x\r\nBig: " + "a".repeat(1_000_000) + "\r\nConnection: close\r\n\r\n");

        assertThat(response).contains(" 431 ").contains("\"status\":431");
    }

    @Test
    void everyInstanceTellsTheSameStatus() throws Exception {
        Conditions.await("streams of other tests to be gone", () -> status().getInteger("subscriptions") == 0);
        try (SseLines one = node.stream("/events/demo.status");
                SseLines other = node.stream("/events?address=demo.status&address=demo.b");
                SseLines second = node.stream("/second/stream/x")) {
            node.post("/publish/demo.status", "text/plain", "counted");
            one.expect("data: counted");
            other.expect("data: counted");
            node.post("/second/publish/x", "text/plain", "there");
            second.expect("data: there");

            JsonObject status =
                    new JsonObject(node.management("/admin/api/status").body());

            assertThat(status.getString("node")).isEqualTo(node.started.nodeId());
            assertThat(status.getString("version")).isNotBlank();
            assertThat(status.getLong("uptimeSeconds")).isNotNegative();
            assertThat(status.getInteger("subscriptions")).isEqualTo(4);
            assertThat(status.getInteger("busConsumers")).isGreaterThanOrEqualTo(3);
            assertThat(status.getLong("eventsIn")).isPositive();
            assertThat(status.getLong("eventsOut")).isGreaterThanOrEqualTo(2);
            assertThat(status.getJsonObject("dropped")).isNotNull();
            assertThat(status.getJsonArray("bridges"))
                    .extracting(bridge -> ((JsonObject) bridge).getString("name"))
                    .containsExactly("first", "second");
            assertThat(status.getJsonArray("bridges").getJsonObject(1).getInteger("connections"))
                    .isEqualTo(1);
        }
        Conditions.await("three ends", () -> status().getJsonObject("closed").getLong("client") >= 3);
        Conditions.await("no connection", () -> status().getInteger("connections") == 0);
    }

    @Test
    void managementTellsOfHealth() throws Exception {
        assertThat(node.management("/health/live").statusCode()).isEqualTo(200);
        assertThat(node.management("/health/live").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(node.management("/health/ready").statusCode()).isEqualTo(200);
        assertThat(node.management("/health/ready").body()).isEqualTo("{\"status\":\"UP\"}");
        expectProblem(node.management("/"), 404, "Not Found");
        expectProblem(
                TestNode.send(HttpRequest.newBuilder(TestNode.uri(node.managementPort(), "/health/live"))
                        .DELETE()),
                405,
                "Method Not Allowed");
    }

    private static JsonObject status() {
        try {
            return new JsonObject(node.management("/admin/api/status").body());
        } catch (Exception e) {
            throw new AssertionError("no status", e);
        }
    }

    private static void expectProblem(HttpResponse<String> response, int status, String title) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        JsonObject body = new JsonObject(response.body());
        assertThat(body.getString("type")).isEqualTo("about:blank");
        assertThat(body.getString("title")).isEqualTo(title);
        assertThat(body.getInteger("status")).isEqualTo(status);
        assertThat(body.getString("detail")).isNotBlank();
    }
}
