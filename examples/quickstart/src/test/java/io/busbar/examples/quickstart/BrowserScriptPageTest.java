package io.busbar.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.BrowserScript;
import io.busbar.SourceOptions;
import io.busbar.SseBridgeOptions;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code busbar.js} in a real browser: it never loses an event, never brings one twice, and says how things stand. */
@Timeout(120)
class BrowserScriptPageTest {

    /** What is asked for: numbers from 1, in the order in which they were published. */
    private static final String STREAM = "/events/numbers";

    private static final String PAGE = """
            <!doctype html><meta charset="utf-8"><title>reader</title><script type="module">
              import { connect } from "/busbar.js";
              const query = new URLSearchParams(location.search);
              Object.assign(window, { seen: [], states: [], resumes: [], positions: 0 });
              if (query.has("alone")) Object.defineProperty(navigator, "locks", { value: undefined });
              const options = JSON.parse(query.get("options"));
              window.stream = connect(query.get("stream"), {
                ...options,
                on: { message: (event) => seen.push(Number(event.data)) },
                onState: (state, refusal) => {
                  states.push(state);
                  window.refusal = refusal;
                },
                onResume: ({ status }) => resumes.push(status),
                onPosition: () => window.positions++,
              });
            </script>
            """;

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    /** The status that requests for streams are answered with; 200 lets them through. */
    private final AtomicInteger status = new AtomicInteger(200);

    private final AtomicInteger refused = new AtomicInteger();
    private volatile String retryAfter = "0";
    private int published;
    private BridgeServer server;
    private Link link;

    @BeforeEach
    void start() {
        start(BridgeServer.permitAll());
    }

    private void start(SseBridgeOptions options) {
        options.addSource(new SourceOptions().setAddress("numbers"))
                .setHeartbeat(Duration.ofMillis(300))
                .setRetry(Duration.ofMillis(400));
        server = BridgeServer.with(options).routes(this::addRoutes).start();
        link = new Link(server.port());
    }

    private void addRoutes(Router router) {
        BrowserScript.mount(router, "/");
        router.get("/page").handler(context -> context.response()
                .putHeader("Content-Type", "text/html;charset=utf-8")
                .end(PAGE));
        router.get("/elsewhere").handler(context -> context.response()
                .putHeader("Content-Type", "text/html;charset=utf-8")
                .end("<!doctype html><title>elsewhere</title>"));
        router.get("/events/*").handler(this::refuseOrPass);
    }

    private void refuseOrPass(RoutingContext context) {
        int code = status.get();
        if (code == 200) {
            context.next();
            return;
        }
        refused.incrementAndGet();
        context.response()
                .setStatusCode(code)
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Retry-After", retryAfter)
                .end(code == 204 ? "" : "{\"status\":" + code + ",\"detail\":\"for a reason\"}");
    }

