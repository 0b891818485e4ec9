package io.busbar.datastar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts of whole events, written by hand from Datastar's SDK specification. */
class EncodingTest {

    // ---- elements ----

    @Test
    void elementsNeedNothingElse() {
        assertThat(Datastar.patchElements("<div id=\"feed\"><span>1</span></div>")
                        .encode())
                .isEqualTo("""
                        event: datastar-patch-elements
                        data: elements <div id="feed"><span>1</span></div>

                        """);
    }

    @Test
    void allOptionsOfElementsAreWrittenInTheOrderOfTheSpecification() {
        assertThat(Datastar.patchElements("<circle id=\"a\"/>\n<circle id=\"b\"/>")
                        .viewTransitionSelector("#main")
                        .namespace(Namespace.SVG)
                        .useViewTransition(true)
                        .mode(Mode.APPEND)
                        .selector("#vis > g")
                        .retry(Duration.ofSeconds(2))
                        .id("123")
                        .encode())
                .isEqualTo("""
                        event: datastar-patch-elements
                        id: 123
                        retry: 2000
                        data: selector #vis > g
                        data: mode append
                        data: useViewTransition true
                        data: viewTransitionSelector #main
                        data: namespace svg
                        data: elements <circle id="a"/>
                        data: elements <circle id="b"/>

                        """);
    }

