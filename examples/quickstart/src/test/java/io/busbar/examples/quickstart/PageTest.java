package io.busbar.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real browser: what it shows, and what its users do. */
class PageTest extends PageFixture {

    @Test
    void itConnectsAndPlotsEveryMeasure() throws Exception {
        Chromium.Page page = open();
        assertThat(page.evaluate("document.querySelectorAll('.chart').length")).isEqualTo(4);
        page.waitFor("[...document.querySelectorAll('.chart')].every(chart => chart.dataset.points >= 4)");
        page.waitFor("[...document.querySelectorAll('.values dd')].every(value => /^[0-9]/.test(value.textContent))");
        page.waitFor("Number(document.querySelector('#events').textContent) >= 16");
        page.waitFor("(" + COLUMNS + ")('Threads', '--first', 0).length > 4");
        assertThat(page.evaluate("document.querySelector('canvas').ariaLabel").toString())
                .matches("CPU: system .*%, process .*%");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 600_000, -600_000})
    void theChartsAreFullAtOnceWithEachMeasureAtItsTimeWhateverTheClockSays(int ahead) throws Exception {
        quickstart.close();
        quickstart = RunningQuickstart.startWithPast(120);
        Chromium.Page page = BROWSER.open("about:blank");
        String clock = "const now = Date.now; Date.now = () => now() + " + ahead;
        page.call("Page.enable", new JsonObject());
        page.call("Page.addScriptToEvaluateOnNewDocument", new JsonObject().put("source", clock));
        page.call(
                "Page.navigate", new JsonObject().put("url", quickstart.uri("/").toString()));
        page.waitFor("[...document.querySelectorAll('.chart')].every(chart => chart.dataset.points >= 120)");
        // Two of three minutes, less the axis.
        page.waitFor("(" + COLUMNS + ")('Threads', '--first', 0).length > document.querySelector('canvas').width / 2");
        page.evaluate("document.querySelector('canvas').focus()");
        page.pressKey("PageUp", 33);
        page.pressKey("PageUp", 33);
        page.waitFor("[...document.querySelectorAll('.chart')].at(-1).querySelector('dd').textContent === '40'");
    }

    @Test
    void whatWasSaidBeforeThePageWasOpenedIsThereWithItsTime() throws Exception {
        long minuteAgo = System.currentTimeMillis() - 60_000;
        quickstart.say(message("early").put("time", minuteAgo));
        for (Object time : new Object[] {"1", 1e300, -1e300, List.of(1)}) {
            quickstart.say(message("at no time").put("time", time));
        }
        Chromium.Page page = open();
        page.waitFor("document.querySelectorAll('#messages li').length === 5");
        assertThat(page.evaluate("document.querySelector('#messages p').textContent"))
                .isEqualTo("early");
        assertThat(page.evaluate("document.querySelector('#messages time').dateTime"))
                .isEqualTo(Instant.ofEpochMilli(minuteAgo).toString());
        assertThat(page.evaluate("[...document.querySelectorAll('#messages time')].slice(1)"
                        + ".every(time => Math.abs(new Date(time.dateTime) - Date.now()) < 60_000)"))
                .isEqualTo(true);
    }

    @Test
    void afterAReloadOnesOwnMessagesAreStillOnesOwn() throws Exception {
        Chromium.Page page = open();
        page.type("#text", "Mine");
        page.pressKey("Enter", 13);
        page.waitFor("document.querySelector('#text').value === ''");
        page.reload();
        page.waitFor("document.querySelectorAll('#messages .own').length === 1");
    }

    @Test
    void theArrowKeysReadTheChartsAtAnEarlierTime() throws Exception {
        Chromium.Page page = open();
        page.waitFor("document.querySelector('.chart').dataset.points >= 4");
        page.evaluate("document.querySelector('canvas').focus()");
        page.pressKey("ArrowLeft", 37);
        page.waitFor(
                "[...document.querySelectorAll('.chart .note')].every(note => /\\d:\\d\\d/.test(note.textContent))");
        page.pressKey("PageUp", 33);
        page.pressKey("PageUp", 33);
        page.waitFor("[...document.querySelectorAll('.values dd')].every(value => value.textContent === '–')");
        page.pressKey("Escape", 27);
        page.waitFor("document.querySelector('.chart .note').textContent.includes('processors')");
    }

    @Test
    void whatOneUserSaysAppearsAtTheOtherAsText() throws Exception {
        Chromium.Page ada = open();
        Chromium.Page grace = open();
        String text = "<img src=x onerror=alert(1)> & \"so\" on";
        ada.type("#name", "Ada");
        ada.type("#text", text);
        ada.pressKey("Enter", 13);

        for (Chromium.Page page : new Chromium.Page[] {ada, grace}) {
            page.waitFor("document.querySelectorAll('#messages li').length === 1");
            assertThat(page.evaluate("document.querySelector('#messages p').textContent"))
                    .isEqualTo(text);
            assertThat(page.evaluate("document.querySelectorAll('#messages img').length"))
                    .isEqualTo(0);
        }
        assertThat(ada.evaluate("document.querySelector('#messages b').textContent"))
                .isEqualTo("Ada (you)");
        assertThat(grace.evaluate("document.querySelector('#messages b').textContent"))
                .isEqualTo("Ada");
        ada.waitFor("document.querySelector('#text').value === ''");
    }

    /** Leaves pictures in target/ for whoever wants to see how it looks. */
    @ParameterizedTest
    @CsvSource({"1360, 900, false", "1360, 900, true", "390, 844, false", "390, 844, true"})
    void itFitsTheScreenInLightAndDark(int width, int height, boolean dark) throws Exception {
        quickstart.close();
        quickstart = RunningQuickstart.startWithPast(170);
        quickstart.say(message("Is anybody there?").put("time", System.currentTimeMillis() - 60_000));
        Chromium.Page page = open();
        page.look(width, height, dark);
        page.waitFor("document.querySelector('.chart').dataset.points >= 170");
        page.waitFor(texts("Is anybody there?"));
        page.waitFor("innerWidth === " + width + " && document.documentElement.scrollWidth <= innerWidth");
        String tone = dark ? "rgb(21, 22, 26)" : "rgb(252, 251, 249)";
        page.waitFor("getComputedStyle(document.body).backgroundColor === '" + tone + "'");
        Files.write(Path.of("target", "page-" + width + (dark ? "-dark.png" : "-light.png")), page.screenshot());
    }

    @Test
    void theNameIsRemembered() throws Exception {
        Chromium.Page page = open();
        page.type("#name", "Ada");
        page.evaluate("document.activeElement.blur()");
        page.reload();
        page.waitFor("document.querySelector('#name').value === 'Ada'");
    }

    @Test
    void whatCantBeSentIsSaidAndKept() throws Exception {
        Chromium.Page page = open();
        page.click("#say button");
        assertThat(problem(page)).isEqualTo("There is nothing to send yet.");

        page.type("#text", "x".repeat(503));
        assertThat(problem(page)).isEqualTo("The message is 3 characters too long.");
        page.click("#say button");
        assertThat(page.evaluate("document.querySelector('#text').value.length"))
                .isEqualTo(503);

        quickstart.close();
        page.type("#text", "Is anybody there?");
        page.click("#say button");
        page.waitFor("document.querySelector('#problem').textContent === 'Not sent: the server can’t be reached.'");
        assertThat(page.evaluate("document.querySelector('#text').value")).isEqualTo("Is anybody there?");
    }

    private static String problem(Chromium.Page page) {
        return page.evaluate("document.querySelector('#problem').textContent").toString();
    }
}