    @AfterEach
    void stop() {
        if (server != null) {
            link.close();
            server.close();
        }
    }

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
        Chromium.Page page = open("{\"silence\": 1500}");
        publish(1);
        awaitAll(page);
        link.swallow();
        publish(3);
        awaitAll(page);
        assertThat(page.evaluate("states.join()")).isEqualTo("connecting,open,reconnecting,open");
    }

    @Test
    void aConnectionWithHeartbeatsAloneIsKept() throws Exception {
        Chromium.Page page = open("{\"silence\": 1500}");
        page.waitFor("positions >= 12");
        assertThat(page.evaluate("states.join()")).isEqualTo("connecting,open");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void itComesBackAfterErrorsThatPass(int error) throws Exception {
        status.set(error);
        Chromium.Page page = openAnyState("{}");
        page.waitFor("stream.state === 'reconnecting'");
        status.set(200);
        page.waitFor("stream.state === 'open'");
        publish(2);
        awaitAll(page);

        status.set(error);
        refused.set(0);
        link.cut();
        publish(2);
        link.mend();
        Conditions.await("requests while the server is in trouble", () -> refused.get() >= 3, Duration.ofSeconds(20));
        status.set(200);
        awaitAll(page);
        assertThat(page.evaluate("resumes.join()")).isEqualTo("exact");
    }

    @Test
    void itAsksLessAndLessOftenWhileAnErrorLasts() throws Exception {
        status.set(503);
        Chromium.Page page = openAnyState("{}");
        // Time flies, but for the watchdog.
        page.evaluate("window.waits = []; (original => window.setTimeout = (action, time) => time === 40000"
                + " ? original(action, time) : (waits.push(time), original(action, 0)))(setTimeout)");
        page.waitFor("waits.length >= 9");
        for (int i = 0; i < 9; i++) {
            // The first wait may have begun before.
            double least = 0.5 * Math.min(30_000, 1_000 << i);
            double most = 1.5 * Math.min(30_000, 2_000 << i);
            double wait = ((Number) page.evaluate("waits[" + i + "]")).doubleValue();
            assertThat(wait).as("wait %d", i).isBetween(least, most);
        }
        assertThat(page.evaluate("waits[7] === waits[8]")).as("jitter").isEqualTo(false);
    }

    @Test
    void aRefusalIsToldAndFinalUntilThePageAsksAgain() throws Exception {
        status.set(403);
        Chromium.Page page = openAnyState("{}");
        page.waitFor("stream.state === 'refused'");
        assertThat(page.evaluate("states.join()")).isEqualTo("connecting,refused");
        assertThat(page.evaluate("refusal.status + refusal.detail")).isEqualTo("403for a reason");
        status.set(200);
        page.evaluate("dispatchEvent(new Event('online'))");
        assertThat(page.evaluate("new Promise(done => setTimeout(() => done(stream.state), 2500))"))
                .isEqualTo("refused");
        page.evaluate("stream.reconnect()");
        page.waitFor("stream.state === 'open'");
        publish(1);
        awaitAll(page);
    }

    @Test
    void aStreamThatIsRefusedWhenItComesBackIsToldToo() throws Exception {
        Chromium.Page page = open("{}");
        status.set(401);
        link.cut();
        link.mend();
        page.waitFor("stream.state === 'refused'");
        assertThat(page.evaluate("states.join()")).isEqualTo("connecting,open,reconnecting,refused");
        assertThat(page.evaluate("refusal.status")).isEqualTo(401);
    }

    @Test
    void aServerThatWantsNobodyBackIsObeyed() throws Exception {
        status.set(204);
        Chromium.Page page = openAnyState("{}");
        page.waitFor("stream.state === 'closed'");
        assertThat(page.evaluate("refusal.status")).isEqualTo(204);
    }

    @Test
    void tabsShareAConnectionAndGoOnWhenTheOneThatHasItIsClosed() throws Exception {
        Chromium.Page first = open("{}");
        Chromium.Page second = first.openWindow(url("{}"));
        Chromium.Page third = first.openWindow(url("{}"));
        second.waitFor("stream.state === 'open'");
        third.waitFor("stream.state === 'open'");
        publish(20);
        awaitAll(first, second, third);
        awaitConnections(1);

        publish(10);
        first.close();
        publish(20);
        awaitAll(second, third);
        awaitConnections(1);

        second.evaluate("stream.close()");
        publish(10);
        awaitAll(third);
        assertThat(second.evaluate("stream.state")).isEqualTo("closed");
        awaitConnections(1);
        third.evaluate("stream.close()");
        awaitConnections(0);
    }

    @Test
    void aTabThatComesLaterCatchesUpOnAConnectionOfItsOwn() throws Exception {
        Chromium.Page first = open("{}");
        publish(20);
        awaitAll(first);
        String all = link.uri(page(STREAM + "?from=earliest", "{}")).toString();
        Chromium.Page second = first.openWindow(all);
        awaitAll(second);
        // It asks for something else than the first, so it leads; the third catches up with it.
        Chromium.Page third = first.openWindow(all);
        publish(20);
        awaitAll(first, second, third);
        awaitConnections(2);
        publish(5);
        awaitAll(first, second, third);
    }

    @Test
    void manyTabsInTroubleLoseNothingAndGetNothingTwice() throws Exception {
        String all =
                link.uri(page(STREAM + "?from=earliest", "{\"silence\": 1500}")).toString();
        Chromium.Page first = BROWSER.open(all);
        first.waitFor("stream.state === 'open'");
        Chromium.Page second = first.openWindow(all);
        Chromium.Page third = first.openWindow(all);
        second.waitFor("window.stream");
        third.waitFor("window.stream");
        for (int round = 0; round < 4; round++) {
            publish(10);
            link.cut();
            publish(10);
            link.mend();
            publish(10);
            link.swallow();
            publish(10);
            awaitAll(first, second, third);
        }
        awaitConnections(1);
    }

    @Test
    void aFrozenTabLeadsNoMoreAndCatchesUpWhenItIsThawed() throws Exception {
        Chromium.Page first = open("{}");
        Chromium.Page second = first.openWindow(url("{}"));
        second.waitFor("stream.state === 'open'");
        publish(5);
        awaitAll(first, second);
        first.call("Page.setWebLifecycleState", new JsonObject().put("state", "frozen"));
        publish(5);
        awaitAll(second);
        awaitConnections(1);
        first.call("Page.setWebLifecycleState", new JsonObject().put("state", "active"));
        publish(5);
        awaitAll(first, second);
        awaitConnections(1);
    }

    @Test
    void aTabThatHangsLosesTheLead() throws Exception {
        Chromium.Page first = open("{\"silence\": 1000}");
        Chromium.Page second = first.openWindow(url("{\"silence\": 1000}"));
        second.waitFor("stream.state === 'open'");
        publish(5);
        awaitAll(first, second);
        first.evaluate("setTimeout(() => { const end = Date.now() + 9000; while (Date.now() < end); })");
        publish(5);
        long start = System.nanoTime();
        awaitAll(second);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        publish(5);
        awaitAll(first, second);
        awaitConnections(1);
    }

    @Test
    void tabsShareAConnectionToABridgeWithoutAHistoryToo() throws Exception {
        link.close();
        server.close();
        start(BridgeServer.withoutHistory());
        Chromium.Page first = openAnyState("{}");
        first.waitFor("stream.state === 'open'");
        Chromium.Page second = first.openWindow(url("{}"));
        second.waitFor("stream.state === 'open'");
        publish(5);
        awaitAll(first, second);
        awaitConnections(1);
        first.close();
        second.waitFor("states.length === 2 && stream.state === 'open'");
        awaitConnections(1);
    }

    @Test
    void withoutLocksEachTabHasAConnection() throws Exception {
        Chromium.Page first = BROWSER.open(url("{}") + "&alone");
        Chromium.Page second = first.openWindow(url("{}") + "&alone");
        first.waitFor("stream.state === 'open'");
        second.waitFor("stream.state === 'open'");
        awaitConnections(2);
        publish(5);
        awaitAll(first, second);
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

    private Chromium.Page open(String options) throws Exception {
        Chromium.Page page = openAnyState(options);
        page.waitFor("stream.state === 'open'");
        page.waitFor("stream.lastEventId");
        return page;
    }

    private Chromium.Page openAnyState(String options) throws Exception {
        Chromium.Page page = BROWSER.open(url(options));
        page.waitFor("window.stream");
        return page;
    }

    private String url(String options) {
        return link.uri(page(STREAM, options)).toString();
    }

    private static String page(String stream, String options) {
        return "/page?stream=" + encoded(stream) + "&options=" + encoded(options);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            server.publish("numbers", ++published);
        }
    }

    /** Waits until each page has got all that was published, and checks that it has got nothing else. */
    private void awaitAll(Chromium.Page... pages) throws Exception {
        String all =
                IntStream.rangeClosed(1, published).mapToObj(Integer::toString).collect(Collectors.joining(","));
        for (Chromium.Page page : pages) {
            page.waitFor("seen.at(-1) === " + published);
            assertThat(page.evaluate("seen.join()")).isEqualTo(all);
        }
    }

    private void awaitConnections(int number) {
        Conditions.await(
                () -> number + " connections: " + server.status().connections(),
                () -> server.status().connections() == number,
                Duration.ofSeconds(20));
    }
}