    @Test
    void whatIsTheDefaultIsNotWritten() {
        assertThat(Datastar.patchElements("<p id=\"a\"></p>")
                        .mode(Mode.OUTER)
                        .namespace(Namespace.HTML)
                        .useViewTransition(false)
                        .viewTransitionSelector("#main")
                        .retry(Duration.ofSeconds(1))
                        .encode())
                .isEqualTo("""
                        event: datastar-patch-elements
                        data: elements <p id="a"></p>

                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "INNER, inner",
        "REPLACE, replace",
        "PREPEND, prepend",
        "APPEND, append",
        "BEFORE, before",
        "AFTER, after",
        "REMOVE, remove"
    })
    void eachModeButTheDefaultIsNamed(Mode mode, String name) {
        assertThat(Datastar.patchElements("<p></p>").selector("#a").mode(mode).encode())
                .isEqualTo("event: datastar-patch-elements\ndata: selector #a\ndata: mode " + name
                        + "\ndata: elements <p></p>\n\n");
    }

    @ParameterizedTest
    @CsvSource({"SVG, svg", "MATHML, mathml"})
    void eachNamespaceButTheDefaultIsNamed(Namespace namespace, String name) {
        assertThat(Datastar.patchElements("<g id=\"a\"/>").namespace(namespace).encode())
                .isEqualTo("event: datastar-patch-elements\ndata: namespace " + name
                        + "\ndata: elements <g id=\"a\"/>\n\n");
    }

    @Test
    void aViewTransitionMayBeOfTheWholePage() {
        assertThat(Datastar.patchElements("<p id=\"a\"></p>")
                        .useViewTransition(true)
                        .encode())
                .isEqualTo("""
                        event: datastar-patch-elements
                        data: useViewTransition true
                        data: elements <p id="a"></p>

                        """);
    }

    @Test
    void whatRemovesNeedsNoElements() {
        assertThat(Datastar.removeElements("#feed, #otherid").encode()).isEqualTo("""
                        event: datastar-patch-elements
                        data: selector #feed, #otherid
                        data: mode remove

                        """);
    }

    @Test
    void elementsMayBeEmptyToEmptyTheirTarget() {
        assertThat(Datastar.patchElements("").selector("#a").mode(Mode.INNER).encode())
                .isEqualTo("event: datastar-patch-elements\ndata: selector #a\ndata: mode inner\ndata: elements \n\n");
    }

    // ---- lines ----

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void eachLineEndStartsANewLineOfData(String end) {
        assertThat(Datastar.patchElements(String.join(end, "<pre id=\"a\">", "  one", "</pre>"))
                        .encode())
                .isEqualTo("""
                        event: datastar-patch-elements
                        data: elements <pre id="a">
                        data: elements   one
                        data: elements </pre>

                        """);
    }

    /** Without it the client would cut the key itself. */
    @Test
    void anEmptyLineKeepsTheSpaceBehindTheKey() {
        assertThat(Datastar.patchElements("<pre>\n\n\r\n\r\r</pre>\n").data())
                .isEqualTo("elements <pre>\nelements \nelements \nelements \nelements \nelements </pre>\nelements ");
    }

    @Test
    void unicodeStaysAndWhatIsNoneIsReplaced() {
        assertThat(Datastar.patchElements("<p>žluťoučký 漢字 \uD83D\uDE00 \u2028\u0085</p>")
                        .data())
                .isEqualTo("elements <p>žluťoučký 漢字 \uD83D\uDE00 \u2028\u0085</p>");
        assertThat(Datastar.patchElements("\0|\uD83D|\uDE00|\uDE00\uD83D|\uD83D")
                        .data())
                .isEqualTo("elements \ufffd|\ufffd|\ufffd|\ufffd\ufffd|\ufffd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\r\nevent: evil", "a\0b", "\n"})
    void fieldsOfOneLineRefuseMore(String value) {
        PatchElements patch = Datastar.patchElements("<p></p>");

        assertThatThrownBy(() -> patch.selector(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("selector must not contain CR, LF or NUL");
        assertThatThrownBy(() -> patch.viewTransitionSelector(value)).hasMessageStartingWith("viewTransitionSelector ");
        assertThatThrownBy(() -> patch.id(value)).hasMessageStartingWith("id ");
        assertThatThrownBy(() -> Datastar.removeElements(value)).hasMessageStartingWith("selector ");
        assertThatThrownBy(() -> Datastar.patchSignals("{}").id(value)).hasMessageStartingWith("id ");
        assertThatThrownBy(() -> Datastar.executeScript("x").id(value)).hasMessageStartingWith("id ");
        assertThatThrownBy(() -> Datastar.redirect(value)).hasMessageStartingWith("url ");
    }

    @Test
    void aReconnectionTimeIsNotNegative() {
        assertThatThrownBy(() -> Datastar.patchSignals("{}").retry(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Datastar.patchSignals("{}").retry(Duration.ZERO).encode())
                .isEqualTo("event: datastar-patch-signals\nretry: 0\ndata: signals {}\n\n");
    }

    // ---- signals ----

    @Test
    void signalsAreCompactAndKeepTheirOrder() {
        JsonObject signals = new JsonObject()
                .put("z", "Patched \n Output")
                .put("a", new JsonArray().add(1).add(true))
                .put("user", new JsonObject().putNull("email").put("name", "é"));
        assertThat(Datastar.patchSignals(signals).encode()).isEqualTo("""
                        event: datastar-patch-signals
                        data: signals {"z":"Patched \\n Output","a":[1,true],"user":{"email":null,"name":"é"}}

                        """);
    }

    @Test
    void allOptionsOfSignalsAreWrittenInTheOrderOfTheSpecification() {
        assertThat(Datastar.patchSignals(new JsonObject().put("show", true))
                        .onlyIfMissing(true)
                        .retry(Duration.ofSeconds(2))
                        .id("123")
                        .encode())
                .isEqualTo("""
                        event: datastar-patch-signals
                        id: 123
                        retry: 2000
                        data: onlyIfMissing true
                        data: signals {"show":true}

                        """);
    }

    @Test
    void signalsThatAreTextStayAsTheyAreLineByLine() {
        assertThat(Datastar.patchSignals("{\r\n  \"b\": 1,\r  \"a\": 2\n}").encode())
                .isEqualTo("""
                        event: datastar-patch-signals
                        data: signals {
                        data: signals   "b": 1,
                        data: signals   "a": 2
                        data: signals }

                        """);
    }

    /** The client would run them as JavaScript. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "[1]", "\"a\"", "{a:1}", "{\"a\":alert(1)}", "{\"a\":1} {}", "{\"a\":1}, alert(1)"})
    void signalsThatAreNotAJsonObjectAreRefused(String text) {
        assertThatThrownBy(() -> Datastar.patchSignals(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("signals must be a JSON object");
    }

    @Test
    void whoChangesTheJsonLaterChangesNoEvent() {
        JsonObject signals = new JsonObject().put("a", 1);
        PatchSignals patch = Datastar.patchSignals(signals);
        signals.put("a", 2);
        assertThat(patch.data()).isEqualTo("signals {\"a\":1}");
    }
}
