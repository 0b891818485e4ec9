package io.busbar.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.Conditions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code busbar.js} in a real browser: it never loses an event, never brings one twice, and says how things stand. */
class BrowserScriptPageTest extends BrowserScriptFixture {

    @Test
    void aServerThatIsGoneForAWhileIsFoundAgainAndNothingIsMissing() throws Exception {
        Chromium.Page page = open("{}");
        publish(3);
        awaitAll(page);
        link.cut();
        page.waitFor("stream.state === 'reconnecting'");
        publish(3);
        link.mend();
        awaitAll(page);
        publish(3);
        awaitAll(page);
        assertThat(page.evaluate("states.join()")).isEqualTo("connecting,open,reconnecting,open");
        assertThat(page.evaluate("resumes.join()")).isEqualTo("exact");
    }

    @Test
    void aConnectionOverWhichNothingComesAnyMoreIsGivenUp() throws Exception {
        Chromium.Page page = open("{\"silence\": 5000}");
        publish(1);
        awaitAll(page);
        link.swallow();
        publish(3);
        awaitAll(page);
        assertThat(page.evaluate("states.join()")).isEqualTo("connecting,open,reconnecting,open");
    }

    @Test
    void aConnectionWithHeartbeatsAloneIsKept() throws Exception {
        Chromium.Page page = open("{\"silence\": 5000}");
        page.waitFor("positions >= 20");
        assertThat(page.evaluate("states.join()")).isEqualTo("connecting,open");
    }

    @Test
    void aPageThatIsLoadedAgainGoesOnWhereItWas() throws Exception {
        Chromium.Page page = open("{}");
        publish(2);
        awaitAll(page);
        page.navigate(link.uri("/elsewhere").toString());
        page.waitFor("document.title === 'elsewhere'");
        publish(2);
        page.navigate(url("{}"));
        page.waitFor("window.stream?.state === 'open' && seen.length === 2");
        assertThat(page.evaluate("seen.join() + resumes.join()")).isEqualTo("3,4exact");
        page.navigate(link.uri("/elsewhere").toString());
        page.waitFor("document.title === 'elsewhere'");
        page.navigate(url("{\"storage\": null}"));
        page.waitFor("window.stream?.state === 'open' && positions > 2");
        assertThat(page.evaluate("seen.join() + resumes.join()")).isEqualTo("");
    }

    @Test
    void ofHoweverManyStreamsTheLastIdsOfTheNewestAreKept() throws Exception {
        Chromium.Page page = BROWSER.open(link.uri("/elsewhere").toString());
        page.waitFor("document.title === 'elsewhere'");
        page.evaluate("for (let i = 0; i < 100; i++) sessionStorage.setItem('busbar:' + i, 'epoch-1 ' + i);"
                + "sessionStorage.setItem('other', 'mine')");
        page.navigate(url("{}"));
        page.waitFor("window.stream?.state === 'open'");
        publish(1);
        awaitAll(page);
        assertThat(page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('busbar:')).length"))
                .isEqualTo(32);
        assertThat(page.evaluate("[68, 69, 99].map(i => sessionStorage.getItem('busbar:' + i)).join()"))
                .isEqualTo(",epoch-1 69,epoch-1 99");
        assertThat(page.evaluate("sessionStorage.getItem('other')")).isEqualTo("mine");
    }

    @Test
    void aPageThatIsHiddenAndShownAgainIsWhereItShouldBeAtOnce() throws Exception {
        Chromium.Page page = open("{}");
        publish(2);
        awaitAll(page);
        Chromium.Page other = page.openTab(link.uri("/elsewhere").toString());
        page.waitFor("document.hidden");
        publish(2);
        awaitAll(page);
        // It is told to wait for two minutes; being shown, it does not.
        retryAfter = "120";
        status.set(503);
        refused.set(0);
        link.cut();
        link.mend();
        Conditions.await("a request", () -> refused.get() >= 2, Duration.ofSeconds(20));
        publish(2);
        status.set(200);
        page.show();
        page.waitFor("!document.hidden");
        awaitAll(page);
        other.close();
    }

    @Test
    void aPageThatTheBrowserKeepsHoldsNoConnectionAndGoesOnWhereItWas() throws Exception {
        Chromium.Page page = open("{}");
        publish(2);
        awaitAll(page);
        page.evaluate("window.kept = true");
        page.navigate(link.uri("/elsewhere").toString());
        page.waitFor("document.title === 'elsewhere'");
        awaitConnections(0);
        publish(2);
        page.evaluate("history.back()");
        page.waitFor("document.title === 'reader' && window.stream?.state === 'open'");
        assertThat(page.evaluate("window.kept")).as("kept by the browser").isEqualTo(true);
        awaitAll(page);
    }
}
