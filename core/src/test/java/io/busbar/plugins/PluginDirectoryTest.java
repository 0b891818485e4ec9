package io.busbar.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.PluginOptions;
import io.busbar.SseBridgeOptions;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.CapturedLog;
import io.busbar.testing.Conditions;
import io.busbar.testing.PluginJar;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.Waiting;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a directory of plugins offers, and what becomes of what runs when its files change. */
class PluginDirectoryTest {

    @TempDir
    Path directory;

    private PluginDirectory plugins;

    @BeforeEach
    void open() throws IOException {
        plugins = new PluginDirectory(directory, null, getClass().getClassLoader());
    }

    @AfterEach
    void close() {
        plugins.close();
    }

    private void scan() throws IOException {
        plugins.scan();
        assertThat(plugins.refusals()).isEmpty();
    }

    /** A plugin that appends its version to each body; it needs another class once it gets the body "later". */
    private static PluginJar stamp(String name, String version) {
        return PluginJar.named(name)
                .version(version)
                .source("acme.Main", PluginJar.main(name, """
                                context.addTransform(event -> event.withBody(event.body() + " "
                                        + ("later".equals(event.body()) ? Later.version() : "%s")));
                                return Future.succeededFuture();
                                """.formatted(version)))
                .source("acme.Later", """
                        package acme;
                        class Later {
                            static String version() {
                                return "later than %s";
                            }
                        }
                        """.formatted(version));
    }

    private static List<PluginOptions> named(String... names) {
        return Arrays.stream(names)
                .map(name -> new PluginOptions().setName(name))
                .toList();
    }

    private BridgeServer start(String... names) {
        SseBridgeOptions options = BridgeServer.permitAll();
        named(names).forEach(options::addPlugin);
        return BridgeServer.with(options)
                .bridge(builder -> builder.withPlugins(plugins))
                .start();
    }

    private static void expect(BridgeServer server, SseTestClient client, String body, String expected) {
        server.publish("a", body);
        client.expectMessage(expected);
    }

    /** Returns where the directory keeps the files of what it offers now. */
    private Path copyOf(String name) throws URISyntaxException {
        URL jar = ((URLClassLoader) plugins.find(name).loader()).getURLs()[0];
        return Path.of(jar.toURI()).getParent();
    }

    // ---- what is there ----

    @Test
    void jarsAndFoldersAreOfferedWithTheirVersions() throws IOException {
        stamp("one", "1.0").in(directory);
        stamp("two", "2.0-beta").in(Files.createDirectory(directory.resolve("folder")));
        Files.writeString(directory.resolve("README.txt"), "no plugin");
        scan();
        assertThat(plugins.names()).containsExactly("one", "two");
        assertThat(plugins.find("one").title()).isEqualTo("one 1.0");
        assertThat(plugins.find("two").title()).isEqualTo("two 2.0-beta");
        assertThat(plugins.find("three")).isNull();
    }

    @Test
    void whatBeginsWithADotIsLeftAlone() throws IOException {
        stamp("one", "1.0").build(directory.resolve(".one.jar"));
        stamp("two", "1.0").in(Files.createDirectory(directory.resolve(".two")));
        Path folder = Files.createDirectory(directory.resolve("three"));
        stamp("three", "1.0").in(folder);
        Files.writeString(folder.resolve("._three.jar"), "what a Mac leaves behind");
        scan();
        assertThat(plugins.names()).containsExactly("three");
        Files.move(directory.resolve(".one.jar"), directory.resolve("one.jar"));
        scan();
        assertThat(plugins.names()).containsExactly("one", "three");
    }

