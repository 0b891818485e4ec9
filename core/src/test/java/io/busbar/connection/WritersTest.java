package io.busbar.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.SseTestClient;
import io.busbar.testing.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WritersTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Waiting.on(vertx.close());
    }

    @Test
    void plainHttp11IsWrittenFast() {
        assertThat(writerOf(new HttpServerOptions(), true, "1.1")).isEqualTo("FastWriter");
        assertThat(writerOf(new HttpServerOptions().setStrictThreadMode(true), true, "1.1"))
                .isEqualTo("FastWriter");
    }

    @Test
    void theFastPathCanBeSwitchedOff() {
        assertThat(writerOf(new HttpServerOptions(), false, "1.1")).isEqualTo("PortableWriter");
    }

    @Test
    void whatSomethingElseHasToSeeIsWrittenPortably() {
        assertThat(writerOf(new HttpServerOptions(), true, "1.0")).isEqualTo("PortableWriter");
        assertThat(writerOf(new HttpServerOptions().setCompressionSupported(true), true, "1.1"))
                .isEqualTo("PortableWriter");
        assertThat(writerOf(new HttpServerOptions().setIdleTimeout(60), true, "1.1"))
                .isEqualTo("PortableWriter");
    }

    private String writerOf(HttpServerOptions options, boolean fastPath, String version) {
        Router router = Router.router(vertx);
        router.get("/").handler(context -> {
            StreamWriter writer = Writers.forResponse(context, fastPath, true, new RoundBytes());
            context.end(writer.getClass().getSimpleName());
        });
        HttpServer server = Waiting.on(
                vertx.createHttpServer(options).requestHandler(router).listen(0, "127.0.0.1"));
        SseTestClient.Builder client = SseTestClient.to(server.actualPort(), "/");
        try (SseTestClient response = (version.equals("1.0") ? client.http10() : client)
                .header("Connection: close")
                .open()) {
            response.expectEnd();
            return response.bodyText();
        }
    }
}
