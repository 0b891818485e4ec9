package io.busbar.datastar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts of events that run scripts, written by hand from Datastar's SDK specification. */
class ScriptsTest {

    @Test
    void aScriptIsAnElementThatRemovesItself() {
        assertThat(Datastar.executeScript("console.log('Here')").encode()).isEqualTo("""
                        event: datastar-patch-elements
                        data: selector body
                        data: mode append
                        data: elements <script data-effect="el.remove()">console.log('Here')</script>

                        """);
    }

    @Test
    void aScriptHasItsAttributesInTheirOrderAndMayStay() {
        assertThat(Datastar.executeScript("one()\n\ntwo()")
                        .attribute("type", "module")
                        .attribute("data-x", "\"a\" & <b>")
                        .autoRemove(false)
                        .id("1")
                        .retry(Duration.ofMillis(1500))
                        .encode())
                .isEqualTo("""
                        event: datastar-patch-elements
                        id: 1
                        retry: 1500
                        data: selector body
                        data: mode append
                        data: elements <script type="module" data-x="&quot;a&quot; &amp; <b>">one()
                        data: elements\s
                        data: elements two()</script>

                        """);
        assertThat(Datastar.executeScript("x").attribute("type", "module").data())
                .endsWith("<script type=\"module\" data-effect=\"el.remove()\">x</script>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'</script>'", "'</SCRIPT x'", "a<!--b"})
    void aScriptThatWouldEndItselfIsRefused(String script) {
        assertThatThrownBy(() -> Datastar.executeScript(script)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a>", "a=", "\"", "a\n", "a/"})
    void anAttributeHasAName(String name) {
        assertThatThrownBy(() -> Datastar.executeScript("x").attribute(name, "1"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRedirectLeavesWhenThePageIsDone() {
        assertThat(Datastar.redirect("/orders?a=1&b=\"2\"").data())
                .isEqualTo("selector body\nmode append\nelements <script data-effect=\"el.remove()\">"
                        + "setTimeout(() => window.location.href = \"/orders?a=1&b=\\\"2\\\"\")</script>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"javascript:alert(1)", " JavaScript:alert(1)", "java\tscript:alert(1)", "\u0001javascript:x"})
    void aRedirectRunsNoScript(String url) {
        assertThatThrownBy(() -> Datastar.redirect(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsLoggedStaysATextWhateverItHolds() {
        assertThat(Datastar.consoleLog("</script> \"x\" \\ \n \u2028 é").data())
                .isEqualTo("selector body\nmode append\nelements <script data-effect=\"el.remove()\">"
                        + "console.log(\"\\u003c/script> \\\"x\\\" \\\\ \\n \\u2028 é\")</script>");
    }
}
