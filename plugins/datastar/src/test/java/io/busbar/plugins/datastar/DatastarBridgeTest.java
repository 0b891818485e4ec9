package io.busbar.plugins.datastar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.SseBridge;
import io.busbar.SseBridgeOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two bridges of the same addresses, one for Datastar pages: the bytes that go over their sockets. */
class DatastarBridgeTest {

    private static final String RULES = """
            {"rules": [{"addresses": ["chat"], "as": "elements", "template": "<li>{{text}}</li>", "selector": "#chat",
             "mode": "append"}]}""";

    private final Vertx vertx = Vertx.vertx();
    private SseBridge pages;
    private int port;

    @BeforeEach
    void start() throws Exception {
        pages = bridge(
                "pages",
                "datastar",
                new JsonArray().add(new JsonObject().put("name", "datastar").put("config", new JsonObject(RULES))));
        SseBridge plain = bridge("default", "plain", new JsonArray());
        Router router = Router.router(vertx);
        pages.mount(router, "/pages");
        plain.mount(router, "/events");
        await(pages.ready());
        await(plain.ready());
        port = await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"))
                .actualPort();
    }

    private SseBridge bridge(String name, String format, JsonArray plugins) {
        JsonObject options =
                new JsonObject().put("name", name).put("format", format).put("plugins", plugins);
        return SseBridge.builder(vertx)
                .with(new SseBridgeOptions(options).addOutboundPermitted(new PermittedOptions()))
                .withTransform(event -> event.withHeader("seen", "1"))
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private EventText open(String path, String lastEventId) throws Exception {
        return EventText.open(port, path, lastEventId);
    }

    @Test
    void eachBridgeBringsTheSameMessageInItsOwnForm() throws Exception {
        try (EventText page = open("/pages/chat", null);
                EventText plain = open("/events/chat", null)) {
            vertx.eventBus().publish("chat", new JsonObject().put("text", "a < b\nc"));

            assertThat(page.next()).isEqualTo("""
                    event: datastar-patch-elements
                    data: selector #chat
                    data: mode append
                    data: elements <li>a &lt; b
                    data: elements c</li>
                    """);
            assertThat(plain.next()).isEqualTo("data: {\"text\":\"a < b\\nc\"}\n");
        }
    }

    @Test
    void aPageThatComesBackGetsExactlyWhatItMissed() throws Exception {
        JsonArray several = new JsonArray()
                .add(new JsonObject().put("elements", "<p id=1>\n\n</p>"))
                .add(new JsonObject().put("signals", new JsonObject().put("n", 2)))
                .add(new JsonObject().put("selector", "#x").put("mode", "remove"));
        String seen;
        try (EventText page = open("/pages?address=feed&address=chat", null)) {
            vertx.eventBus().publish("feed", several);
            assertThat(page.next()).isEqualTo("""
                    event: datastar-patch-elements
                    data: elements <p id=1>
                    data: elements\s
                    data: elements </p>
                    """);
            seen = page.lastId();
        }
        vertx.eventBus().publish("chat", new JsonObject().put("text", "meanwhile"));

        try (EventText page = open("/pages?address=feed&address=chat", seen)) {
            assertThat(page.next()).isEqualTo("event: busbar.resume\ndata: {\"status\":\"exact\"}\n");
            assertThat(page.next()).isEqualTo("event: datastar-patch-signals\ndata: signals {\"n\":2}\n");
            assertThat(page.next()).isEqualTo("event: datastar-patch-elements\ndata: selector #x\ndata: mode remove\n");
            assertThat(page.next()).isEqualTo("""
                    event: datastar-patch-elements
                    data: selector #chat
                    data: mode append
                    data: elements <li>meanwhile</li>
                    """);
        }
    }

    @Test
    void whatIsMalformedIsCountedAndTheStreamGoesOn() throws Exception {
        try (EventText page = open("/pages/feed", null)) {
            for (Object body :
                    List.of("hello", new JsonObject().put("elements", "x").put("mode", "evil\ndata: y"), 7)) {
                vertx.eventBus().publish("feed", body);
            }
            vertx.eventBus().publish("feed", new JsonObject().put("elements", "<p id=1></p>"));

            assertThat(page.next()).isEqualTo("event: datastar-patch-elements\ndata: elements <p id=1></p>\n");
            assertThat(pages.status().plugins())
                    .filteredOn(plugin -> plugin.name().equals("datastar"))
                    .singleElement()
                    .satisfies(plugin -> assertThat(plugin.counts()).containsEntry("failures", 3L));
        }
    }

    @Test
    void theFormatComesBehindWhatTheApplicationAdds() {
        assertThat(pages.status().plugins()).last().satisfies(plugin -> assertThat(plugin.name())
                .isEqualTo("datastar"));
    }
}
