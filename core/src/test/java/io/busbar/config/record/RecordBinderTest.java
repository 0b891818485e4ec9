package io.busbar.config.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.config.ConfigException;
import io.busbar.config.record.SampleConfig.Field;
import io.busbar.config.record.SampleConfig.Limits;
import io.busbar.config.record.SampleConfig.Policy;
import io.busbar.plugin.config.Default;
import io.busbar.plugin.config.Size;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordBinderTest {

    private record Secret(String key) {}

    private record Boxes(Boolean a, Integer b, Long c, Double d) {}

    private record Primitives(boolean a, int b, long c, double d) {}

    private record Nothing() {}

    record Refusing(String name) {
        Refusing {
            throw new IllegalArgumentException("never " + name);
        }
    }

    record Around(Refusing first, int second) {}

    private record Optional(@Default("one") @Nullable String text) {}

    @Test
    void whatIsNotGivenHasItsDefaultOrIsNull() {
        assertThat(bind(SampleConfig.class, "{}"))
                .isEqualTo(new SampleConfig(
                        "a",
                        "x-1",
                        true,
                        -1,
                        5_000_000_000L,
                        1,
                        Duration.ofSeconds(2),
                        Policy.DROP_OLDEST,
                        new JsonObject().put("a", new JsonArray().add(1).addNull()),
                        new Limits(7, 0.5),
                        List.of(new Field("id", Policy.KEEP)),
                        List.of("a", "b"),
                        Map.of("eu", new Limits(10, 0.5)),
                        List.of(List.of(1), List.of()),
                        Arrays.asList((Boolean) null),
                        null,
                        null,
                        null));
    }

    @Test
    void whatIsGivenTakesThePlaceOfDefaults() {
        String json = """
                {"text": "words", "code": "a-0", "flag": false, "number": 2147483647, "large": -9223372036854775808,
                 "share": 2, "timeout": " 500 ms ", "policy": "keep", "json": {"deep": {"er": [1.5]}},
                 "limits": {"share": 1}, "fields": [{"name": "x", "policy": "drop-oldest"}, {"name": ""}],
                 "names": [], "regions": {"b": {"max": 1}, "a": {}}, "rows": [[-1, 2]], "answers": [true, null],
                 "note": "n", "count": -3, "fallback": "drop-oldest"}
                """;
        assertThat(bind(SampleConfig.class, json))
                .isEqualTo(new SampleConfig(
                        "words",
                        "a-0",
                        false,
                        Integer.MAX_VALUE,
                        Long.MIN_VALUE,
                        2,
                        Duration.ofMillis(500),
                        Policy.KEEP,
                        new JsonObject("{\"deep\": {\"er\": [1.5]}}"),
                        new Limits(10, 1),
                        List.of(new Field("x", Policy.DROP_OLDEST), new Field("", Policy.KEEP)),
                        List.of(),
                        Map.of("b", new Limits(1, 0.5), "a", new Limits(10, 0.5)),
                        List.of(List.of(-1, 2)),
                        Arrays.asList(true, null),
                        "n",
                        -3L,
                        Policy.DROP_OLDEST));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"txt\":1} | txt: unknown key; did you mean \"text\"?",
                "{\"limits\":{\"maxx\":1}} | limits.maxx: unknown key; did you mean \"max\"?",
                "{\"limits\":{\"colour\":1}} | limits.colour: unknown key; known are [max, share]",
                "{\"fields\":[{\"name\":\"a\"},{\"nam\":\"b\"}]} | fields[1].nam: unknown key; did you mean \"name\"?",
                "{\"fields\":[{\"name\":\"a\"},{}]} | fields[1].name: missing; must be text",
                "{\"text\":5} | text: must be text of 1 to 5 characters: 5",
                "{\"text\":true} | text: must be text of 1 to 5 characters: true",
                "{\"text\":null} | text: must be text of 1 to 5 characters: null",
                "{\"text\":\"\"} | text: must be text of 1 to 5 characters: \"\"",
                "{\"text\":\"sixsix\"} | text: must be text of 1 to 5 characters: \"sixsix\"",
                "{\"code\":\"x-10\"} | code: must be text that matches [a-z]-[0-9]: \"x-10\"",
                "{\"code\":\"x-1\\n\"} | code: must be text that matches [a-z]-[0-9]: \"x-1\\n\"",
                "{\"flag\":\"true\"} | flag: must be true or false: \"true\"",
                "{\"flag\":1} | flag: must be true or false: 1",
                "{\"number\":\"5\"} | number: must be a whole number within range: \"5\"",
                "{\"number\":5.0} | number: must be a whole number within range: 5.0",
                "{\"number\":1e2} | number: must be a whole number within range: 100.0",
                "{\"number\":2147483648} | number: must be a whole number within range: 2147483648",
                "{\"number\":-2147483649} | number: must be a whole number within range: -2147483649",
                "{\"number\":null} | number: must be a whole number within range: null",
                "{\"number\":false} | number: must be a whole number within range: false",
                "{\"large\":9223372036854775808} | large: must be a whole number within range: 9223372036854775808",
                "{\"large\":1.5} | large: must be a whole number within range: 1.5",
                "{\"count\":10} | count: must be a whole number, -9223372036854775808 to 9: 10",
                "{\"share\":-0.1} | share: must be a number, at least 0: -0.1",
                "{\"share\":\"1\"} | share: must be a number, at least 0: \"1\"",
                "{\"share\":1e999} | share: must be a number, at least 0: \"Infinity\"",
                "{\"timeout\":5} | timeout: must be a duration such as 500ms, 15s or 10m: 5",
                "{\"timeout\":\"soon\"} | timeout: must be a duration such as 500ms, 15s or 10m: \"soon\"",
                "{\"timeout\":\"-1s\"} | timeout: must be a duration such as 500ms, 15s or 10m: \"-1s\"",
                "{\"policy\":\"DROP_OLDEST\"} | policy: must be one of [keep, drop-oldest]: \"DROP_OLDEST\"",
                "{\"policy\":1} | policy: must be one of [keep, drop-oldest]: 1",
                "{\"fallback\":\"\"} | fallback: must be one of [keep, drop-oldest]: \"\"",
                "{\"json\":[]} | json: must be an object: []",
                "{\"json\":null} | json: must be an object: null",
                "{\"limits\":8080} | limits: must be an object: 8080",
                "{\"limits\":null} | limits: must be an object: null",
                "{\"limits\":{\"max\":0}} | limits.max: must be a whole number, 1 to 100: 0",
                "{\"limits\":{\"share\":1.01}} | limits.share: must be a number, 0 to 1: 1.01",
                "{\"fields\":{}} | fields: must be a list of at most 2 elements: {}",
                "{\"fields\":[1,2,3]} | fields: must be a list of at most 2 elements: [1,2,3]",
                "{\"fields\":[1]} | fields[0]: must be an object: 1",
                "{\"names\":[\"a\",\"B\"]} | names[1]: must be text that matches [a-z]+: \"B\"",
                "{\"names\":[\"a\",null]} | names[1]: must be text that matches [a-z]+: null",
                "{\"names\":\"a\"} | names: must be a list: \"a\"",
                "{\"regions\":[]} | regions: must be an object of at most 3 entries: []",
                "{\"regions\":{\"eu\":{\"max\":101}}} | regions.eu.max: must be a whole number, 1 to 100: 101",
                "{\"regions\":{\"eu\":null}} | regions.eu: must be an object: null",
                "{\"regions\":{\"a\":{},\"b\":{},\"c\":{},\"d\":{}}} | regions: must be an object of at most 3 entries: {\"a\":{},\"b\":{},\"c\":{},\"d\":{}}",
                "{\"rows\":[[1],[2,\"3\"]]} | rows[1][1]: must be a whole number within range: \"3\"",
                "{\"answers\":[null,0]} | answers[1]: must be true or false: 0",
                "{\"note\":1} | note: must be text: 1",
            })
    void aFaultIsNamedByPathAndValue(String json, String message) {
        assertThatThrownBy(() -> bind(SampleConfig.class, json))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"limits\":{\"max\":13}} | limits: 13 brings bad luck",
                "{\"limits\":{\"max\":14}} | limits: java.lang.IllegalStateException: out of order",
                "{\"limits\":{\"max\":15}} | limits: java.lang.IllegalArgumentException",
                "{\"limits\":{\"max\":16}} | limits: java.lang.AssertionError: not here",
                "{\"regions\":{\"a\":{},\"eu\":{\"max\":13}}} | regions.eu: 13 brings bad luck",
            })
    void whatAConstructorThrowsIsAFaultOfTheRecordItself(String json, String message) {
        assertThatThrownBy(() -> bind(SampleConfig.class, json))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message)
                .hasNoCause();
    }

    @Test
    void theOutermostConstructorsFaultHasNoPath() {
        assertThatThrownBy(() -> bind(Refusing.class, "{\"name\":\"Ada\"}"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("never Ada");
    }

    @Test
    void noConstructorIsCalledBeforeAllIsChecked() {
        assertThatThrownBy(() -> bind(Around.class, "{\"first\":{\"name\":\"Ada\"},\"second\":\"2\"}"))
                .hasMessage("second: must be a whole number within range: \"2\"");
        assertThatThrownBy(() -> bind(Around.class, "{\"first\":{\"name\":\"Ada\"},\"second\":2}"))
                .hasMessage("first: never Ada");
    }

    @Test
    void whatHasNoDefaultMustBeGiven() {
        assertThatThrownBy(() -> bind(Boxes.class, "{\"a\":true,\"b\":1,\"d\":1.5}"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("c: missing; must be a whole number within range");
        assertThatThrownBy(() -> bind(Boxes.class, "{\"a\":true,\"b\":1,\"c\":2,\"d\":null}"))
                .hasMessage("d: must be a number: null");
        assertThatThrownBy(() -> bind(Primitives.class, "{\"b\":1,\"c\":2,\"d\":1.5}"))
                .hasMessage("a: missing; must be true or false");
    }

    @Test
    void anUnknownKeyIsToldOfBeforeTheKeyThatIsMissingForIt() {
        assertThatThrownBy(() -> bind(Secret.class, "{\"kye\":\"x\"}"))
                .hasMessage("kye: unknown key; did you mean \"key\"?");
    }

    @Test
    void boxesAndPrimitivesAreTheSame() {
        String json = "{\"a\":true,\"b\":-7,\"c\":3000000000,\"d\":4}";
        assertThat(bind(Boxes.class, json)).isEqualTo(new Boxes(true, -7, 3_000_000_000L, 4d));
        assertThat(bind(Primitives.class, json)).isEqualTo(new Primitives(true, -7, 3_000_000_000L, 4d));
    }

    @Test
    void numbersOfAnyJavaTypeCount() {
        JsonObject json = new JsonObject()
                .put("a", true)
                .put("b", (short) 7)
                .put("c", BigInteger.valueOf(Long.MAX_VALUE))
                .put("d", BigInteger.TEN);
        assertThat(RecordBinder.bind(Boxes.class, json)).isEqualTo(new Boxes(true, 7, Long.MAX_VALUE, 10d));
    }

    @Test
    void aNullThatIsGivenIsNotReplacedByTheDefault() {
        assertThat(bind(Optional.class, "{}").text()).isEqualTo("one");
        assertThat(bind(Optional.class, "{\"text\":null}").text()).isNull();
    }

    @Test
    void aRecordWithoutComponentsTakesAnEmptyObjectOnly() {
        assertThat(bind(Nothing.class, "{}")).isEqualTo(new Nothing());
        assertThatThrownBy(() -> bind(Nothing.class, "{\"a\":1}"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("a: unknown key; known are []");
    }

    @Test
    void listsAndMapsAreUnmodifiableAndMapsKeepTheOrder() {
        SampleConfig config = bind(SampleConfig.class, "{\"regions\":{\"z\":{},\"a\":{},\"m\":{}}}");
        assertThat(config.regions().keySet()).containsExactly("z", "a", "m");
        assertThatThrownBy(() -> config.regions().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> config.names().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> config.rows().get(0).clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void nobodyElseHasTheJsonThatTheRecordGets() {
        JsonObject inner = new JsonObject().put("list", new JsonArray().add(new JsonObject().put("a", 1)));
        SampleConfig config = RecordBinder.bind(SampleConfig.class, new JsonObject().put("json", inner));
        inner.getJsonArray("list").getJsonObject(0).put("a", 2);
        assertThat(config.json().encode()).isEqualTo("{\"list\":[{\"a\":1}]}");

        bind(SampleConfig.class, "{}").json().put("b", 1);
        assertThat(bind(SampleConfig.class, "{}").json().encode()).isEqualTo("{\"a\":[1,null]}");
    }

    @Test
    void javasListsMapsAndInstantsAreJsonToo() {
        JsonObject json = new JsonObject()
                .put("names", List.of("a"))
                .put("limits", Map.of("max", 3))
                .put("note", CharBuffer.wrap("built"))
                .put("json", new JsonObject().put("at", Instant.EPOCH));
        SampleConfig config = RecordBinder.bind(SampleConfig.class, json);
        assertThat(config.names()).containsExactly("a");
        assertThat(config.limits().max()).isEqualTo(3);
        assertThat(config.note()).isEqualTo("built");
        assertThat(config.json().getMap()).containsEntry("at", "1970-01-01T00:00:00Z");
    }

    @Test
    void whatIsNotJsonIsRefusedWhereverItIs() {
        JsonObject json = new JsonObject().put("json", new JsonObject().put("list", List.of(1, new Nothing())));
        assertThatThrownBy(() -> RecordBinder.bind(SampleConfig.class, json))
                .isInstanceOf(ConfigException.class)
                .hasMessage("json.list[1]: must be JSON: " + Nothing.class.getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"%s\"", "[\"%s\"]", "{\"a\":\"%s\"}"})
    void aLongValueIsCut(String json) {
        String value = json.formatted("0123456789".repeat(50));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> bind(SampleConfig.class, "{\"flag\":" + value + "}"))
                .satisfies(
                        e -> assertThat(e.getMessage()).hasSizeBetween(120, 140).containsPattern("\\d{90}…"));
    }

    @Test
    void aLongKeyIsCut() {
        String key = "k".repeat(500);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> bind(SampleConfig.class, "{\"" + key + "\":1}"))
                .satisfies(e -> assertThat(e.getMessage()).startsWith("k".repeat(100) + "…: unknown key"));
    }

    @Test
    void whatIsCutEndsWithAWholeCharacter() {
        String value = "x".repeat(99) + "😀".repeat(20);
        assertThatThrownBy(() -> bind(SampleConfig.class, "{\"note\":[],\"flag\":\"" + value + "\"}"))
                .hasMessage("flag: must be true or false: \"" + "x".repeat(99) + "…\"");
    }

    @Test
    void charactersAreCountedAsPeopleCountThem() {
        record Brief(@Size(max = 2) String text) {}
        assertThat(bind(Brief.class, "{\"text\":\"😀😀\"}").text()).hasSize(4);
        assertThatThrownBy(() -> bind(Brief.class, "{\"text\":\"abc\"}"))
                .hasMessage("text: must be text of at most 2 characters: \"abc\"");
    }

    @Test
    void privateRecordsAreBoundLikeOthers() {
        List<Secret> made = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            made.add(bind(Secret.class, "{\"key\":\"" + i + "\"}"));
        }
        assertThat(made).hasSize(50).contains(new Secret("49"));
    }

    private static <C> C bind(Class<C> type, String json) {
        return RecordBinder.bind(type, new JsonObject(json));
    }
}