    @Test
    void aFolderHoldsAPluginAndItsLibraries() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Path library = PluginJar.library("a-library")
                .source(
                        "lib.Tool",
                        "package lib; public class Tool { public static String text() { return \"tool\"; } }")
                .in(folder);
        PluginJar.named("user")
                .source("acme.Main", PluginJar.main("user", """
                                context.addTransform(event -> event.withBody(lib.Tool.text()));
                                return Future.succeededFuture();
                                """))
                .against(library)
                .in(folder);
        scan();
        try (BridgeServer server = start("user");
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            expect(server, client, "x", "tool");
        }
    }

    @Test
    void twoVersionsOfOneLibraryWorkInOneChain() throws IOException {
        for (String version : List.of("1", "2")) {
            PluginJar.named("user" + version)
                    .source("acme.Main", PluginJar.main("user" + version, """
                                    context.addTransform(
                                            event -> event.withBody(event.body() + " " + lib.Version.text()));
                                    return Future.succeededFuture();
                                    """))
                    .source("lib.Version", """
                            package lib;
                            public class Version {
                                public static String text() {
                                    return "lib-%s";
                                }
                            }
                            """.formatted(version))
                    .in(directory);
        }
        scan();
        try (BridgeServer server = start("user2", "user1");
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            expect(server, client, "x", "x lib-2 lib-1");
        }
    }

    @Test
    void aLibraryThatIsMissedOnlyWhenAnEventComesIsToldInTheLog() throws IOException {
        PluginJar.named("user")
                .source("acme.Main", PluginJar.main("user", """
                                context.addTransform(event -> event.withBody(lib.Tool.text()));
                                return Future.succeededFuture();
                                """))
                .source(
                        "lib.Tool",
                        "package lib; public class Tool { public static String text() { return \"tool\"; } }")
                .withoutClass("lib.Tool")
                .in(directory);
        scan();
        try (CapturedLog log = CapturedLog.of("io.busbar.pipeline.Guard");
                BridgeServer server = start("user");
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "x");
            assertThat(client.status()).isEqualTo(200);
            Conditions.await("a report", () -> !log.messages().isEmpty());
            assertThat(log.messages())
                    .containsExactly(
                            "Plugin user 1.0 failed in its transform, on address a: class lib.Tool is missing in"
                                    + " plugin user: put the library that has it into the jar, or beside the jar in a folder");
        }
    }

    @Test
    void ofTwoFilesWithOnePluginTheOneThatWasThereStays() throws IOException {
        Path second = stamp("one", "1.0").build(directory.resolve("b.jar"));
        scan();
        Path first = stamp("one", "2.0").build(directory.resolve("a.jar"));
        plugins.scan();
        assertThat(plugins.find("one").version()).isEqualTo("1.0");
        assertThat(plugins.refusals())
                .containsExactly(
                        first + " holds plugin one, and so does " + second + ", which is used: remove one of them");
        Files.delete(second);
        scan();
        assertThat(plugins.find("one").version()).isEqualTo("2.0");
    }

    @Test
    void aScanTellsWhetherAnythingIsDifferent() throws IOException {
        assertThat(plugins.scan()).isFalse();
        Path jar = stamp("one", "1.0").in(directory);
        assertThat(plugins.scan()).isTrue();
        PluginOffer offer = plugins.find("one");
        assertThat(plugins.scan()).isFalse();
        assertThat(plugins.find("one")).isSameAs(offer);
        Files.delete(jar);
        assertThat(plugins.scan()).isTrue();
        assertThat(plugins.names()).isEmpty();
    }

    // ---- what changes while it runs ----

    @Test
    void aJarThatIsOverwrittenGoesOnWorkingUntilTheNewVersionIsWanted() throws IOException {
        Path jar = stamp("one", "1.0").in(directory);
        scan();
        try (BridgeServer server = start("one");
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            expect(server, client, "x", "x 1.0");
            stamp("one", "2.0").build(jar);
            scan();
            assertThat(plugins.find("one").version()).isEqualTo("2.0");
            expect(server, client, "x", "x 1.0");
            expect(server, client, "later", "later later than 1.0");
            Waiting.on(server.bridge(0).usePlugins(named("one")));
            expect(server, client, "x", "x 2.0");
            expect(server, client, "later", "later later than 2.0");
        }
    }

    @Test
    void aJarThatIsDeletedGoesOnWorking() throws IOException {
        Path jar = stamp("one", "1.0").in(directory);
        scan();
        try (BridgeServer server = start("one");
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            Files.delete(jar);
            scan();
            assertThat(plugins.names()).isEmpty();
            expect(server, client, "later", "later later than 1.0");
            assertThatThrownBy(() -> Waiting.on(server.bridge(0).usePlugins(named("one"))))
                    .hasStackTraceContaining("plugins[0].name: there is no plugin \"one\"");
            expect(server, client, "x", "x 1.0");
        }
    }

    @Test
    void aNewVersionThatCannotBeReadLeavesTheOldOneWorking() throws IOException {
        Path jar = stamp("one", "1.0").in(directory);
        scan();
        try (BridgeServer server = start("one");
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            Files.writeString(jar, "half a jar");
            plugins.scan();
            assertThat(plugins.refusals())
                    .containsExactly(
                            jar + " is not a jar (zip END header not found): was it copied as a whole?; version"
                                    + " 1.0, which was there before, stays");
            Waiting.on(server.bridge(0).usePlugins(named("one")));
            expect(server, client, "later", "later later than 1.0");
            stamp("one", "2.0").build(jar);
            scan();
            Waiting.on(server.bridge(0).usePlugins(named("one")));
            expect(server, client, "x", "x 2.0");
        }
    }

    @Test
    void aFailedStartElsewhereTakesNothingFromWhoRuns() throws Exception {
        Path jar = PluginJar.named("one")
                .source(
                        "acme.Main",
                        PluginJar.main(
                                        "one",
                                        "public record Config(@io.busbar.plugin.config.Default(\"true\") boolean ok) {}",
                                        """
                                        if (!config.ok()) {
                                            return Future.failedFuture("not ok");
                                        }
                                        context.addTransform(event -> event.withBody(Later.text()));
                                        return Future.succeededFuture();
                                        """)
                                .replace("NoConfig", "Main.Config"))
                .source("acme.Later", "package acme; class Later { static String text() { return \"late\"; } }")
                .in(directory);
        scan();
        try (BridgeServer server = start("one");
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            PluginOptions broken = named("one").get(0).setConfig(new JsonObject().put("ok", false));
            assertThatThrownBy(() -> Waiting.on(server.bridge(0).usePlugins(List.of(broken))))
                    .hasStackTraceContaining("plugin one 1.0 can't be started: ")
                    .hasStackTraceContaining("not ok");
            Files.delete(jar);
            scan();
            expect(server, client, "x", "late");
        }
    }

    // ---- copies ----

    @Test
    void theCopiesOfAVersionGoWhenNobodyUsesItAnyMore() throws Exception {
        Path jar = stamp("one", "1.0").in(directory);
        scan();
        Path first = copyOf("one");
        try (BridgeServer server = start("one")) {
            stamp("one", "2.0").build(jar);
            scan();
            assertThat(first).isNotEmptyDirectory();
            Waiting.on(server.bridge(0).usePlugins(named("one")));
            assertThat(first).doesNotExist();
            assertThat(copyOf("one")).isNotEmptyDirectory();
        }
    }

    @Test
    void closingDeletesTheCopies() throws Exception {
        stamp("one", "1.0").in(directory);
        Files.writeString(directory.resolve("notes.jar"), "no jar");
        plugins.scan();
        Path all = copyOf("one").getParent();
        assertThat(all).isNotEmptyDirectory();
        plugins.close();
        assertThat(all).doesNotExist();
        assertThat(plugins.names()).isEmpty();
        assertThat(plugins.find("one")).isNull();
    }

    @Test
    void anOfferThatWasReplacedMeanwhileSaysSo() throws IOException {
        Path jar = stamp("one", "1.0").in(directory);
        scan();
        PluginOffer old = plugins.find("one");
        stamp("one", "2.0").build(jar);
        scan();
        assertThatThrownBy(old::configType)
                .isInstanceOf(PluginException.class)
                .hasMessage(
                        "plugin one 1.0 was replaced or removed meanwhile: try again with what the directory has now");
    }
}
