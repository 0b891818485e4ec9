package io.busbar.examples.datastar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example as a process of its own: what its settings do, and what it says to those that can't be. */
@Timeout(60)
class CommandLineTest {

    private static final List<String> NO_OPTIONS = List.of();

    @TempDir
    private Path directory;

    @Test
    void itSaysWhichUrlToOpenAndTakesTheClientFromTheCdn() throws Exception {
        try (ExampleProcess process = new ExampleProcess(NO_OPTIONS, Map.of(), "0")) {
            HttpRequest request = HttpRequest.newBuilder(process.url()).build();
            String page = HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body();
            assertThat(page).contains("<h1>").contains("src=\"" + ClientScript.CDN + "\"");
        }
    }

    @Test
    void aPortInUseIsOneSentenceAndExitCode1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            try (ExampleProcess process = new ExampleProcess(List.of("-Dport=" + port), Map.of("PORT", "0"))) {
                assertThat(process.complaint()).startsWith("Can't listen on 127.0.0.1:" + port);
            }
        }
    }

    @Test
    void whatIsNoPortIsOneSentenceAndExitCode1() throws Exception {
        try (ExampleProcess process = new ExampleProcess(NO_OPTIONS, Map.of(), "80a")) {
            assertThat(process.complaint()).startsWith("\"80a\" is not a port");
        }
    }

    @Test
    void aClientThatIsNoFileIsOneSentenceAndExitCode1() throws Exception {
        String missing = directory.resolve("datastar.js").toString();
        try (ExampleProcess process = new ExampleProcess(List.of("-Ddatastar=" + missing), Map.of(), "0")) {
            assertThat(process.complaint()).startsWith("There is no file " + missing);
        }
        try (ExampleProcess process = new ExampleProcess(NO_OPTIONS, Map.of("DATASTAR", directory.toString()), "0")) {
            assertThat(process.complaint()).startsWith("There is no file " + directory);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://",
                "https:/datastar.js",
                "https://a b/datastar.js",
                "https://cdn.example/\"onload=x",
                "https://user@cdn.example/datastar.js",
                "https://a;script-src/datastar.js",
            })
    void aClientThatIsNoUrlIsOneSentence(String url) {
        assertThat(catchThrowable(() -> ClientScript.of(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a URL of Datastar's script");
    }

    @Test
    void thePageTrustsTheOriginOfItsClientAndNoOther() {
        assertThat(ClientScript.of(ClientScript.CDN).trusted()).isEqualTo("'self' https://cdn.jsdelivr.net");
        assertThat(ClientScript.of("http://cdn.example:81/a?b=c&d=e"))
                .isEqualTo(new ClientScript("http://cdn.example:81/a?b=c&amp;d=e", "http://cdn.example:81", null));
    }
}
