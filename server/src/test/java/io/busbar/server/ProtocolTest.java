package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolTest {

    private static final int CONNECTIONS = 12;

    @TempDir
    private static Path folder;

    private static TestCertificate certificate;

    @BeforeAll
    static void createCertificate() throws Exception {
        certificate = TestCertificate.create(folder, "own");
    }

    @ParameterizedTest
    @CsvSource({
        "false, true,  HTTP_2, HTTP_2",
        "false, true,  HTTP_1_1, HTTP_1_1",
        "false, false, HTTP_2, HTTP_1_1",
        "true,  true,  HTTP_2, HTTP_2",
        "true,  true,  HTTP_1_1, HTTP_1_1",
        "true,  false, HTTP_2, HTTP_1_1",
    })
    void everyConnectionSpeaksWhatIsConfigured(boolean tls, boolean http2, Version wanted, Version spoken)
            throws Exception {
        String yaml = tls
                ? certificate.yaml().replace("http: {", "http: {http2: " + http2 + ", ")
                : "http: {http2: " + http2 + "}";
        try (TestNode node = TestNode.start(yaml)) {
            URI events = URI.create((tls ? "https" : "http") + "://127.0.0.1:" + node.port() + "/events/demo.a");
            List<SseLines> streams = new ArrayList<>();
            try {
                // One client each, so that each has its own connection, and all instances get some.
                for (int i = 0; i < CONNECTIONS; i++) {
                    SseLines stream = SseLines.open(client(tls, wanted), events);
                    streams.add(stream);
                    assertThat(stream.response().version()).isEqualTo(spoken);
                }

                HttpResponse<String> published = client(tls, wanted)
                        .send(
                                HttpRequest.newBuilder(events.resolve("/publish/demo.a"))
                                        .timeout(Duration.ofSeconds(10))
                                        .POST(BodyPublishers.ofString("[1]"))
                                        .header("Content-Type", "application/json")
                                        .build(),
                                BodyHandlers.ofString());

                assertThat(published.statusCode()).isEqualTo(202);
                for (SseLines stream : streams) {
                    stream.expect("data: [1]");
                }
            } finally {
                streams.forEach(SseLines::close);
            }
        }
    }

    @Test
    void aTlsHandshakeThatDoesNotCompleteIsCut() throws Exception {
        try (TestNode node = TestNode.start(certificate.yaml(), Duration.ofMillis(300));
                RawSocket silent = new RawSocket(node.port())) {
            assertThat(silent.readToEnd()).isEmpty();
        }
    }

    private static HttpClient client(boolean tls, Version version) throws Exception {
        HttpClient.Builder builder = HttpClient.newBuilder().version(version);
        return (tls ? builder.sslContext(certificate.trusting()) : builder).build();
    }
}
