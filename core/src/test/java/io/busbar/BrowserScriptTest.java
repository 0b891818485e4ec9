package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How {@code busbar.js} is served; what it does is tested in a browser, with the quickstart. */
class BrowserScriptTest {

    private static final int PROMISED_BYTES = 3 * 1024;

    private static BridgeServer server;

    @BeforeAll
    static void start() {
        server = BridgeServer.with(BridgeServer.permitAll())
                .instances(1)
                .routes(router -> BrowserScript.mount(router, "/"))
                .routes(router -> router.get("/own/name").handler(BrowserScript.script()))
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void itIsOfAtMostThreeKibibytesOnTheWire() throws Exception {
        HttpResponse<byte[]> response = gzipped("/busbar.js");

        assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(response.body().length).isLessThanOrEqualTo(PROMISED_BYTES);
        assertThat(gunzip(response.body()))
                .isEqualTo(get("/busbar.js").body())
                .contains("export function connect")
                .doesNotContainPattern("(?m)^\\s|//|/\\*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/busbar.js", "/busbar.d.ts"})
    void aBrowserThatHasItGetsItNotAgain(String path) {
        HttpExchange first = get(path, "Accept-Encoding: gzip;q=0");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("Content-Encoding")).isNull();
        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(first.header("Vary")).isEqualToIgnoringCase("accept-encoding");
        String etag = String.valueOf(first.header("ETag"));
        assertThat(etag).matches("W/\"[0-9a-f]+\"");

        HttpExchange again = get(path, "If-None-Match: \"other\", " + etag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.header("ETag")).isEqualTo(etag);

        assertThat(get(path, "If-None-Match: \"other\"").status()).isEqualTo(200);
    }

    @Test
    void itIsAModuleWithTypes() {
        assertThat(get("/busbar.js").header("Content-Type")).isEqualTo("text/javascript;charset=utf-8");
        assertThat(get("/own/name").body()).isEqualTo(get("/busbar.js").body());
        assertThat(get("/busbar.d.ts").body()).contains("export function connect(");
        assertThat(HttpExchange.request(server.port(), "HEAD", "/busbar.js", new byte[0])
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theTypesNameEveryOptionThatTheScriptReads() {
        String types = get("/busbar.d.ts").body();
        String script = get("/busbar.js").body();
        Matcher options = Pattern.compile("const \\{ (on = .*) \\} = options;").matcher(script);
        assertThat(options.find()).isTrue();
        for (String option : options.group(1).replaceAll(" = [^,]+", "").split(", ", -1)) {
            assertThat(types).contains("  " + option + "?: ");
        }
        Matcher controls = Pattern.compile("CONTROLS = \\[(.*)\\]").matcher(script);
        assertThat(controls.find()).isTrue();
        for (String control : controls.group(1).replace("\"", "").split(", ", -1)) {
            assertThat(types).containsIgnoringCase("  on" + control + "?: ");
        }
        assertThat(types).contains("  storage?: ");
    }

    @Test
    void aPathWithoutItsSlashesIsRefused() {
        for (String path : new String[] {"", "scripts/", "/scripts"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> BrowserScript.mount(null, path));
        }
    }

    private static HttpExchange get(String path, String... headers) {
        return HttpExchange.get(server.port(), path, headers);
    }

    private static HttpResponse<byte[]> gzipped(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Accept-Encoding", "gzip, deflate, br, zstd")
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
    }

    private static String gunzip(byte[] bytes) throws IOException {
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
