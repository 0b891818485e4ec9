package io.busbar.examples.quickstart;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real browser. */
@Timeout(120)
class PageTest {

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private RunningQuickstart quickstart;

    @BeforeEach
    void start() {
        quickstart = RunningQuickstart.start();
    }

    @AfterEach
    void stop() {
        if (quickstart != null) {
            quickstart.close();
        }
    }

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
        page.evaluate("location.reload()");
        page.waitFor("document.querySelectorAll('#messages .own').length === 1");
    }

    @Test
    void whatWasSaidWhileTheConnectionWasCutIsThereOnce() throws Exception {
        try (Link link = new Link(quickstart.port())) {
            quickstart.say(message("before"));
            Chromium.Page page = open(link.uri("/"));
            page.waitFor(texts("before"));
            link.cut();
            page.waitFor(state("reconnecting"));
            quickstart.say(message("meanwhile"));
            link.mend();
            page.waitFor(state("reconnected") + " && " + missing(", nothing missed"));
            quickstart.say(message("after"));
            page.waitFor("document.querySelector('#messages').textContent.includes('after')");
            assertThat(page.evaluate(texts("before", "meanwhile", "after"))).isEqualTo(true);
        }
    }

    @Test
    void noMeasureIsMissingOrThereTwiceAfterTheConnectionWasCut() throws Exception {
        try (Link link = new Link(quickstart.port())) {
            Chromium.Page page = open(link.uri("/"));
            page.waitFor("document.querySelector('.chart').dataset.points >= 2");
            link.cut();
            page.waitFor("parseInt(document.querySelector('#age').textContent) >= 4");
            link.mend();
            page.waitFor(state("reconnected"));
            page.waitFor("document.querySelector('#age').textContent === 'now'");

            Chromium.Page fresh = open();
            fresh.waitFor("document.querySelector('#age').textContent === 'now'");
            // They differ only in the moment in which one of them has got a measure before the other.
            String points = "[...document.querySelectorAll('.chart')].map(chart => chart.dataset.points).join()";
            assertThat(IntStream.range(0, 200)
                            .anyMatch(attempt -> page.evaluate(points).equals(fresh.evaluate(points))))
                    .as("as many measures as in a page that was never cut: %s", page.evaluate(points))
                    .isTrue();
        }
    }

    @Test
    void aPageThatTheBrowserKeptGoesOnWhereItWas() throws Exception {
        quickstart.say(message("before"));
        Chromium.Page page = open();
        page.waitFor(texts("before"));
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))");
        quickstart.say(message("meanwhile"));
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))");
        page.waitFor(state("reconnected") + " && " + missing(", nothing missed"));
        quickstart.say(message("after"));
        page.waitFor("document.querySelector('#messages').textContent.includes('after')");
        assertThat(page.evaluate(texts("before", "meanwhile", "after"))).isEqualTo(true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "busbar.resume | {\"status\":\"exact\"}              | , nothing missed",
                "busbar.resume | {\"status\":\"partial\"}            | , something may be missing",
                "busbar.resume | {\"status\":\"reset\",\"missed\":3} | , something may be missing",
                "busbar.lagged | {\"missed\":3}                    | , something may be missing",
            })
    void itSaysWhetherSomethingMayBeMissing(String event, String data, String words) throws Exception {
        Chromium.Page page = open();
        assertThat(page.evaluate(missing(""))).isEqualTo(true);
        int port = quickstart.port();
        quickstart.close();
        Vertx standIn = Vertx.vertx();
        try {
            listen(standIn, port, request -> request.response()
                    .setChunked(true)
                    .putHeader("Content-Type", "text/event-stream")
                    .write("event: " + event + "\ndata: " + data + "\n\n"));
            page.waitFor(state("reconnected") + " && " + missing(words));
        } finally {
            close(standIn);
        }
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
        page.evaluate("location.reload()");
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

    @Test
    void itReconnectsByItselfAndLeavesTheGapBlank() throws Exception {
        Chromium.Page page = open();
        page.waitFor("document.querySelector('.chart').dataset.points >= 2");
        int port = quickstart.port();
        quickstart.close();
        page.waitFor(state("reconnecting"));
        page.waitFor("parseInt(document.querySelector('#age').textContent) >= 4");

        quickstart = RunningQuickstart.startAgain(port);
        page.waitFor(state("reconnected") + " && " + missing(", something may be missing"));
        assertThat(page.evaluate("document.querySelector('#reconnects').textContent"))
                .isEqualTo("1");
        page.waitFor("document.querySelector('#age').textContent === 'now'");
        // Some columns of the plot have the colour of a gap from top to bottom: no line and no area crosses them.
        page.waitFor("(" + COLUMNS + ")('Threads', '--gap', 0.75).length > 4");
    }

    @Test
    void aRefusalIsShownAndTheUserCanTryAgain() throws Exception {
        Chromium.Page page = open();
        int port = quickstart.port();
        quickstart.close();
        Vertx refusing = Vertx.vertx();
        try {
            listen(refusing, port, request -> request.response()
                    .setStatusCode(403)
                    .end());
            page.waitFor(state("refused"));
            assertThat(page.evaluate("document.querySelector('#refusal').checkVisibility()"))
                    .isEqualTo(true);
        } finally {
            close(refusing);
        }

        quickstart = RunningQuickstart.startAgain(port);
        page.click("#again");
        page.waitFor(state("reconnected"));
        assertThat(page.evaluate("document.querySelector('#refusal').checkVisibility()"))
                .isEqualTo(false);
    }

    /** A function: the columns of a chart that have a tone of the style sheet on more than a part of their height. */
    private static final String COLUMNS = """
            (title, name, part) => {
              const chart = [...document.querySelectorAll('.chart')]
                .find(chart => chart.querySelector('h2').textContent === title);
              const tone = getComputedStyle(chart).getPropertyValue(name).trim();
              const wanted = [1, 3, 5].map(at => parseInt(tone.slice(at, at + 2), 16));
              const canvas = chart.querySelector('canvas');
              const {data, width, height} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              const found = new Array(width).fill(0);
              for (let at = 0; at < data.length; at += 4) {
                if (data[at + 3] === 255 && wanted.every((value, i) => Math.abs(data[at + i] - value) <= 2)) {
                  found[(at / 4) % width]++;
                }
              }
              return found.map((pixels, x) => x).filter(x => found[x] > part * height);
            }
            """;

    private Chromium.Page open() throws Exception {
        return open(quickstart.uri("/"));
    }

    private static Chromium.Page open(URI uri) throws Exception {
        Chromium.Page page = BROWSER.open(uri.toString());
        page.waitFor(state("connected"));
        return page;
    }

    private static void listen(Vertx vertx, int port, Handler<HttpServerRequest> handler) throws Exception {
        vertx.createHttpServer()
                .requestHandler(handler)
                .listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, SECONDS);
    }

    private static void close(Vertx vertx) throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }

    private static JsonObject message(String text) {
        return new JsonObject().put("name", "Grace").put("text", text).put("from", "1");
    }

    /** A condition: these messages are shown, and no others. */
    private static String texts(String... texts) {
        return "JSON.stringify([...document.querySelectorAll('#messages p')].map(text => text.textContent)) === '"
                + new JsonArray(List.of(texts)).encode() + "'";
    }

    private static String missing(String words) {
        return "document.querySelector('#missing').textContent === '" + words + "'";
    }

    private static String state(String state) {
        return "document.querySelector('#state').textContent === '" + state + "'";
    }

    private static String problem(Chromium.Page page) {
        return page.evaluate("document.querySelector('#problem').textContent").toString();
    }
}
