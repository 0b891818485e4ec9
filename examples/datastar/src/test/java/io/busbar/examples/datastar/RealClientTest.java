package io.busbar.examples.datastar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.busbar.examples.quickstart.Chromium;
import io.busbar.examples.quickstart.Link;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What needs Datastar's own client, whose file the system property {@code datastar.script} names: what users do. */
class RealClientTest extends BrowserTest {

    /** Notes what Datastar fetches, with which headers, and whether it has given it up. */
    private static final String NOTES = """
            const original = window.fetch;
            window.fetched = [];
            window.fetch = (url, options) => {
              const note = { headers: { ...options.headers }, gone: false };
              options.signal.addEventListener('abort', () => (note.gone = true));
              fetched.push(note);
              return original(url, options);
            };
            """;

    @BeforeEach
    void startWithRealClient() {
        assumeTrue(Client.real().isPresent(), "-Ddatastar.script= names no file of Datastar's client: skipped");
        start(Client.real().orElseThrow());
    }

    @Test
    void whatOneUserSaysAppearsAtTheOtherAsText() throws Exception {
        Chromium.Page ada = open();
        Chromium.Page grace = open();
        assertThat(ada.evaluate("document.querySelector('#name').value"))
                .asString()
                .startsWith("Guest ");
        ada.type("#name", "Ada");
        ada.type("#text", "<b>bold</b>");
        ada.pressKey("Enter", 13);
        for (Chromium.Page page : new Chromium.Page[] {ada, grace}) {
            page.waitFor("document.querySelector('#messages p')?.textContent === '<b>bold</b>'");
            assertThat(page.evaluate("document.querySelector('#messages b').textContent"))
                    .isEqualTo("Ada");
        }
        ada.waitFor("document.querySelector('#text').value === '' && !document.querySelector('.chat button').disabled");
        assertThat(ada.evaluate("document.querySelector('#name').value")).isEqualTo("Ada");
    }

    @Test
    void allEditOneList() throws Exception {
        Chromium.Page ada = open();
        Chromium.Page grace = open();
        ada.type("#entry", "Say \"hello\"");
        ada.pressKey("Enter", 13);
        grace.waitFor("document.querySelector('#entry-4 [type=text]')?.value === 'Say \"hello\"'");
        ada.waitFor("document.querySelector('#entry').value === ''");

        grace.click("#entry-4 [type=checkbox]");
        ada.waitFor("document.querySelector('#entry-4 [type=checkbox]').checked");
        ada.waitFor("document.querySelector('#left').textContent === '3 to do'");
        ada.click("#entry-4 [type=checkbox]");
        grace.waitFor("!document.querySelector('#entry-4 [type=checkbox]').checked");

        grace.type("#entry-2 [type=text]", "Renamed");
        grace.pressKey("Enter", 13);
        ada.waitFor("document.querySelector('#entry-2 [type=text]').value === 'Renamed'");

        ada.click("#entry-1 button");
        grace.waitFor("!document.querySelector('#entry-1') && document.querySelectorAll('#entries li').length === 3");
    }

    @Test
    void whatAUserTypesStaysWhileOthersChangeTheList() throws Exception {
        Chromium.Page page = open();
        page.type("#entry-2 [type=text]", "half a sen");
        example.command("list.remove", new JsonObject().put("id", 1));
        page.waitFor("!document.querySelector('#entry-1')");
        assertThat(page.evaluate("document.activeElement.value")).isEqualTo("half a sen");
    }

    @Test
    void whatIsRefusedIsSaid() throws Exception {
        Chromium.Page page = open();
        page.click(".chat button");
        page.waitFor("document.querySelector('.chat .problem').textContent.trim() === 'There is nothing to send yet.'");
        page.type("#text", "something");
        page.click(".chat button");
        page.waitFor("document.querySelector('.chat .problem').textContent.trim() === ''");
    }

    @Test
    void whatCantBeSentIsSaidAndKeptAndNotSentLater() throws Exception {
        try (Link link = new Link(example.port())) {
            Chromium.Page page = open(link.uri("/"));
            link.cut();
            page.type("#text", "Is anybody there?");
            page.click(".chat button");
            page.waitFor("document.querySelector('.chat .failure').textContent.includes('can’t be reached')");
            assertThat(page.evaluate("document.querySelector('#text').value")).isEqualTo("Is anybody there?");
            link.mend();
            page.waitFor(state("connected"));
            example.say("Grace", "later");
            page.waitFor("document.querySelectorAll('#messages p').length === 1");
            assertThat(page.evaluate("document.querySelector('#messages p').textContent"))
                    .isEqualTo("later");
            // Datastar itself throws what it could not send.
            assertThat(BROWSER.complaints()).hasSize(1).allMatch(complaint -> complaint.contains("FetchFailed"));
        }
    }

    @Test
    void aHiddenPageLetsTheStreamGoAndGoesOnAfterTheLastEventWhenItIsShown() throws Exception {
        Chromium.Page page = BROWSER.open("about:blank");
        page.call("Page.enable", new JsonObject());
        page.call("Page.addScriptToEvaluateOnNewDocument", new JsonObject().put("source", NOTES));
        page.navigate(example.uri("/").toString());
        page.waitFor("document.querySelector('#state')?.textContent === 'connected'");
        page.waitFor("document.querySelector('#cpu-chart .line')");
        assertThat(page.evaluate("fetched.length === 1 && !fetched[0].headers['last-event-id']"))
                .isEqualTo(true);

        Chromium.Page other = page.openTab(example.uri("/favicon.svg").toString());
        page.waitFor("document.hidden && fetched[0].gone");
        example.say("Grace", "meanwhile");
        page.show();
        page.waitFor("document.querySelector('#messages p')?.textContent === 'meanwhile'");
        page.waitFor(state("connected"));
        assertThat(page.evaluate("fetched.length")).isEqualTo(2);
        assertThat(page.evaluate("fetched[1].headers['last-event-id']"))
                .asString()
                .matches("\\w+-\\d+");
        other.close();
    }

    private Chromium.Page open() throws Exception {
        Chromium.Page page = open(example.uri("/"));
        page.waitFor("document.querySelectorAll('#entries li').length === 3");
        return page;
    }
}
