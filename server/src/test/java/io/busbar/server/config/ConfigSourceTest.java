package io.busbar.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.HistoryMode;
import io.busbar.LimitOptions;
import io.busbar.SlowConsumerPolicy;
import io.busbar.SseBridgeOptions;
import io.busbar.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigSourceTest {

    @TempDir
    private Path folder;

    @Test
    void withoutAFileTheNodeIsOnLoopbackWithADemoBridge() {
        ServerConfig config = new ConfigSource(null).load();

        assertThat(config.getHttp().getHost()).isEqualTo("127.0.0.1");
        assertThat(config.getHttp().getPort()).isEqualTo(8080);
        assertThat(config.getHttp().isHttp2()).isTrue();
        assertThat(config.getHttp().getSendBuffer()).isEqualTo(128 << 10);
        assertThat(config.getManagement().getHost()).isEqualTo("127.0.0.1");
        assertThat(config.getManagement().getPort()).isEqualTo(8081);
        assertThat(config.getDrain().getTime()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.hasDemoBridge()).isTrue();
        BridgeConfig bridge = config.getBridges().get(0);
        assertThat(bridge.getName()).isEqualTo("default");
        assertThat(bridge.getPath()).isEqualTo("/events");
        assertThat(config.inboundPath(bridge)).isEqualTo("/");
        SseBridgeOptions options = bridge.toOptions(config.getLimits(), config.getPublish());
        assertThat(options.getOutboundPermitted().get(0).getAddressRegex()).isEqualTo("demo\\..+");
        assertThat(options.getInboundPermitted().get(0).getAddressRegex()).isEqualTo("demo\\..+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# nothing but a comment\n", "---\n", "http:\n", "null"})
    void aFileThatSaysNothingMeansTheDefaults(String text) throws Exception {
        ServerConfig config = load("busbar.yaml", text);

        assertThat(config.getHttp().getPort()).isEqualTo(8080);
        assertThat(config.hasDemoBridge()).isTrue();
    }

    @Test
    void yamlSetsEveryKey() throws Exception {
        ServerConfig config = load("busbar.yaml", """
                http: {host: 0.0.0.0, port: 1, http2: false, sendBuffer: 64KiB}
                management: {host: localhost, port: 2}
                drain: {time: 20s}
                limits: {connections: 3, connectionsPerIp: 4, eventBytes: 1MiB}
                bridges:
                  - name: market
                    path: /market
                    inboundPath: /api
                    sources:
                      - address: ticks
                      - {address: all, addressHeader: sse-address, addressPattern: market.**}
                    outboundPermitted:
                      - addressRegex: market\\..+
                    heartbeat: 20s
                    windowBytes: 16MiB
                    history: {mode: off, events: 50, bytes: 8MiB, age: 1m, lastValues: {addresses: 9, bytes: 4MiB}}
                    slowConsumer: {policy: drop-oldest, lag: 4s, stall: 5s}
                    eventSourceSafe: true
                """);

        assertThat(config.hasDemoBridge()).isFalse();
        assertThat(config.getHttp().getHost()).isEqualTo("0.0.0.0");
        assertThat(config.getHttp().getPort()).isEqualTo(1);
        assertThat(config.getHttp().isHttp2()).isFalse();
        assertThat(config.getHttp().getSendBuffer()).isEqualTo(64 << 10);
        assertThat(config.getManagement().getPort()).isEqualTo(2);
        assertThat(config.getDrain().getTime()).isEqualTo(Duration.ofSeconds(20));
        BridgeConfig bridge = config.getBridges().get(0);
        assertThat(bridge.getPath()).isEqualTo("/market");
        assertThat(config.inboundPath(bridge)).isEqualTo("/api/");
        SseBridgeOptions options = bridge.toOptions(config.getLimits(), config.getPublish());
        assertThat(options.getName()).isEqualTo("market");
        assertThat(options.getHeartbeat()).isEqualTo(Duration.ofSeconds(20));
        assertThat(options.getSources()).hasSize(2);
        assertThat(options.getSources().get(1).getAddressPattern()).isEqualTo("market.**");
        assertThat(options.getOutboundPermitted().get(0).getAddressRegex()).isEqualTo("market\\..+");
        assertThat(options.getWindowBytes()).isEqualTo(16 << 20);
        assertThat(options.getHistory().getMode()).isEqualTo(HistoryMode.OFF);
        assertThat(options.getHistory().getEvents()).isEqualTo(50);
        assertThat(options.getHistory().getLastValues().getBytes()).isEqualTo(4 << 20);
        assertThat(options.getSlowConsumer().getPolicy()).isEqualTo(SlowConsumerPolicy.DROP_OLDEST);
        assertThat(options.getSlowConsumer().getLag()).isEqualTo(Duration.ofSeconds(4));
        assertThat(options.isEventSourceSafe()).isTrue();
        assertThat(options.getLimits().getConnections()).isEqualTo(3);
        assertThat(options.getLimits().getConnectionsPerIp()).isEqualTo(4);
        assertThat(options.getLimits().getAddresses()).isEqualTo(LimitOptions.DEFAULT_ADDRESSES);
    }

    @Test
    void jsonMayBeIndentedWithTabs() throws Exception {
        ServerConfig config = load("busbar.json", "{\n\t\"http\": {\n\t\t\"port\": 7\n\t}\n}");

        assertThat(config.getHttp().getPort()).isEqualTo(7);
    }

    @Test
    void aRuleMayLookAtTheBody() throws Exception {
        ServerConfig config = load(
                "busbar.yaml",
                "bridges: [{outboundPermitted: [{address: a, match: {kind: {of: open}, owner: null}}]}]");

        assertThat(config.getBridges()
                        .get(0)
                        .toOptions(config.getLimits(), config.getPublish())
                        .getOutboundPermitted()
                        .get(0)
                        .getMatch()
                        .encode())
                .isEqualTo("{\"kind\":{\"of\":\"open\"},\"owner\":null}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            htpp: {port: 1}                              | htpp: unknown key; did you mean "http"?
            http: {prot: 1}                              | http.prot: unknown key; did you mean "port"?
            http: {port: abc}                            | http.port: must be a whole number within range: abc
            http: {port: 65536}                          | http.port: must be 0 to 65535: 65536
            http: {port: -1}                             | http.port: must be 0 to 65535: -1
            http: {host: " "}                            | http.host: must not be blank
            http: 8080                                   | http: must be an object: 8080
            drain: {time: 61m}                           | drain.time: must be 0 to 1h: 61m
            drain: {time: 5}                             | drain.time: not a duration such as 500ms, 15s or 10m
            drain: {delay: 5s}                           | drain.delay: unknown key
            http: {sendBuffer: 1KiB}                     | http.sendBuffer: must be 4KiB to 2GiB: 1024
            http: {sendBuffer: 4 MB}                     | http.sendBuffer: not a size
            http: {tls: {certPath: nowhere.pem}}         | http.tls.certPath: can't be read: "nowhere.pem"
            http: {tls: {keyPath: key.pem}}              | http.tls.certPath: is missing
            management: {port: 8080}                     | management.port: is the same as http.port: 8080
            cluster: {enabled: yes}                      | cluster.enabled: must be true or false: yes
            cluster: {minimumMember: 2}                  | cluster.minimumMember: unknown key; did you mean "minimumMembers"?
            cluster: {minimumMembers: 0}                 | cluster.minimumMembers: must be 1 to 1000: 0
            publish: {timeout: 0}                        | publish.timeout: must be at least 1ms: 0ms
            bridges: [{publishTimeout: 1s}]              | bridges[0].publishTimeout: is publish.timeout here
            bridges: [{history: {mode: cluster}}]        | bridges[0].history.mode: cluster needs a cluster: set cluster.enabled, or start with --cluster
            cluster: {config: kubernets}                 | cluster.config: is none of [kubernetes, lan, loopback], and no file that can be read: "kubernets"; did you mean "kubernetes"?
            cluster: {members: [" "]}                    | cluster.members[0]: must not be blank
            cluster: {eventBus: {port: 70000}}           | cluster.eventBus.port: must be 0 to 65535: 70000
            cluster: {eventBus: {tls: {certPath: no.pem}}} | cluster.eventBus.tls.certPath: can't be read: "no.pem"
            limits: {connection: 1}                      | limits.connection: unknown key; did you mean "connections"?
            bridges: []                                  | bridges: must list at least one bridge
            bridges: {name: a}                           | bridges: must be a list
            bridges: [a]                                 | bridges[0]: must be an object: a
            bridges: [{heartbeat: soon}]                 | bridges[0].heartbeat: not a duration such as 500ms, 15s or 10m: "soon"
            bridges: [{hartbeat: 1s}]                    | bridges[0].hartbeat: unknown key; did you mean "heartbeat"?
            bridges: [{limits: {connections: 1}}]        | bridges[0].limits: limits are set once for the server
            bridges: [{path: events}]                    | bridges[0].path: must start with a slash
            bridges: [{path: "/a:b"}]                    | bridges[0].path: must start with a slash
            bridges: [{path: /a/../b}]                   | bridges[0].path: must start with a slash
            bridges: [{inboundPath: in}]                 | bridges[0].inboundPath: must start with a slash
            bridges: [{path: /publish/x}]                | bridges[0].inboundPath: POST /publish/:address is taken by bridges[0].path (POST /publish/x)
            bridges: [{format: datastar, inboundPermitted: [{}]}, {name: b, path: /request}] | bridges[1].path: GET /request/:address is taken by bridges[0].inboundPath (GET /request/:address)
            bridges: [{}, {path: /b}]                    | bridges[1].name: is taken by bridges[0].name: "default"
            bridges: [{}, {name: b}]                     | bridges[1].path: GET /events is taken by bridges[0].path (GET /events)
            bridges: [{}, {name: b, path: /events/news}] | bridges[1].path: GET /events/news is taken by bridges[0].path (GET /events/:address)
            bridges: [{path: /a/b}, {name: b, path: /a}] | bridges[1].path: GET /a/:address is taken by bridges[0].path (GET /a/b)
            bridges: [{path: /a, inboundPath: /x}, {name: b, path: /b, inboundPath: /x/}] | bridges[1].inboundPath: POST /x/publish/:address is taken by bridges[0].inboundPath
            """)
    void aFaultNamesItsPlaceAndItsValue(String text, String fault) throws Exception {
        assertThatThrownBy(() -> load("busbar.yaml", text))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(folder.resolve("busbar.yaml") + ": " + fault);
    }

    @Test
    void bridgesSideBySideAreFine() throws Exception {
        ServerConfig config = load("busbar.yaml", """
                bridges:
                  - {name: a, inboundPermitted: [{}]}
                  - {name: b, path: /events/news/today}
                  - {name: c, path: /publish}
                  - {name: d, path: /d, inboundPath: /d}
                """);

        List<String> inboundPaths = new ArrayList<>();
        config.getBridges().forEach(bridge -> inboundPaths.add(String.valueOf(config.inboundPath(bridge))));
        assertThat(inboundPaths).containsExactly("/", "null", "null", "/d/");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            - a list                      | must hold an object with keys such as http and bridges, not a list
            just words                    | must hold an object with keys such as http and bridges, not "just words"
            http: {port: 1}}              | line 1:
            http: {port: 1, port: 2}      | line 1: Duplicate field 'port'
            http: &x {port: 1}%amanagement: *x | line 2: aliases such as *x are not supported
            """)
    void aFileThatCannotBeReadAsAnObjectIsRefusedInOneSentence(String text, String fault) throws Exception {
        assertThatThrownBy(() -> load("busbar.yaml", text.replace("%a", "\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(folder.resolve("busbar.yaml") + ": " + fault)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }

    @Test
    void aSyntaxErrorNamesItsLine() {
        assertThatThrownBy(() -> load("busbar.yaml", "http:\n  port: 1\n   host: a\n"))
                .hasMessageContaining("busbar.yaml: line 3: ");
        assertThatThrownBy(() -> load("busbar.yaml", "a: 1\nb: [1, 2\nc: 3\n"))
                .hasMessageContaining("busbar.yaml: line 3: ");
        assertThatThrownBy(() -> load("busbar.json", "{\n\"http\": {\n}"))
                .hasMessageContaining("busbar.json: line 3: ");
    }

    @Test
    void aFileThatCannotBeReadIsRefusedInOneSentence() throws Exception {
        Files.write(folder.resolve("latin1.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe4});

        assertThatThrownBy(() -> new ConfigSource(folder.resolve("none.yaml")))
                .hasMessage(folder.resolve("none.yaml") + ": no such file");
        assertThatThrownBy(() -> new ConfigSource(folder)).hasMessage(folder + ": is a directory");
        assertThatThrownBy(() -> new ConfigSource(folder.resolve("latin1.yaml")))
                .hasMessageEndingWith("latin1.yaml: is not UTF-8 text");
    }

    @Test
    void flagsWinOverTheEnvironmentAndItOverTheFile() throws Exception {
        ConfigSource source = source("busbar.yaml", "http: {host: file, port: 1, http2: true}\nmanagement: {port: 2}")
                .override(
                        Map.of("BUSBAR_HTTP_PORT", "10", "BUSBAR_MANAGEMENT_PORT", "20", "BUSBAR_HTTP_HTTP2", "false"),
                        warning -> {
                            throw new AssertionError(warning);
                        })
                .override("--port", "http", "port", 100)
                .override("--management-port", "management", "port", null);

        ServerConfig config = source.load();

        assertThat(config.getHttp().getHost()).isEqualTo("file");
        assertThat(config.getHttp().getPort()).isEqualTo(100);
        assertThat(config.getHttp().isHttp2()).isFalse();
        assertThat(config.getManagement().getPort()).isEqualTo(20);
    }

    @Test
    void everyKeyOfTheSectionsThatOneTextCanSayHasAVariable() {
        assertThat(Variables.byName().keySet())
                .containsExactlyInAnyOrder(
                        "BUSBAR_HTTP_HOST",
                        "BUSBAR_HTTP_PORT",
                        "BUSBAR_HTTP_HTTP2",
                        "BUSBAR_HTTP_SEND_BUFFER",
                        "BUSBAR_MANAGEMENT_HOST",
                        "BUSBAR_MANAGEMENT_PORT",
                        "BUSBAR_PUBLISH_TIMEOUT",
                        "BUSBAR_DRAIN_TIME",
                        "BUSBAR_CLUSTER_ENABLED",
                        "BUSBAR_CLUSTER_CONFIG",
                        "BUSBAR_CLUSTER_NAME",
                        "BUSBAR_CLUSTER_MEMBERS",
                        "BUSBAR_CLUSTER_PORT",
                        "BUSBAR_CLUSTER_MINIMUM_MEMBERS",
                        "BUSBAR_CLUSTER_EVENT_BUS_HOST",
                        "BUSBAR_CLUSTER_EVENT_BUS_PORT",
                        "BUSBAR_CLUSTER_EVENT_BUS_PUBLIC_HOST",
                        "BUSBAR_CLUSTER_EVENT_BUS_TLS_CERT_PATH",
                        "BUSBAR_CLUSTER_EVENT_BUS_TLS_KEY_PATH",
                        "BUSBAR_CLUSTER_EVENT_BUS_TLS_TRUST_PATH",
                        "BUSBAR_LIMITS_CONNECTIONS",
                        "BUSBAR_LIMITS_CONNECTIONS_PER_IP",
                        "BUSBAR_LIMITS_ADDRESSES_PER_CONNECTION",
                        "BUSBAR_LIMITS_ADDRESSES",
                        "BUSBAR_LIMITS_REQUEST_BYTES",
                        "BUSBAR_LIMITS_REQUEST_LINE_BYTES",
                        "BUSBAR_LIMITS_EVENT_BYTES");
    }

    @Test
    void aListInTheEnvironmentIsPartedByCommas() throws Exception {
        ClusterConfig cluster = source("busbar.yaml", "cluster: {name: shop, eventBus: {host: a}}")
                .override(
                        Map.of(
                                "BUSBAR_CLUSTER_ENABLED", "true",
                                "BUSBAR_CLUSTER_MEMBERS", "10.0.0.1, 10.0.0.2:5702",
                                "BUSBAR_CLUSTER_EVENT_BUS_PORT", "5801"),
                        warning -> {})
                .load()
                .getCluster();

        assertThat(cluster.isEnabled()).isTrue();
        assertThat(cluster.getName()).isEqualTo("shop");
        assertThat(cluster.getMembers()).containsExactly("10.0.0.1", "10.0.0.2:5702");
        assertThat(cluster.getEventBus().getHost()).isEqualTo("a");
        assertThat(cluster.getEventBus().getPort()).isEqualTo(5801);
    }

    @Test
    void aFaultOfAListInTheEnvironmentNamesTheVariable() {
        ConfigSource source =
                new ConfigSource(null).override(Map.of("BUSBAR_CLUSTER_MEMBERS", "10.0.0.1,,10.0.0.2"), warning -> {});

        assertThatThrownBy(source::load).hasMessage("BUSBAR_CLUSTER_MEMBERS: [1]: must not be blank");
    }

    @Test
    void aSizeInTheEnvironmentMayHaveAUnit() {
        ServerConfig config = new ConfigSource(null)
                .override(Map.of("BUSBAR_LIMITS_EVENT_BYTES", "2MiB", "BUSBAR_HTTP_SEND_BUFFER", "8192"), warning -> {})
                .load();

        assertThat(config.getLimits().getEventBytes()).isEqualTo(2 << 20);
        assertThat(config.getHttp().getSendBuffer()).isEqualTo(8192);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            BUSBAR_HTTP_PORT                 | http  | BUSBAR_HTTP_PORT: must be a whole number within range: http
            BUSBAR_HTTP_PORT                 | 70000 | BUSBAR_HTTP_PORT: must be 0 to 65535: 70000
            BUSBAR_HTTP_HTTP2                | yes   | BUSBAR_HTTP_HTTP2: must be true or false: yes
            BUSBAR_HTTP_SEND_BUFFER          | 1KB   | BUSBAR_HTTP_SEND_BUFFER: not a size
            BUSBAR_CLUSTER_MINIMUM_MEMBERS   | two   | BUSBAR_CLUSTER_MINIMUM_MEMBERS: must be a whole number
            BUSBAR_CLUSTER_EVENT_BUS_PORT    | -1    | BUSBAR_CLUSTER_EVENT_BUS_PORT: must be 0 to 65535: -1
            BUSBAR_LIMITS_CONNECTIONS_PER_IP | 1.5   | BUSBAR_LIMITS_CONNECTIONS_PER_IP: must be a whole number
            """)
    void aBadValueInTheEnvironmentNamesTheVariable(String variable, String value, String fault) throws Exception {
        ConfigSource source = source("busbar.yaml", "http: {port: 1}").override(Map.of(variable, value), warning -> {});

        assertThatThrownBy(source::load).isInstanceOf(ConfigException.class).hasMessageStartingWith(fault);
    }

    @Test
    void anUnknownVariableIsAWarningWithTheNearestName() {
        List<String> warnings = new ArrayList<>();

        new ConfigSource(null)
                .override(Map.of("BUSBAR_HTTP_PROT", "1", "BUSBAR_XYZZY_PLUGH_Y", "1", "OTHER", "1"), warnings::add)
                .load();

        assertThat(warnings)
                .containsExactly(
                        "unknown environment variable BUSBAR_HTTP_PROT; did you mean BUSBAR_HTTP_PORT?",
                        "unknown environment variable BUSBAR_XYZZY_PLUGH_Y");
    }

    @Test
    void aBlankVariableCountsAsUnset() {
        ServerConfig config = new ConfigSource(null)
                .override(Map.of("BUSBAR_HTTP_PORT", " "), warning -> {})
                .load();

        assertThat(config.getHttp().getPort()).isEqualTo(8080);
    }

    private ServerConfig load(String name, String text) throws IOException {
        return source(name, text).load();
    }

    private ConfigSource source(String name, String text) throws IOException {
        return new ConfigSource(Files.writeString(folder.resolve(name), text));
    }
}
