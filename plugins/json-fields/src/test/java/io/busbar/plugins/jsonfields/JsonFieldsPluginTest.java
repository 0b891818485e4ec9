package io.busbar.plugins.jsonfields;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.Event;
import io.busbar.plugin.Plugin;
import io.busbar.testkit.PluginHarness;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin as a bridge sees it: found, started, and given events. */
class JsonFieldsPluginTest {

    private static final String BODY = "{\"id\":1,\"card\":\"4111\"}";

    private final List<PluginHarness> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(PluginHarness::close);
    }

    @Test
    void theServiceLoaderFindsIt() {
        List<Plugin<?>> found = ServiceLoader.load(Plugin.class).stream()
                .<Plugin<?>>map(ServiceLoader.Provider::get)
                .toList();

        assertThat(found).singleElement().satisfies(plugin -> {
            assertThat(plugin.name()).isEqualTo("json-fields");
            assertThat(plugin.configType()).isEqualTo(JsonFieldsConfig.class);
        });
    }

    static Stream<Object> bodiesThatHoldJson() {
        return Stream.of(
                new JsonObject(BODY),
                BODY,
                " \r\n\t" + BODY + "\n",
                Buffer.buffer(BODY),
                BODY.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("bodiesThatHoldJson")
    void jsonIsReadInWhateverItComes(Object body) throws Exception {
        PluginHarness plugin = started(Configs.keep("/id"));

        assertThat(plugin.transform(event(body)).body()).isEqualTo(new JsonObject().put("id", 1));
        assertThat(plugin.metric("events_changed")).isOne();
        assertThat(plugin.metric("events_dropped")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"id\":1,\"card\":2}]", " [ {\"card\":2,\"id\":1} ] "})
    void anArrayStaysAnArray(String text) throws Exception {
        PluginHarness plugin = started(Configs.drop("/*/card"));

        assertThat(plugin.transform(event(text)).body()).isEqualTo(new JsonArray("[{\"id\":1}]"));
        assertThat(plugin.transform(event(new JsonArray(text))).body()).isEqualTo(new JsonArray("[{\"id\":1}]"));
    }

    static Stream<Object> bodiesThatHoldNoJson() {
        return Stream.of(
                "card 4111",
                "",
                "\"4111\"",
                "4111",
                "true",
                "null",
                "{\"card\":\"4111\"",
                "{\"card\":\"4111\"} {}",
                "{card:4111}",
                "[".repeat(100_000),
                Buffer.buffer("card 4111"),
                Buffer.buffer(),
                Buffer.buffer(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}),
                new byte[] {1, 2, 3},
                4111,
                true,
                'c',
                Map.of("card", "4111"));
    }

    /** The list says what may be seen; what can't be looked into may hold what may not. */
    @ParameterizedTest
    @MethodSource("bodiesThatHoldNoJson")
    void anyOtherBodyIsDroppedAndCounted(Object body) throws Exception {
        PluginHarness plugin = started(Configs.keep("/id"));

        assertThat(plugin.transform(event(body))).isNull();
        assertThat(plugin.metric("events_dropped")).isOne();
        assertThat(plugin.metric("events_changed")).isZero();
    }

    @ParameterizedTest
    @MethodSource("bodiesThatHoldNoJson")
    void anyOtherBodyPassesAsItIsIfItIsAllowedTo(Object body) throws Exception {
        PluginHarness plugin = started(Configs.passingOthers(Configs.keep("/id")));
        Event event = event(body);

        assertThat(plugin.transform(event)).isSameAs(event);
        assertThat(plugin.metric("events_dropped")).isZero();
    }

    @Test
    void anEventWithoutABodyPassesSinceThereIsNothingInIt() throws Exception {
        Event event = event(null);

        assertThat(started(Configs.keep("/id")).transform(event)).isSameAs(event);
    }

    /** Readers of the text would find what the plugin, which sees the last of two equal names, did not. */
    @Test
    void aTextWithAFieldTwiceHidesNothing() throws Exception {
        String text = "{\"a\":{\"secret\":1},\"a\":{\"open\":2}}";

        assertThat(started(Configs.drop("/a/secret")).transform(event(text)).body())
                .isEqualTo(new JsonObject("{\"a\":{\"open\":2}}"));
    }

    @Test
    void anEventInWhichNothingChangesIsTheSameOneAndNotCounted() throws Exception {
        PluginHarness plugin = started(Configs.drop("/card"));
        Event event = event(new JsonObject().put("id", 1));

        assertThat(plugin.transform(event)).isSameAs(event);
        assertThat(plugin.metric("events_changed")).isZero();
    }

    @Test
    void allButTheBodyStays() throws Exception {
        Event event = Event.of("orders.1", new JsonObject(BODY), Map.of("card", "header"))
                .withType("order")
                .withKey("key");

        Event result = started(Configs.drop("/card")).transform(event);

        assertThat(result.address()).isEqualTo("orders.1");
        assertThat(result.headers()).isEqualTo(Map.of("card", "header"));
        assertThat(result.type()).isEqualTo("order");
        assertThat(result.key()).isEqualTo("key");
        assertThat(result.time()).isEqualTo(event.time());
    }

    @ParameterizedTest
    @CsvSource({
        "orders, orders, true",
        "orders, orders.eu, false",
        "orders, order, false",
        "or.ers, or.ers, true",
        "or.ers, orders, false",
        "orders.*, orders.eu, true",
        "orders.*, orders, false",
        "orders.*, orders.eu.1, false",
        "orders.*, orders., true",
        "*.eu, orders.eu, true",
        "orders.*.1, orders.eu.1, true",
        "orders.**, orders.eu.1, true",
        "orders.**, orders, false",
        "**, any.at.all, true",
        "a+b.(c, a+b.(c, true",
    })
    void itAppliesToTheGivenAddressesAlone(String pattern, String address, boolean applies) throws Exception {
        PluginHarness plugin = started(Configs.at(Configs.drop("/card"), "never", pattern));
        Event event = Event.of(address, new JsonObject(BODY), Map.of());

        assertThat(plugin.transform(event) != event).isEqualTo(applies);
    }

    @Test
    void elsewhereABodyThatCannotBeReadPasses() throws Exception {
        Event event = Event.of("chat", "hello", Map.of());

        assertThat(started(Configs.at(Configs.keep("/id"), "orders.**")).transform(event))
                .isSameAs(event);
    }

    private PluginHarness started(JsonFieldsConfig config) throws Exception {
        PluginHarness harness = PluginHarness.start(new JsonFieldsPlugin(), config);
        started.add(harness);
        return harness;
    }

    private static Event event(Object body) {
        return Event.of("orders", body, Map.of());
    }
}
