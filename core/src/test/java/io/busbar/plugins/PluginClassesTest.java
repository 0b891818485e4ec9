package io.busbar.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.PluginOptions;
import io.busbar.SseBridge;
import io.busbar.SseBridgeOptions;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.PluginJar;
import io.busbar.testing.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an author or an operator reads of a plugin whose classes, or whose configuration, don't do. */
class PluginClassesTest {

    private static final String STARTS = "return Future.succeededFuture();";
    private static Vertx vertx;

    @TempDir
    Path directory;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        Waiting.on(vertx.close());
    }

    /** Returns why a bridge can't be built with the plugin {@code bad}. */
    private String refusal(JsonObject config) throws IOException {
        try (PluginDirectory plugins =
                new PluginDirectory(directory, null, getClass().getClassLoader())) {
            plugins.scan();
            assertThat(plugins.refusals()).isEmpty();
            SseBridgeOptions options = BridgeServer.permitAll()
                    .addPlugin(new PluginOptions().setName("bad").setConfig(config));
            Throwable refusal = catchThrowable(() ->
                    SseBridge.builder(vertx).with(options).withPlugins(plugins).build());
            assertThat(refusal).as("refusal").isNotNull();
            return refusal.getMessage();
        }
    }

    private String refusal() throws IOException {
        return refusal(new JsonObject());
    }

    /** Returns why a bridge with the plugin {@code bad} does not get ready. */
    private String failure() throws IOException {
        try (PluginDirectory plugins =
                new PluginDirectory(directory, null, getClass().getClassLoader())) {
            plugins.scan();
            SseBridgeOptions options = BridgeServer.permitAll().addPlugin(new PluginOptions().setName("bad"));
            SseBridge bridge =
                    SseBridge.builder(vertx).with(options).withPlugins(plugins).build();
            Throwable failure = catchThrowable(() -> Waiting.on(bridge.ready()));
            Waiting.on(bridge.close());
            assertThat(failure).as("failure").isNotNull();
            return failure.getCause().getMessage();
        }
    }

    private static PluginJar bad() {
        return PluginJar.named("bad");
    }

    private static PluginJar bad(String members, String start) {
        return bad().source("acme.Main", PluginJar.main("bad", members, start));
    }

    // ---- the class ----

    @Test
    void aClassThatIsNamedButNotThereIsTold() throws IOException {
        Path jar = bad("", STARTS).service("acme.Mian").in(directory);
        assertThat(refusal())
                .isEqualTo(jar + ": " + PluginJar.SERVICE
                        + " names acme.Mian, which is not in the jar: is the name right, and is the class packed?");
    }

    @Test
    void aClassThatIsNoPluginIsTold() throws IOException {
        Path jar =
                bad().source("acme.Main", "package acme; public class Main {}").in(directory);
        assertThat(refusal()).isEqualTo(jar + ": acme.Main does not implement io.busbar.plugin.Plugin");
    }

    @Test
    void aPluginNeedsAPublicConstructorWithoutParameters() throws IOException {
        Path jar = bad("Main() {}", STARTS).in(directory);
        assertThat(refusal())
                .isEqualTo(jar + ": acme.Main has to be a public class with a public constructor without parameters");
    }

    @Test
    void aConstructorThatThrowsIsToldWithWhatItThrew() throws IOException {
        bad("public Main() { throw new IllegalStateException(\"no luck\"); }", STARTS)
                .in(directory);
        assertThat(refusal())
                .isEqualTo("plugin bad 1.0 threw in its constructor: java.lang.IllegalStateException: no luck");
    }

    @Test
    void aStaticInitializerThatThrowsIsToldWithWhatItThrewEachTime() throws IOException {
        bad("static final int SIZE = Integer.parseInt(\"many\");", STARTS).in(directory);
        String told = "plugin bad 1.0 threw in a static initializer: java.lang.NumberFormatException: For input string:"
                + " \"many\"";
        assertThat(refusal()).isEqualTo(told);
        try (PluginDirectory plugins =
                new PluginDirectory(directory, null, getClass().getClassLoader())) {
            plugins.scan();
            PluginOffer offer = plugins.find("bad");
            assertThat(catchThrowable(offer::create)).hasMessage(told);
            // The JVM itself does not say it twice.
            assertThat(catchThrowable(offer::create))
                    .hasMessageStartingWith("plugin bad 1.0 can't be loaded: Could not initialize class acme.Main")
                    .hasMessageContaining("java.lang.NumberFormatException: For input string: \"many\"");
        }
    }

    @Test
    void aClassForANewerJavaIsTold() throws IOException {
        bad("", STARTS).forNewerJava().in(directory);
        assertThat(refusal())
                .startsWith("plugin bad 1.0 can't be loaded: java.lang.UnsupportedClassVersionError: acme/Main has been"
                        + " compiled by a more recent version of the Java Runtime");
    }

    @Test
    void aNameInTheCodeThatIsNotTheManifestsIsTold() throws IOException {
        bad().source("acme.Main", PluginJar.main("good", STARTS)).in(directory);
        assertThat(refusal())
                .isEqualTo("plugin bad 1.0 says in its code that its name is \"good\": let name() and the manifest's"
                        + " Busbar-Plugin agree");
    }

    // ---- libraries ----

    @Test
    void aLibraryThatNobodyHasIsTold() throws IOException {
        bad("lib.Tool tool = new lib.Tool();", STARTS)
                .source("lib.Tool", "package lib; public class Tool {}")
                .withoutClass("lib.Tool")
                .in(directory);
        assertThat(refusal())
                .isEqualTo("plugin bad 1.0 threw in its constructor: class lib.Tool is missing in plugin bad: put the"
                        + " library that has it into the jar, or beside the jar in a folder");
    }

    @Test
    void aLibraryThatTheHostHasForItselfIsToldWithItsJar() throws IOException {
        bad("", "new com.fasterxml.jackson.databind.ObjectMapper(); " + STARTS)
                .against(ObjectMapper.class)
                .in(directory);
        assertThat(failure())
                .matches(
                        "plugin bad 1\\.0 can't be started: class com\\.fasterxml\\.jackson\\.databind\\.ObjectMapper is"
                                + " missing in plugin bad: the server has it \\(jackson-databind-[0-9.]+\\.jar\\), but shares only"
                                + " the plugin API, Vert\\.x, Netty and jackson-core with plugins; put the library into the jar,"
                                + " or beside the jar in a folder");
    }

    @Test
    void aSuperclassThatIsMissingIsTold() throws IOException {
        bad().source("acme.Main", PluginJar.main("bad", STARTS).replace("class Main", "class Main extends lib.Base"))
                .source("lib.Base", "package lib; public class Base {}")
                .withoutClass("lib.Base")
                .in(directory);
        assertThat(refusal())
                .isEqualTo(
                        "plugin bad 1.0 can't be loaded: class lib.Base is missing in plugin bad: put the library that"
                                + " has it into the jar, or beside the jar in a folder");
    }

    // ---- configuration ----

    private PluginJar configured(String record) {
        return bad().source("acme.Main", PluginJar.main("bad", record, STARTS).replace("NoConfig", "Main.Config"));
    }

    @Test
    void aWrongValueIsToldWithItsPath() throws IOException {
        configured("public record Config(int size) {}").in(directory);
        assertThat(refusal(new JsonObject().put("size", "big")))
                .isEqualTo("plugins[0].config.size: must be a whole number within range: \"big\"");
    }

    @Test
    void aWrongKeyIsToldWithTheNearestRightOne() throws IOException {
        configured("public record Config(int size) {}").in(directory);
        assertThat(refusal(new JsonObject().put("sise", 1)))
                .isEqualTo("plugins[0].config.sise: unknown key; did you mean \"size\"?");
    }

    @Test
    void aKeyThatIsMissingIsTold() throws IOException {
        configured("public record Config(int size) {}").in(directory);
        assertThat(refusal()).isEqualTo("plugins[0].config.size: missing; must be a whole number within range");
    }

    @Test
    void aRecordThatCannotBeReadIsItsAuthorsFault() throws IOException {
        configured("public record Config(Date day) {}").in(directory);
        assertThat(refusal())
                .startsWith("plugin bad 1.0 can't be configured: ")
                .contains("java.util.Date is not supported; use String, boolean, int");
    }

    @Test
    void aRecordTypeThatIsNullIsItsAuthorsFault() throws IOException {
        bad().source("acme.Main", PluginJar.main("bad", STARTS).replace("return NoConfig.class", "return null"))
                .in(directory);
        assertThat(refusal())
                .isEqualTo("plugin bad 1.0 can't say what configures it: configType() returned null; without a"
                        + " configuration it is NoConfig.class");
    }

    @Test
    void aRecordTypeThatThrowsIsItsAuthorsFault() throws IOException {
        bad().source(
                        "acme.Main",
                        PluginJar.main("bad", STARTS)
                                .replace("return NoConfig.class", "throw new IllegalStateException(\"no luck\")"))
                .in(directory);
        assertThat(refusal())
                .isEqualTo("plugin bad 1.0 can't say what configures it: java.lang.IllegalStateException: no luck");
    }

    @Test
    void aRecordWhoseConstructorNeverEndsIsItsAuthorsFault() throws IOException {
        configured("public record Config(@Default(\"1\") int size) { public Config { new Config(size); } }"
                        .replace("@Default", "@io.busbar.plugin.config.Default"))
                .in(directory);
        assertThat(refusal()).isEqualTo("plugin bad 1.0 can't be configured: java.lang.StackOverflowError");
    }

    // ---- who is asked for ----

    @Test
    void aPluginThatIsNotThereIsToldWithTheNearestNameAndWhatWasRefused() throws IOException {
        PluginJar.named("dab").service("acme.Main").in(directory);
        Path jar = PluginJar.library("tool").in(directory);
        try (PluginDirectory plugins =
                new PluginDirectory(directory, null, getClass().getClassLoader())) {
            plugins.scan();
            SseBridgeOptions options = BridgeServer.permitAll().addPlugin(new PluginOptions().setName("dabb"));
            assertThat(catchThrowable(() -> SseBridge.builder(vertx)
                            .with(options)
                            .withPlugins(plugins)
                            .build()))
                    .hasMessageStartingWith(
                            "plugins[0].name: there is no plugin \"dabb\"; did you mean \"dab\"?; refused" + " were: "
                                    + jar + " is no plugin");
        }
    }
}
