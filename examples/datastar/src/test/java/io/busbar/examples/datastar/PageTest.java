package io.busbar.examples.datastar;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.busbar.examples.quickstart.Chromium;
import io.busbar.examples.quickstart.Link;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The page in a real browser. What becomes of a stream is tested with a stand-in for Datastar's client, and with the client
 * itself if the system property {@code datastar.script} names its file; what only the client does, with it alone.
 */
@Timeout(120)
class PageTest {

    private static final String NO_BROWSER = "no Chromium on the PATH: the browser tests are skipped";
    private static final String GREEN = "rgb(26, 122, 74)";
    private static final String RED = "rgb(179, 38, 30)";

    private static Chromium browser;

    private RunningExample example;

    @BeforeAll
    static void startBrowser() throws Exception {
        Optional<String> program = Chromium.program();
        if (program.isEmpty() && "true".equals(System.getenv("CI"))) {
            fail("no Chromium on the PATH, and in CI the browser tests must run");
        }
        if (program.isPresent()) {
            browser = new Chromium(program.get());
        } else {
            System.out.println(NO_BROWSER);
        }
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void needBrowser() {
        assumeTrue(browser != null, NO_BROWSER); // here, so that each test is counted as skipped
    }

    @AfterEach
    void stop() {
        if (example != null) {
            example.close();
        }
        if (browser != null) {
            browser.closePages();
            assertThat(browser.complaints()).isEmpty();
        }
    }

    static Stream<Client> clients() {
        return Client.all();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aNewPageHasTheFiguresTheListAndWhatWasSaidBefore(Client client) throws Exception {
        start(client);
        example.say("Grace", "<img src=x onerror=alert(1)> & \"so\" on");
        for (int i = 0; i < 60; i++) {
            example.say("Ada", "number " + i);
        }
        Chromium.Page page = open(example.uri("/"));
        page.waitFor("/^\\d+ MiB$/.test(" + textOf("#heap") + ") && /^\\d+ (s|min|h)/.test(" + textOf("#uptime") + ")");
        page.waitFor("document.querySelector('#heap-chart .line')?.getAttribute('d').includes('L')");
        page.waitFor(
                "document.querySelectorAll('#messages li').length === 50 && document.querySelectorAll('#entries li').length === 3");
        assertThat(page.evaluate(textOf("#messages li:last-child p"))).isEqualTo("number 59");
        page.waitFor(
                "(log => log.scrollTop + log.clientHeight >= log.scrollHeight - 2)(document.querySelector('#log'))");

        example.say("Grace", "<img src=x onerror=alert(1)> & \"so\" on");
        page.waitFor(textOf("#messages li:last-child p") + " === '<img src=x onerror=alert(1)> & \"so\" on'");
        assertThat(page.evaluate("document.querySelectorAll('#messages img').length"))
                .isEqualTo(0);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aKilledServerMakesItRedAndOneThatIsStartedGreenWithAllThatWasPublishedInBetween(Client client)
            throws Exception {
        int port;
        Link link;
        Chromium.Page page;
        try (ExampleProcess first = ExampleProcess.on(0, client)) {
            URI url = first.url();
            port = url.getPort();
            link = new Link(port);
            say(url, "before");
            page = open(link.uri("/"));
            page.waitFor(texts("before"));
            assertThat(page.evaluate(colour())).isEqualTo(GREEN);
        }
        try {
            page.waitFor(state("reconnecting"));
            assertThat(page.evaluate(colour())).isEqualTo(RED);
            link.cut(); // so that the page can't be back before something is published
            try (ExampleProcess second = ExampleProcess.on(port, client)) {
                URI url = second.url();
                say(url, "meanwhile 1");
                say(url, "meanwhile 2");
                tick(url, 2);
                link.mend();
                page.waitFor(state("connected"));
                assertThat(page.evaluate(colour())).isEqualTo(GREEN);
                page.waitFor(texts("meanwhile 1", "meanwhile 2"));
                page.waitFor(ticked(2));
                say(url, "after");
                page.waitFor(texts("meanwhile 1", "meanwhile 2", "after"));
            }
        } finally {
            link.close();
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void whatWasPublishedWhileTheConnectionWasCutIsThere(Client client) throws Exception {
        start(client);
        try (Link link = new Link(example.port())) {
            example.say("Grace", "before");
            Chromium.Page page = open(link.uri("/"));
            page.waitFor(texts("before"));
            link.cut();
            page.waitFor(state("reconnecting"));
            example.say("Grace", "meanwhile");
            example.command("list.tick", new JsonObject().put("id", 2).put("done", true));
            link.mend();
            page.waitFor(state("connected"));
            page.waitFor(texts("before", "meanwhile") + " && " + ticked(2));
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aRefusalIsShownAndTheUserCanTryAgain(Client client) throws Exception {
        start(client);
        Chromium.Page page = open(example.uri("/"));
        int port = example.port();
        example.close();
        example = null;
        Vertx refusing = Vertx.vertx();
        try {
            refusing.createHttpServer()
                    .requestHandler(
                            request -> request.response().setStatusCode(403).end())
                    .listen(port, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, SECONDS);
            page.waitFor(state("refused"));
            assertThat(page.evaluate(textOf("#detail"))).isEqualTo(", the server answered 403");
            assertThat(page.evaluate(colour())).isEqualTo(RED);
        } finally {
            refusing.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
        }
        example = RunningExample.startAgain(port, client.script().toString());
        page.click("#again");
        page.waitFor(state("connected"));
        assertThat(page.evaluate("document.querySelector('#again').checkVisibility()"))
                .isEqualTo(false);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aPageThatWasHiddenAndIsShownAgainGoesOn(Client client) throws Exception {
        start(client);
        example.say("Grace", "before");
        Chromium.Page page = open(example.uri("/"));
        page.waitFor(texts("before"));
        Chromium.Page other = page.openTab(example.uri("/favicon.svg").toString());
        page.waitFor("document.hidden");
        example.say("Grace", "meanwhile");
        page.show();
        page.waitFor("!document.hidden && " + state("connected") + " && " + texts("before", "meanwhile"));
        example.say("Grace", "after");
        page.waitFor(texts("before", "meanwhile", "after"));
        other.close();
    }

    @Test
    void theIndicatorShowsWhatDatastarSays() throws Exception {
        start(Client.none());
        Chromium.Page page = browser.open(example.uri("/").toString());
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
        Chromium.Page page = browser.open(example.uri("/").toString());
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
        Chromium.Page page = browser.open(example.uri("/").toString());
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
        Chromium.Page page = browser.open(example.uri("/").toString());
        page.waitFor("document.querySelector('#missing').checkVisibility()");
        assertThat(page.evaluate(textOf("#missing"))).asString().contains("http://127.0.0.1:1/datastar.js");
        assertThat(page.evaluate(textOf("#state"))).isEqualTo("unavailable");
        picture(page, "missing", 1280, false);
    }

    @Test
    void aFileThatIsNotTheClientIsSaidAsWell() throws Exception {
        start(Client.none());
        Chromium.Page page = browser.open(example.uri("/").toString());
        page.waitFor("document.querySelector('#missing').checkVisibility()");
    }

    static Stream<Arguments> looks() {
        return Client.all().flatMap(client -> Stream.of(1280, 390)
                .flatMap(width -> Stream.of(false, true).map(dark -> Arguments.of(client, width, dark))));
    }

    /** Leaves pictures in target/ for whoever wants to see how it looks. */
    @ParameterizedTest
    @MethodSource("looks")
    void itFitsTheScreenInLightAndDark(Client client, int width, boolean dark) throws Exception {
        start(client);
        example.say("Grace", "Is anybody there?");
        example.say("Ada", "I am. " + "This one is longer, so that it does not fit into a single line. ".repeat(2));
        example.command("list.tick", new JsonObject().put("id", 1).put("done", true));
        Chromium.Page page = open(example.uri("/"));
        page.waitFor("document.querySelectorAll('#messages li').length === 2");
        page.waitFor("(document.querySelector('#cpu-chart .line')?.getAttribute('d').match(/L/g) ?? []).length >= 1");
        assertThat(page.evaluate("document.querySelector('#missing').checkVisibility()"))
                .isEqualTo(false);
        picture(page, client.name(), width, dark);
    }

    private static void picture(Chromium.Page page, String name, int width, boolean dark) throws Exception {
        page.look(width, 900, dark);
        page.waitFor("innerWidth === " + width + " && document.documentElement.scrollWidth <= innerWidth");
        String tone = dark ? "rgb(21, 22, 26)" : "rgb(252, 251, 249)";
        page.waitFor("getComputedStyle(document.body).backgroundColor === '" + tone + "'");
        String file = name.toLowerCase(Locale.ROOT) + "-" + width + (dark ? "-dark.png" : "-light.png");
        Files.write(Path.of("target", file), page.screenshot());
    }

    private void start(Client client) {
        example = RunningExample.start(client.script().toString());
    }

    private static Chromium.Page open(URI uri) throws Exception {
        Chromium.Page page = browser.open(uri.toString());
        page.waitFor(state("connected"));
        return page;
    }

    /** Says something by HTTP, as a page does. */
    private static void say(URI url, String text) throws Exception {
        command(url, "chat.say", new JsonObject().put("name", "Grace").put("text", text));
    }

    private static void tick(URI url, int id) throws Exception {
        command(url, "list.tick", new JsonObject().put("id", id).put("done", true));
    }

    private static void command(URI url, String address, JsonObject command) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/commands/" + address))
                .header("Datastar-Request", "true")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(command.encode()))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
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

    private static String textOf(String selector) {
        return "document.querySelector('" + selector + "').textContent";
    }

    /** A condition: these messages are shown, and no others. */
    private static String texts(String... texts) {
        return "JSON.stringify([...document.querySelectorAll('#messages p')].map(text => text.textContent)) === '"
                + new JsonArray(List.of(texts)).encode() + "'";
    }

    private static String ticked(int id) {
        return "document.querySelector('#entry-" + id + " [type=checkbox]').checked";
    }

    private static String state(String state) {
        return textOf("#state") + " === '" + state + "'";
    }

    private static String colour() {
        return "getComputedStyle(document.querySelector('.state')).color";
    }
}
