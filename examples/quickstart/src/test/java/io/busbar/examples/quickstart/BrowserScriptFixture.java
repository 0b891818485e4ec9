package io.busbar.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.BrowserScript;
import io.busbar.SourceOptions;
import io.busbar.SseBridgeOptions;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pages that read numbers with {@code busbar.js} in a real browser; the server refuses them, and the way to it is cut, when the test says so. */
@Timeout(120)
abstract class BrowserScriptFixture {

    /** What is asked for: numbers from 1, in the order in which they were published. */
    static final String STREAM = "/events/numbers";

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
    final AtomicInteger status = new AtomicInteger(200);

    /** How many requests were not let through. */
    final AtomicInteger refused = new AtomicInteger();

    /** What they are told. */
    volatile String retryAfter = "0";

    private int published;
    BridgeServer server;
    Link link;

    @BeforeEach
    void start() {
        start(BridgeServer.permitAll());
    }

    void start(SseBridgeOptions options) {
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

    Chromium.Page open(String options) throws Exception {
        Chromium.Page page = openAnyState(options);
        page.waitFor("stream.state === 'open'");
        page.waitFor("stream.lastEventId");
        return page;
    }

    Chromium.Page openAnyState(String options) throws Exception {
        Chromium.Page page = BROWSER.open(url(options));
        page.waitFor("window.stream");
        return page;
    }

    String url(String options) {
        return link.uri(page(STREAM, options)).toString();
    }

    static String page(String stream, String options) {
        return "/page?stream=" + encoded(stream) + "&options=" + encoded(options);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    void publish(int count) {
        for (int i = 0; i < count; i++) {
            server.publish("numbers", ++published);
        }
    }

    /** Waits until each page has got all that was published, and checks that it has got nothing else. */
    void awaitAll(Chromium.Page... pages) throws Exception {
        String all =
                IntStream.rangeClosed(1, published).mapToObj(Integer::toString).collect(Collectors.joining(","));
        for (Chromium.Page page : pages) {
            page.waitFor("seen.at(-1) === " + published);
            assertThat(page.evaluate("seen.join()")).isEqualTo(all);
        }
    }

    void awaitConnections(int number) {
        Conditions.await(
                () -> number + " connections: " + server.status().connections(),
                () -> server.status().connections() == number,
                Duration.ofSeconds(20));
    }
}
