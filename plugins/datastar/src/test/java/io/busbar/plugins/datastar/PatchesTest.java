package io.busbar.plugins.datastar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.datastar.Datastar;
import io.busbar.datastar.DatastarEvent;
import io.busbar.datastar.Mode;
import io.busbar.datastar.Namespace;
import io.busbar.plugin.Event;
import io.busbar.testkit.PluginHarness;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of bodies that say themselves how they patch the page. */
class PatchesTest {

    private PluginHarness plugin;

    @BeforeEach
    void start() throws Exception {
        plugin = PluginHarness.start(new DatastarPlugin(), "{}");
    }

    @AfterEach
    void stop() {
        plugin.close();
    }

    private static Event event(Object body) {
        return Event.of("feed", body, Map.of());
    }

    private String dataOf(Object body) throws Exception {
        return String.valueOf(plugin.transform(event(body)).body());
    }

    // ---- golden ----

    static Stream<List<String>> bodies() {
        return Stream.of(
                List.of("{'elements': '<p id=1>a</p>'}", "datastar-patch-elements", "elements <p id=1>a</p>"),
                List.of("{'elements': 'a\\r\\n\\rb'}", "datastar-patch-elements", "elements a\nelements \nelements b"),
                List.of(
                        "{'elements': '<g/>', 'selector': '#v', 'mode': 'append', 'namespace': 'svg', 'useViewTransition':"
                                + " true, 'viewTransitionSelector': '#m'}",
                        "datastar-patch-elements",
                        "selector #v\nmode append\nuseViewTransition true\nviewTransitionSelector #m\nnamespace"
                                + " svg\nelements <g/>"),
                List.of(
                        "{'elements': '<p/>', 'selector': null, 'mode': 'outer', 'namespace': 'html'}",
                        "datastar-patch-elements",
                        "elements <p/>"),
                List.of("{'selector': '#a', 'mode': 'remove'}", "datastar-patch-elements", "selector #a\nmode remove"),
                List.of(
                        "{'elements': '<p id=1></p>', 'mode': 'remove'}",
                        "datastar-patch-elements",
                        "mode remove\nelements <p id=1></p>"),
                List.of(
                        "{'signals': {'z': 1, 'a': {'b': null}}}",
                        "datastar-patch-signals",
                        "signals {\"z\":1,\"a\":{\"b\":null}}"),
                List.of(
                        "{'signals': {'z': 'é'}, 'onlyIfMissing': true}",
                        "datastar-patch-signals",
                        "onlyIfMissing true\nsignals {\"z\":\"é\"}"),
                List.of(
                        "{'script': 'a()\\nb()'}",
                        "datastar-patch-elements",
                        "selector body\nmode append\nelements <script data-effect=\"el.remove()\">a()\nelements"
                                + " b()</script>"),
                List.of(
                        "{'script': 'a()', 'autoRemove': false, 'attributes': {'type': 'module', 'n': 1, 'async': true}}",
                        "datastar-patch-elements",
                        "selector body\nmode append\nelements <script type=\"module\" n=\"1\""
                                + " async=\"true\">a()</script>"),
                List.of(
                        "{'script': 'a()', 'autoRemove': false, 'attributes': ['type=\\\"module\\\"', 'defer', 'n=1']}",
                        "datastar-patch-elements",
                        "selector body\nmode append\nelements <script type=\"module\" defer=\"\" n=\"1\">a()</script>"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBodyBecomesThePatchThatItSays(List<String> golden) throws Exception {
        String json = golden.get(0).replace('\'', '"');
        for (Object body :
                List.of(new JsonObject(json), json, Buffer.buffer(json), json.getBytes(StandardCharsets.UTF_8))) {
            Event patch = plugin.transform(event(body));
            assertThat(patch.type()).isEqualTo(golden.get(1));
            assertThat(patch.body()).isEqualTo(golden.get(2));
        }
    }

    @ParameterizedTest
    @CsvSource({"inner", "replace", "prepend", "append", "before", "after", "remove"})
    void eachModeHasItsName(String mode) throws Exception {
        JsonObject body = new JsonObject()
                .put("elements", "<p></p>")
                .put("selector", "#a")
                .put("mode", mode);
        assertThat(dataOf(body)).isEqualTo("selector #a\nmode " + mode + "\nelements <p></p>");
    }

    @ParameterizedTest
    @CsvSource({"svg", "mathml"})
    void eachNamespaceHasItsName(String namespace) throws Exception {
        assertThat(dataOf(new JsonObject().put("elements", "<g/>").put("namespace", namespace)))
                .isEqualTo("namespace " + namespace + "\nelements <g/>");
    }

    static Stream<DatastarEvent> events() {
        return Stream.of(
                Datastar.patchElements("<g>\n</g>")
                        .selector("#v")
                        .mode(Mode.BEFORE)
                        .namespace(Namespace.MATHML)
                        .useViewTransition(true)
                        .viewTransitionSelector("#m"),
                Datastar.patchElements("<p id=\"a\"></p>"),
                Datastar.removeElements("#a"),
                Datastar.patchSignals("{\"b\":1,\"a\":null}").onlyIfMissing(true),
                Datastar.patchSignals("{}"),
                Datastar.executeScript("a()")
                        .attribute("b", "\"<&")
                        .attribute("a", "1")
                        .autoRemove(false),
                Datastar.redirect("/next"),
                Datastar.consoleLog("hi"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void whatTheApiMakesComesOutOfTheBusAsTheSame(DatastarEvent made) throws Exception {
        Event patch = plugin.transform(event(new JsonObject(made.toJson().encode())));

        assertThat(patch.type()).isEqualTo(made.type());
        assertThat(patch.body()).isEqualTo(made.data());
    }

    // ---- several ----

    @Test
    void aListBecomesAnEventForEachAndTheyDoNotConflateEachOther() throws Exception {
        JsonArray list = new JsonArray()
                .add(new JsonObject().put("elements", "<p id=1></p>"))
                .add(new JsonObject().put("signals", new JsonObject().put("a", 1)))
                .add(new JsonObject().put("script", "x()"));

        List<Event> patches = plugin.transformAll(event(list).withKey("k"));

        assertThat(patches)
                .extracting(Event::type)
                .containsExactly("datastar-patch-elements", "datastar-patch-signals", "datastar-patch-elements");
        assertThat(patches).extracting(Event::key).containsExactly("k", "k#1", "k#2");
        assertThat(patches).extracting(Event::address).containsOnly("feed");
        assertThat(plugin.metric("patches")).isEqualTo(3);
    }

    @Test
    void anEmptyListIsNoEvent() throws Exception {
        assertThat(plugin.transformAll(event(new JsonArray()))).isEmpty();
    }

    /** A name of a publisher's own could let what is no patch pass for one. */
    @Test
    void aNameThatThePublisherGaveIsReplaced() throws Exception {
        Event patch = plugin.transform(event("{\"signals\":{}}").withType("datastar-patch-elements"));

        assertThat(patch.type()).isEqualTo("datastar-patch-signals");
    }

    // ---- faults ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | there must be",
                "{'selector':'#a'} | there must be",
                "{'mode':'remove'} | there must be",
                "{'elements':null} | there must be",
                "{'elements':1} | elements: must be a text",
                "{'elements':'x','selector':'a\\nb'} | selector: must not contain CR, LF or NUL",
                "{'elements':'x','selector':'a\\u0000b'} | selector: must not contain CR, LF or NUL",
                "{'elements':'x','viewTransitionSelector':'a\\rb'} | viewTransitionSelector: must not contain",
                "{'elements':'x','mode':'Append'} | mode: must be one of outer, inner, replace, prepend, append, before, after, remove",
                "{'elements':'x','mode':'append\\ndata: script'} | mode: must be one of",
                "{'elements':'x','namespace':'xml'} | namespace: must be one of html, svg, mathml",
                "{'elements':'x','useViewTransition':'yes'} | useViewTransition: must be true or false",
                "{'elements':'x','selektor':'#a'} | selektor: no such key",
                "{'elements':'x','signals':{}} | elements: no such key",
                "{'signals':'{}'} | signals: must be a JSON object",
                "{'signals':[1]} | signals: must be a JSON object",
                "{'script':'</script>'} | script: script must not contain",
                "{'script':'x','attributes':'type'} | attributes: must be a JSON object",
                "{'script':'x','attributes':['a b=c']} | attributes: no name of an attribute",
                "{'script':'x','attributes':['a=\\\"b\\\"><img']} | attributes: must be texts",
                "{'script':'x','attributes':{'on>':'1'}} | attributes: no name of an attribute",
                "{'script':'x','attributes':{'a':null}} | attributes: \"a\" must be",
                "[{'elements':'x'},{'mode':'remove'}] | [1]: there must be",
                "[{'elements':'x'},{'elements':1}] | [1].elements: must be a text",
                "[1] | [0] is not a JSON object",
                "hello | the body (a String that is not a JSON object, or a list of them) can't patch a page",
                "{'elements': | the body (a String",
            })
    void whatIsMalformedIsRefusedWithItsPlace(String body, String message) {
        assertThatThrownBy(() -> plugin.transformAll(event(body.replace('\'', '"'))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
        assertThat(plugin.metric("patches")).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatIsNoJsonIsRefused(int which) {
        Object body = which == 0 ? null : Buffer.buffer(new byte[] {(byte) 0xFF});
        assertThatThrownBy(() -> plugin.transformAll(event(body))).hasMessageContaining("can't patch a page");
    }
}
