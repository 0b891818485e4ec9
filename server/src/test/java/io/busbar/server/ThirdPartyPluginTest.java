package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of a plugin with a build of its own, from its sources to a subscriber of a running server. */
class ThirdPartyPluginTest {

    private static final Pattern READY = Pattern.compile("busbar ready http=(\\d+) management=(\\d+) .*");
    private static final String ITS_VERSION = "2.2";

    @TempDir
    private Path folder;

    @Test
    void thePluginThatItsReadmeBuildsWorksInAServerThatHasAnotherVersionOfItsLibrary() throws Exception {
        assertThat(versionOfTheServers()).isNotEqualTo(ITS_VERSION);
        Path jar = ThirdPartyBuild.run(folder.resolve("build")).resolve("target/yaml-to-json-1.0.0.jar");
        assertThat(classesIn(jar))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("com/example/yaml/") || name.startsWith("org/yaml/snakeyaml/"));
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        Files.copy(jar, plugins.resolve("yaml-to-json.jar"));
        Path config = Files.writeString(folder.resolve("busbar.yaml"), """
                bridges:
                  - outboundPermitted: [{}]
                    inboundPermitted: [{}]
                    plugins: [{name: yaml-to-json, config: {addresses: [machines]}}]
                """);
        try (ChildNode node = ChildNode.start(
                Map.of("BUSBAR_HTTP_PORT", "0", "BUSBAR_MANAGEMENT_PORT", "0"),
                "run",
                "--config",
                config.toString(),
                "--plugins",
                plugins.toString())) {
            Matcher ready = READY.matcher(node.line());
            assertThat(ready.matches()).isTrue();
            check(Integer.parseInt(ready.group(1)), Integer.parseInt(ready.group(2)));

            node.signal("TERM");

            assertThat(node.exitCode()).isZero();
            assertThat(node.errors()).isEmpty();
        }
    }

    private static void check(int port, int managementPort) throws Exception {
        try (SseLines stream = SseLines.open(TestNode.uri(port, "/events/machines"))) {
            TestNode.send(HttpRequest.newBuilder(TestNode.uri(port, "/publish/machines"))
                    .header("Content-Type", "text/plain")
                    .POST(BodyPublishers.ofString("id: 7\nname: north\nload: [0.5, 1]\n")));
            stream.expect("data: {\"id\":7,\"name\":\"north\",\"load\":[0.5,1]}");
        }
        JsonObject answer =
                new JsonObject(TestNode.send(HttpRequest.newBuilder(TestNode.uri(managementPort, "/admin/api/plugins")))
                        .body());
        JsonObject plugin = answer.getJsonArray("bridges")
                .getJsonObject(0)
                .getJsonArray("plugins")
                .getJsonObject(0);
        assertThat(plugin.getString("name")).isEqualTo("yaml-to-json");
        assertThat(plugin.getString("version")).isEqualTo("1.0.0");
        assertThat(plugin.getJsonObject("counts").getLong("events")).isEqualTo(1);
        assertThat(plugin.getJsonObject("metrics").getMap())
                .isEqualTo(Map.of("documents_snakeyaml_" + ITS_VERSION.replace('.', '_'), 1));
    }

    private static String versionOfTheServers() throws Exception {
        Properties noted = new Properties();
        try (InputStream in =
                ThirdPartyPluginTest.class.getResourceAsStream("/META-INF/maven/org.yaml/snakeyaml/pom.properties")) {
            noted.load(in);
        }
        return noted.getProperty("version");
    }

    private static List<String> classesIn(Path jar) throws Exception {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class"))
                    .toList();
        }
    }
}
