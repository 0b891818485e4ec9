package io.busbar.plugins.datastar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.SseBridge;
import io.busbar.SseBridgeOptions;
import io.busbar.datastar.Datastar;
import io.busbar.datastar.Mode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A page's commands, and the patches that answer them. */
class PageCommandsTest {

    private static final String RULES = """
            {"rules": [{"addresses": ["greet"], "as": "elements", "template": "<b id=\\"hi\\">Hi {{name}}</b>"},
             {"addresses": ["sum"], "as": "signals", "signal": "cart.sum"}]}""";

    private final Vertx vertx = Vertx.vertx();
    private SseBridge pages;
    private int port;

    @BeforeEach
    void start() throws Exception {
        JsonObject options = new JsonObject()
                .put("format", "datastar")
                .put("signals", true)
                .put(
                        "plugins",
                        new JsonArray()
                                .add(new JsonObject().put("name", "datastar").put("config", new JsonObject(RULES))));
        pages = SseBridge.builder(vertx)
                .with(new SseBridgeOptions(options)
                        .addOutboundPermitted(new PermittedOptions())
                        .addInboundPermitted(new PermittedOptions()))
                .build();
        Router router = Router.router(vertx);
        pages.mount(router, "/pages");
        pages.mountInbound(router, "/");
        await(pages.ready());
        port = await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"))
                .actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private HttpResponse<String> command(String address, String signals) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/request/" + address))
                .header("Datastar-Request", "true")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(signals))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aReplySaysItselfHowItPatchesThePage() throws Exception {
        vertx.eventBus().<JsonObject>consumer("add", message -> {
            int n = message.body().getInteger("n");
            message.reply(new JsonArray()
                    .add(Datastar.patchElements("<li>a</li>\n")
                            .selector("#list")
                            .mode(Mode.APPEND)
                            .toJson())
                    .add(Datastar.patchSignals(new JsonObject().put("n", n + 1)).toJson())
                    .add(Datastar.executeScript("done()").toJson()));
        });

        HttpResponse<String> answer = command("add", "{\"n\":41}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream;charset=utf-8");
        assertThat(answer.body()).isEqualTo("""
                event: datastar-patch-elements
                data: selector #list
                data: mode append
                data: elements <li>a</li>
                data: elements\s

                event: datastar-patch-signals
                data: signals {"n":42}

                event: datastar-patch-elements
                data: selector body
                data: mode append
                data: elements <script data-effect="el.remove()">done()</script>

                """);
    }

    @Test
    void theRulesOfTheAddressMakePatchesOfAReply() throws Exception {
        vertx.eventBus().<JsonObject>consumer("greet", message -> message.reply(message.body()));
        vertx.eventBus().<JsonObject>consumer("sum", message -> message.reply(3));

        assertThat(command("greet", "{\"name\":\"<Eve>\"}").body())
                .isEqualTo("event: datastar-patch-elements\ndata: elements <b id=\"hi\">Hi &lt;Eve&gt;</b>\n\n");
        assertThat(command("sum", "{}").body())
                .isEqualTo("event: datastar-patch-signals\ndata: signals {\"cart\":{\"sum\":3}}\n\n");
    }

    @Test
    void aReplyThatIsNoPatchIsTheRecipientsFault() throws Exception {
        vertx.eventBus().<JsonObject>consumer("add", message -> message.reply(new JsonObject().put("n", 1)));

        assertThat(command("add", "{}").statusCode()).isEqualTo(502);
        assertThat(pages.status().plugins()).singleElement().satisfies(plugin -> assertThat(plugin.counts())
                .containsEntry("failures", 1L));
    }

    @Test
    void aSignalChoosesWhatAPageReads() throws Exception {
        try (EventText page = EventText.open(
                port, "/pages?address=orders.{signals.customer}&datastar=%7B%22customer%22%3A7%7D", null)) {
            vertx.eventBus().publish("orders.8", Datastar.removeElements("#a").toJson());
            vertx.eventBus().publish("orders.7", Datastar.removeElements("#b").toJson());
            assertThat(page.next()).isEqualTo("event: datastar-patch-elements\ndata: selector #b\ndata: mode remove\n");
        }
    }
}
