package io.busbar.examples.datastar;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.examples.quickstart.Chromium;
import io.busbar.examples.quickstart.Link;
import io.busbar.testing.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the page shows of a stream, and what becomes of it: with a stand-in for Datastar's client, and with the client itself if
 * the system property {@code datastar.script} names its file.
 */
class PageTest extends BrowserTest {

    private static final String GREEN = "rgb(26, 122, 74)";
    private static final String RED = "rgb(179, 38, 30)";

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
        page.waitFor(textOf("#messages li:last-child p") + " === 'number 59'");
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
        try (ExampleProcess first = ExampleProcess.on(FreePorts.first(), client)) {
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

    /** Says something by HTTP, as a page does. */
    private static void say(URI url, String text) throws Exception {
        command(url, "chat.say", new JsonObject().put("name", "Grace").put("text", text));
    }

    private static void tick(URI url, int id) throws Exception {
        command(url, "list.tick", new JsonObject().put("id", id).put("done", true));
    }

    private static void command(URI url, String address, JsonObject command) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/request/" + address))
                .header("Datastar-Request", "true")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(command.encode()))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    /** A condition: these messages are shown, and no others. */
    private static String texts(String... texts) {
        return "JSON.stringify([...document.querySelectorAll('#messages p')].map(text => text.textContent)) === '"
                + new JsonArray(List.of(texts)).encode() + "'";
    }

    private static String ticked(int id) {
        return "document.querySelector('#entry-" + id + " [type=checkbox]').checked";
    }

    private static String colour() {
        return "getComputedStyle(document.querySelector('.state')).color";
    }
}
