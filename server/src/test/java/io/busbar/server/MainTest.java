package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.PluginJar;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"--help", "run --help", "check --help", "plugins --help", "--version", "run --version"})
    void helpAndVersionGoToStdoutAndAreFine(String command) {
        assertThat(execute(command.split(" "))).isZero();
        assertThat(out.toString()).containsIgnoringCase("busbar");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void helpNamesTheCommandsAndTheExitCodes() {
        execute("--help");

        assertThat(out.toString())
                .contains("run", "check", "plugins", "Exit codes:", "2   wrong usage or configuration")
                .doesNotContain("tail", "busbar schema");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "fly", "run --prot 1", "run --port", "run --port http", "run more", "check", "check a b"})
    void wrongUsageIsTwo(String command) {
        assertThat(execute(command.isEmpty() ? new String[0] : command.split(" ")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("Usage: busbar");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--port 65536, --port: must be 0 to 65535: 65536",
        "--management-port=-1, --management-port: must be 0 to 65535: -1",
        "--config nowhere.yaml, nowhere.yaml: no such file",
    })
    void runWithAWrongValueIsTwoAndNamesIt(String options, String fault) {
        assertThat(execute(("run " + options).split(" "))).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("busbar: " + fault + System.lineSeparator());
    }

    @Test
    void runWithAWrongVariableIsTwoAndNamesIt() {
        Main main = new Main(
                Map.of("BUSBAR_LIMITS_CONNECTIONS", "0", "BUSBAR_HTPP_PORT", "1"),
                new PrintWriter(out, true),
                new PrintWriter(err, true));

        assertThat(main.execute("run", "--port", "0", "--management-port", "0")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "busbar: warning: unknown environment variable BUSBAR_HTPP_PORT; did you mean BUSBAR_HTTP_PORT?",
                        "busbar: BUSBAR_LIMITS_CONNECTIONS: must be more than 0: 0");
    }

    @Test
    void aFileThatIsRightIsOk() throws Exception {
        assertThat(check("bridges: [{sources: [{address: a}], outboundPermitted: [{address: a}]}]"))
                .isZero();
        assertThat(out.toString()).isEqualTo("ok" + System.lineSeparator());
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http: {port: 65536}                                     | http.port: must be 0 to 65535: 65536
            limits: {connections: 0}                                | limits.connections: must be more than 0: 0
            cluster: {enabled: true, config: lan, members: [a, b]}  | cluster.name: must be one of your own, such as
            cluster: {enabled: true, config: lan, name: shop}       | cluster.members: is missing: the configuration "lan" needs
            cluster: {enabled: true, config: loopbak}               | cluster.config: is none of [kubernetes, lan, loopback],
            bridges: [{name: a b}]                                  | bridges[0].name: must be 1 to 64 of
            bridges: [{}, {name: b, path: /b, history: {bytes: 1}}] | bridges[1].history.bytes: must be at least
            bridges: [{outboundPermitted: [{addressRegex: '('}]}]   | bridges[0].outboundPermitted[0].addressRegex: not a regular
            bridges: [{outboundPermitted: [{adress: a}]}]           | bridges[0].outboundPermitted[0].adress: unknown key; did you
            bridges: [{sources: [{address: a}, {address: a}]}]      | bridges[0].sources[1].address: is listed twice: "a"
            """)
    void aFileThatIsWrongIsTwoAndTheFaultNamesItsPlace(String text, String fault) throws Exception {
        assertThat(check(text)).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("busbar: " + folder.resolve("busbar.yaml") + ": " + fault);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void pluginsListsADirectoryAndIsOneIfSomethingInItIsNone() throws Exception {
        plugin("red").build(folder.resolve("a.jar"));
        plugin("green").build(folder.resolve("b.jar"));

        assertThat(execute("plugins", folder.toString())).isZero();
        assertThat(out.toString().lines()).containsExactly("green 1.0", "red 1.0");
        assertThat(err.toString()).isEmpty();

        Files.writeString(folder.resolve("c.jar"), "nothing");
        assertThat(execute("plugins", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("busbar: refused: ").contains("c.jar is not a jar");
    }

    @Test
    void pluginsPrintsWhatConfiguresOne() throws Exception {
        plugin("red").build(folder.resolve("a.jar"));

        assertThat(execute("plugins", folder.toString(), "--reference", "red")).isZero();
        assertThat(out.toString()).contains("| `depth` |", "How red.");
        assertThat(execute("plugins", folder.toString(), "--schema", "red")).isZero();
        assertThat(out.toString()).contains("\"minimum\" : 1", "\"additionalProperties\" : false");
        assertThat(execute("plugins", folder.toString(), "--schema", "blue")).isEqualTo(1);
        assertThat(err.toString()).contains("there is no plugin \"blue\"; there are [red]");
    }

    @Test
    void pluginsOfNoDirectoryIsTwo() {
        assertThat(execute("plugins", folder.resolve("nowhere").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("is no directory");
    }

    private static PluginJar plugin(String name) {
        return PluginJar.named(name).source("example.Colour", """
                        package example;

                        import io.busbar.plugin.*;
                        import io.busbar.plugin.config.*;
                        import io.vertx.core.Future;

                        public class Colour implements Plugin<Colour.Config> {
                            public record Config(@Description("How NAME.") @Range(min = 1) int depth) {}

                            public String name() {
                                return "NAME";
                            }

                            public Class<Config> configType() {
                                return Config.class;
                            }

                            public Future<?> start(Config config, PluginContext context) {
                                return Future.succeededFuture();
                            }
                        }
                        """.replace("NAME", name));
    }

    @Test
    void checkLooksIntoWhatTheClusterIsMadeFromAndJoinsNone() throws Exception {
        TestCertificate own = TestCertificate.create(folder, "own");
        TestCertificate other = TestCertificate.create(folder, "other");
        Path hazelcast = Files.writeString(folder.resolve("hz.yaml"), "hazelcast: {cluster-name: shop}");
        String tls = "cluster: {enabled: true, config: " + hazelcast + ", eventBus: {tls: {certPath: " + own.certPath();

        assertThat(check(tls + ", keyPath: " + own.keyPath() + ", trustPath: " + own.certPath() + "}}}"))
                .isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(check(tls + ", keyPath: " + other.keyPath() + ", trustPath: " + own.certPath() + "}}}"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("busbar.yaml: cluster.eventBus.tls: ")
                .contains("don't belong together");
        assertThat(check(tls + ", keyPath: " + own.keyPath() + ", trustPath: " + own.keyPath() + "}}}"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("cluster.eventBus.tls.trustPath: can't be read as PEM certificates: ");
    }

    @Test
    void checkLooksIntoCertificateAndKey() throws Exception {
        TestCertificate own = TestCertificate.create(folder, "own");
        TestCertificate other = TestCertificate.create(folder, "other");

        assertThat(check(own.yaml())).isZero();
        assertThat(check("http: {tls: {certPath: " + own.certPath() + ", keyPath: " + other.keyPath() + "}}"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("busbar.yaml: http.tls: ").contains("don't belong together");
        assertThat(check("http: {tls: {certPath: " + own.keyPath() + ", keyPath: " + own.certPath() + "}}"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("can't be read as PEM certificate and key");
    }

    private int check(String text) throws IOException {
        return execute(
                "check", Files.writeString(folder.resolve("busbar.yaml"), text).toString());
    }

    private int execute(String... args) {
        return new Main(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true)).execute(args);
    }
}
