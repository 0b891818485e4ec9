package io.busbar.examples.datastar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.examples.quickstart.Chromium;
import org.junit.jupiter.api.Test;

/** What the page's own script says of a connection, of commands and of Datastar's script, whatever that is. */
class PageScriptTest extends BrowserTest {

    @Test
    void theIndicatorShowsWhatDatastarSays() throws Exception {
        start(Client.none());
        Chromium.Page page = BROWSER.open(example.uri("/").toString());
        page.waitFor(state("connecting"));
        page.evaluate(stream("started") + stream("datastar-patch-signals"));
        assertThat(page.evaluate(textOf("#state"))).isEqualTo("connected");
        page.evaluate(stream("retrying"));
        assertThat(page.evaluate(textOf("#state"))).isEqualTo("reconnecting");
        page.evaluate(stream("datastar-patch-elements"));
        assertThat(page.evaluate(textOf("#state"))).isEqualTo("connected");
        // One request takes the other's place: that the other one ends means nothing.
        page.evaluate(stream("started") + stream("finished"));
        assertThat(page.evaluate(textOf("#state"))).isEqualTo("connected");
        page.evaluate(stream("finished"));
        assertThat(page.evaluate(textOf("#state"))).isEqualTo("ended");
        page.evaluate(stream("started") + stream("error", "{status: '503'}") + stream("finished"));
        assertThat(page.evaluate(textOf("#state"))).isEqualTo("refused");
        assertThat(page.evaluate(textOf("#detail"))).isEqualTo(", the server answered 503");
    }

    @Test
    void aStreamThatIsSilentIsAskedForAnew() throws Exception {
        start(Client.none());
        Chromium.Page page = BROWSER.open(example.uri("/").toString());
        page.waitFor(state("connecting"));
        page.evaluate("window.asked = 0; document.querySelector('#stream').addEventListener('again', () => asked++);"
                + stream("started") + stream("datastar-patch-signals"));
        page.waitFor("asked > 0 && " + state("reconnecting"));
        page.evaluate(stream("started") + stream("finished") + "asked = 0;");
        page.waitFor("asked > 0"); // again and again, as long as there is a request
        page.evaluate(stream("error", "{status: '403'}") + stream("finished") + "asked = 0;");
        page.waitFor("document.querySelector('#missing').checkVisibility()"); // for which it needs longer
        assertThat(page.evaluate("asked")).isEqualTo(0);
    }

    @Test
    void aCommandThatFailsSaysSoWhereItWasGiven() throws Exception {
        start(Client.none());
        Chromium.Page page = BROWSER.open(example.uri("/").toString());
        page.waitFor(state("connecting"));
        String el = "document.querySelector('.chat form')";
        page.evaluate(event(el, "started", "{}") + event(el, "error", "{status: '504'}") + event(el, "finished", "{}"));
        assertThat(page.evaluate(textOf(".chat .failure"))).isEqualTo("Not done: the server answered 504.");
        assertThat(page.evaluate(textOf(".list .failure"))).isEqualTo("");
        page.evaluate(event(el, "started", "{}"));
        assertThat(page.evaluate(textOf(".chat .failure"))).isEqualTo("");
        page.evaluate(event(el, "retries-failed", "{}"));
        assertThat(page.evaluate(textOf(".chat .failure"))).isEqualTo("Not done: the server can’t be reached.");
        assertThat(page.evaluate(textOf("#state"))).isEqualTo("connecting");
    }

    @Test
    void aClientThatCantBeLoadedIsSaid() throws Exception {
        example = RunningExample.start("http://127.0.0.1:1/datastar.js");
        Chromium.Page page = BROWSER.open(example.uri("/").toString());
        page.waitFor("document.querySelector('#missing').checkVisibility()");
        assertThat(page.evaluate(textOf("#missing"))).asString().contains("http://127.0.0.1:1/datastar.js");
        assertThat(page.evaluate(textOf("#state"))).isEqualTo("unavailable");
        picture(page, "missing", 1280, false);
    }

    @Test
    void aFileThatIsNotTheClientIsSaidAsWell() throws Exception {
        start(Client.none());
        Chromium.Page page = BROWSER.open(example.uri("/").toString());
        page.waitFor("document.querySelector('#missing').checkVisibility()");
    }

    /** A statement: the document hears of the stream what Datastar says. */
    private static String stream(String type) {
        return stream(type, "{}");
    }

    private static String stream(String type, String args) {
        return event("document.querySelector('#stream')", type, args);
    }

    private static String event(String element, String type, String args) {
        return "document.dispatchEvent(new CustomEvent('datastar-fetch', {detail: {type: '" + type + "', el: " + element
                + ", argsRaw: " + args + "}}));";
    }
}
