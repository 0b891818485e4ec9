package io.busbar.examples.quickstart;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a real browser, and a connection that is lost: it comes back, and says what may be missing. */
class PageConnectionTest extends PageFixture {

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

    private static String missing(String words) {
        return "document.querySelector('#missing').textContent === '" + words + "'";
    }
}
