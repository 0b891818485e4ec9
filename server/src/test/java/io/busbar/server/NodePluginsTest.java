package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.testing.Conditions;
import io.busbar.testing.PluginJar;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins in the directory of a running server. */
class NodePluginsTest {

    private static final String SOURCE = """
            package example;

            import io.busbar.plugin.*;
            import io.busbar.plugin.config.*;
            import io.vertx.core.Future;

            public class Suffix implements Plugin<Suffix.Config> {
                public record Config(@Default("VERSION") String suffix) {}

                public String name() {
                    return "suffix";
                }

                public Class<Config> configType() {
                    return Config.class;
                }

                public Future<?> start(Config config, PluginContext context) {
                    context.addTransform(event -> event.withBody(event.body() + config.suffix()));
                    return Future.succeededFuture();
                }
            }
            """;

    @TempDir
    Path directory;

    private String yaml(String plugins) {
        return "plugins: {directory: \"" + directory + "\", watch: 100ms}\n"
                + "bridges:\n"
                + "  - outboundPermitted: [{}]\n"
                + "    inboundPermitted: [{}]\n"
                + "    plugins: " + plugins + "\n";
    }

    private void put(String version) throws IOException {
        Path jar = PluginJar.named("suffix")
                .version(version)
                .source("example.Suffix", SOURCE.replace("VERSION", version))
                .build(directory.resolve(".new.jar"));
        Files.move(jar, directory.resolve("suffix.jar"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void whatChangesInTheDirectoryIsUsedWithoutClosingAStream() throws Exception {
        try (TestNode node = TestNode.start(yaml("[{name: \"*\"}]"));
                SseLines stream = node.stream("/events/a")) {
            publish(node, "zero ");
            stream.expect("data: zero ");
            put("1");
            awaitVersion(node, "1");
            publish(node, "one ");
            stream.expect("data: one 1");
            put("2");
            awaitVersion(node, "2");
            publish(node, "two ");
            stream.expect("data: two 2");
            Files.delete(directory.resolve("suffix.jar"));
            awaitPlugins(node, 0);
            publish(node, "three ");
            stream.expect("data: three ");
        }
    }

    @Test
    void whatCannotBeLoadedIsToldAndTheOldVersionStays() throws Exception {
        put("1");
        try (TestNode node = TestNode.start(yaml("[{name: suffix}]"));
                SseLines stream = node.stream("/events/a")) {
            Files.writeString(directory.resolve("suffix.jar"), "not a jar");
            Conditions.await("the refusal", () -> !plugins(node)
                    .getJsonArray("refused", new JsonArray())
                    .isEmpty());
            assertThat(plugins(node).getJsonArray("refused").getString(0))
                    .contains("suffix.jar is not a jar")
                    .contains("was it copied as a whole?");
            publish(node, "x");
            stream.expect("data: x1");
        }
    }

    @Test
    void aBridgeIsReconfiguredByTheManagementPort() throws Exception {
        put("1");
        try (TestNode node = TestNode.start(yaml("[{name: suffix}]"));
                SseLines stream = node.stream("/events/a")) {
            HttpResponse<String> wrong = put(node, "[{\"name\": \"suffix\", \"config\": {\"sufix\": \"!\"}}]");
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(new JsonObject(wrong.body()).getString("detail"))
                    .isEqualTo("plugins[0].config.sufix: unknown key; did you mean \"suffix\"?");
            publish(node, "x");
            stream.expect("data: x1");
            assertThat(put(node, "[{\"name\": \"suffix\", \"config\": {\"suffix\": \"!\"}}]")
                            .statusCode())
                    .isEqualTo(200);
            publish(node, "x");
            stream.expect("data: x!");
            assertThat(put(node, "{}").statusCode()).isEqualTo(400);
            assertThat(send(node, "PUT", "/admin/api/bridges/other/plugins", "application/json", "[]")
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    /** A page of another site can send a form, but no JSON. */
    @Test
    void aPageOfAnotherSiteCanChangeNothing() throws Exception {
        try (TestNode node = TestNode.start(yaml("[]"))) {
            assertThat(send(node, "POST", "/admin/api/plugins/scan", "text/plain", "")
                            .statusCode())
                    .isEqualTo(415);
            assertThat(send(node, "PUT", "/admin/api/bridges/default/plugins", "text/plain", "[]")
                            .statusCode())
                    .isEqualTo(415);
            assertThat(send(node, "POST", "/admin/api/plugins/scan", "application/json", "")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aServerWhosePluginIsMissingDoesNotStartAndSaysWhichThereAre() throws Exception {
        put("1");
        assertThatThrownBy(() -> TestNode.start(yaml("[{name: sufix}]")))
                .hasMessage("bridges[0].plugins[0].name: there is no plugin \"sufix\"; did you mean \"suffix\"?");
    }

    @Test
    void aServerLoadsOnlyJarsWhoseHashIsListed() throws Exception {
        put("1");
        String listed = yaml("[{name: suffix}]").replace("watch", "sha256: [\"" + "0".repeat(64) + "\"], watch");
        assertThatThrownBy(() -> TestNode.start(listed))
                .hasMessageContaining("which is not listed in plugins.sha256: list it if you trust the file");
    }

    private static void publish(TestNode node, String text) throws Exception {
        assertThat(node.post("/publish/a", "text/plain", text).statusCode()).isEqualTo(202);
    }

    private static void awaitVersion(TestNode node, String version) {
        Conditions.await(
                "version " + version,
                () -> running(node).size() == 1
                        && running(node).getJsonObject(0).getString("version").equals(version));
    }

    private static void awaitPlugins(TestNode node, int count) {
        Conditions.await(count + " plugins", () -> running(node).size() == count);
    }

    private static JsonArray running(TestNode node) {
        return plugins(node).getJsonArray("bridges").getJsonObject(0).getJsonArray("plugins");
    }

    private static JsonObject plugins(TestNode node) {
        try {
            return new JsonObject(node.management("/admin/api/plugins").body());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> put(TestNode node, String body) throws Exception {
        return send(node, "PUT", "/admin/api/bridges/default/plugins", "application/json", body);
    }

    private static HttpResponse<String> send(TestNode node, String method, String path, String type, String body)
            throws Exception {
        return TestNode.send(HttpRequest.newBuilder(TestNode.uri(node.managementPort(), path))
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofString(body)));
    }
}
