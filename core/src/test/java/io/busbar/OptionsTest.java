package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void jsonGoesInAndComesOutTheSame() {
        SseBridgeOptions options = new SseBridgeOptions()
                .setName("news")
                .addSource(new SourceOptions()
                        .setAddress("market")
                        .setAddressHeader("sse-address")
                        .setAddressPattern("market.**"))
                .addOutboundPermitted(new PermittedOptions()
                        .setAddressRegex("market\\..+")
                        .setRequiredAuthority("reader")
                        .setMatch(new JsonObject()
                                .put(
                                        "a",
                                        new JsonObject()
                                                .put("b", new JsonArray().add(1))
                                                .putNull("c"))))
                .addInboundPermitted(new PermittedOptions().setAddress("chat"))
                .setHeartbeat(Duration.ofMillis(1500))
                .setRetry(Duration.ofMinutes(2))
                .setCoalesce(Duration.ZERO)
                .setWindowBytes(64 << 20)
                .setHistory(new HistoryOptions()
                        .setMode(HistoryMode.MEMORY)
                        .setEvents(77)
                        .setBytes(8 << 20)
                        .setAge(Duration.ofSeconds(90))
                        .setLastValues(new LastValuesOptions().setAddresses(12).setBytes(16 << 20)))
                .setSlowConsumer(new SlowConsumerOptions()
                        .setPolicy(SlowConsumerPolicy.DROP_OLDEST)
                        .setLag(Duration.ofSeconds(3))
                        .setStall(Duration.ofSeconds(5)))
                .setLimits(new LimitOptions()
                        .setConnections(7)
                        .setRequestBytes(1234)
                        .setRequestLineBytes(5678))
                .setFormat("datastar")
                .setSignals(true)
                .setFastPath(false)
                .setPadding(true)
                .setEventSourceSafe(true);
        JsonObject json = options.toJson();
        assertThat(json.getString("heartbeat")).isEqualTo("1500ms");
        assertThat(json.getString("retry")).isEqualTo("2m");
        assertThat(json.getJsonObject("history").getString("mode")).isEqualTo("memory");
        assertThat(json.getJsonObject("slowConsumer").getString("policy")).isEqualTo("drop-oldest");
        assertThat(new SseBridgeOptions(json).toJson()).isEqualTo(json);
        assertThat(new SseBridgeOptions(new JsonObject(json.encode())).toJson()).isEqualTo(json);
        assertThat(new SseBridgeOptions(options).toJson()).isEqualTo(json);
    }

    @Test
    void sizesAndDurationsMayBeWrittenWithUnits() {
        SseBridgeOptions options = new SseBridgeOptions(new JsonObject()
                .put("windowBytes", "8MiB")
                .put("linger", "1m")
                .put("limits", new JsonObject().put("eventBytes", 1000).put("requestBytes", "2KiB")));
        assertThat(options.getWindowBytes()).isEqualTo(8 << 20);
        assertThat(options.getLinger()).isEqualTo(Duration.ofMinutes(1));
        assertThat(options.getLimits().getEventBytes()).isEqualTo(1000);
        assertThat(options.getLimits().getRequestBytes()).isEqualTo(2048);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"hartbeat\":\"1s\"} | hartbeat: unknown key; did you mean \"heartbeat\"?",
                "{\"heartbeat\":\"soon\"} | heartbeat: not a duration such as 500ms, 15s or 10m: \"soon\"",
                "{\"limits\":{\"eventBytes\":\"big\"}} | limits.eventBytes: not a size such as 65536, 64KiB or 16MiB: \"big\"",
                "{\"limits\":{\"conections\":1}} | limits.conections: unknown key; did you mean \"connections\"?",
                "{\"limits\":{\"connections\":\"many\"}} | limits.connections: must be a whole number within range: many",
                "{\"sources\":[{\"address\":\"a\"},{\"adress\":\"b\"}]} | sources[1].adress: unknown key; did you mean \"address\"?",
                "{\"outboundPermitted\":[{\"addressRegexp\":\"a\"}]} | outboundPermitted[0].addressRegexp: unknown key; did you mean \"addressRegex\"?",
                "{\"outboundPermitted\":[{\"match\":\"a\"}]} | outboundPermitted[0].match: must be an object: a",
                "{\"fastPath\":\"perhaps\"} | fastPath: must be true or false: perhaps",
                "{\"limits\":8080} | limits: must be an object: 8080",
                "{\"sources\":{}} | sources: must be a list: {}",
                "{\"history\":{\"mode\":\"disk\"}} | history.mode: must be one of [memory, cluster, off]: disk",
                "{\"history\":{\"mode\":1}} | history.mode: must be one of [memory, cluster, off]: 1",
                "{\"history\":null} | history: must be an object: null",
                "{\"heartbeat\":null} | heartbeat: must be a duration: null",
                "{\"history\":{\"lastValues\":{\"adresses\":1}}} | history.lastValues.adresses: unknown key; did you mean \"addresses\"?",
                "{\"slowConsumer\":{\"policy\":\"drop\"}} | slowConsumer.policy: must be one of [replay, disconnect, drop-oldest, conflate]: drop",
            })
    void aFaultInJsonIsNamedByPathAndValue(String json, String message) {
        assertThatThrownBy(() -> new SseBridgeOptions(new JsonObject(json)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"a b\"} | name | a b",
                "{\"coalesce\":\"11ms\"} | coalesce | 11ms",
                "{\"retry\":\"0\"} | retry | 0ms",
                "{\"slowConsumer\":{\"stall\":\"10ms\"}} | slowConsumer.stall | 10ms",
                "{\"slowConsumer\":{\"lag\":\"0\"}} | slowConsumer.lag | 0",
                "{\"history\":{\"mode\":\"off\"},\"slowConsumer\":{\"policy\":\"replay\"}} | slowConsumer.policy | replay",
                "{\"history\":{\"events\":0}} | history.events | 0",
                "{\"history\":{\"backups\":7}} | history.backups | 7",
                "{\"publishTimeout\":\"0\"} | publishTimeout | 0",
                "{\"subscriberEvents\":{\"address\":\"a.*\"}} | subscriberEvents.address | a.*",
                "{\"history\":{\"age\":\"1ms\"}} | history.age | 1ms",
                "{\"history\":{\"bytes\":1000}} | history.bytes | 1000",
                "{\"history\":{\"lastValues\":{\"addresses\":0}}} | history.lastValues.addresses | 0",
                "{\"history\":{\"lastValues\":{\"bytes\":1000}}} | history.lastValues.bytes | 1000",
                "{\"format\":\"\"} | format | empty",
                "{\"limits\":{\"connections\":0}} | limits.connections | 0",
                "{\"limits\":{\"addresses\":-1}} | limits.addresses | -1",
                "{\"history\":{\"mode\":\"off\"},\"windowBytes\":1000} | windowBytes | 1000",
                "{\"sources\":[{\"address\":\"\"}]} | sources[0].address | empty",
                "{\"sources\":[{\"address\":\"a\"},{\"address\":\"a\"}]} | sources[1].address | \"a\"",
                "{\"sources\":[{\"address\":\"a\",\"addressPattern\":\"b.*\"}]} | sources[0].addressPattern | b.*",
                "{\"sources\":[{\"address\":\"a\",\"addressHeader\":\"h\",\"addressPattern\":\"b*\"}]} | sources[0].addressPattern | b*",
                "{\"outboundPermitted\":[{\"addressRegex\":\"(\"}]} | outboundPermitted[0].addressRegex | \"(\"",
                "{\"inboundPermitted\":[{},{\"address\":\"a\",\"addressRegex\":\"b\"}]} | inboundPermitted[1].addressRegex | \"b\"",
            })
    void aValueThatCanNotBeUsedIsNamedWhenTheBridgeIsBuilt(String json, String path, String value) {
        SseBridgeOptions options = new SseBridgeOptions(new JsonObject(json));
        assertThatThrownBy(() -> SseBridge.builder(vertx).with(options).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(path + ": ")
                .hasMessageContaining(value);
    }

    @Test
    void aHistoryInAClusterNeedsTheModuleThatKeepsIt() {
        SseBridgeBuilder builder = SseBridge.builder(vertx)
                .with(new SseBridgeOptions().setHistory(new HistoryOptions().setMode(HistoryMode.CLUSTER)));
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("history.mode: cluster needs busbar-cluster-config on the class path");
    }
}
