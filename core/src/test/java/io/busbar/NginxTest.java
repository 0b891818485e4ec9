package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.ExternalTool;
import io.busbar.testing.FreePorts;
import io.busbar.testing.SseTestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Behind nginx as it comes: with {@code proxy_buffering}, the HTTP version to us that is its default (1.0 in Debian's),
 * and gzip, for event streams too.
 */
class NginxTest {

    private static final String CONFIGURATION = """
            daemon off;
            master_process off;
            worker_processes 1;
            pid %1$s/nginx.pid;
            error_log %1$s/error.log warn;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              gzip on;
              gzip_types text/event-stream;
              server {
                listen 127.0.0.1:%2$d;
                location / { proxy_pass http://127.0.0.1:%3$d; }
              }
            }
            """;

    @TempDir
    Path directory;

    private BridgeServer server;
    private Process nginx;
    private int port;

    @BeforeEach
    void start() throws IOException {
        Path program = ExternalTool.require("nginx", "/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx");
        server = BridgeServer.start(BridgeServer.permitAll());
        port = FreePorts.first();
        Path configuration = Files.writeString(
                directory.resolve("nginx.conf"), CONFIGURATION.formatted(directory, port, server.port()));
        nginx = new ProcessBuilder(program.toString(), "-p", directory.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.txt").toFile())
                .start();
        Conditions.await(() -> "nginx to listen: " + output(), this::listens, Conditions.PATIENCE);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (nginx != null) {
            nginx.destroy();
            assertThat(nginx.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        if (server != null) {
            server.close();
        }
    }

    /** The next event is published only when the one before was seen, so nothing can wait for company. */
    @ParameterizedTest(name = "gzip {0}")
    @ValueSource(booleans = {true, false})
    void eventsArriveOneByOne(boolean gzip) {
        String[] headers = gzip ? new String[] {"Accept-Encoding: gzip"} : new String[0];
        try (SseTestClient client = SseTestClient.connect(port, "/events/news", headers)) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("content-type")).isEqualTo("text/event-stream;charset=utf-8");
            assertThat(client.header("content-encoding")).isEqualTo(gzip ? "gzip" : null);
            assertThat(client.expectRetry()).isPositive();
            for (int i = 0; i < 50; i++) {
                server.publish("news", "event " + i);
                client.expectMessage("event " + i);
            }
            server.publish("news", "x".repeat(200_000));
            client.expectMessage("x".repeat(200_000));
            client.assertExhausted();
        }
        server.awaitQuiet();
    }

    @Test
    void theEndReachesTheClient() {
        try (SseTestClient client = SseTestClient.connect(port, "/events/news")) {
            Conditions.await("both to be told", () -> server.listener().opened().size() == 1);
            server.undeploy(0);
            server.undeploy(1);
            client.expectEvent("busbar.closing", "{\"reason\":\"shutdown\"}");
            client.expectEnd();
        }
    }

    private boolean listens() {
        if (!nginx.isAlive()) {
            throw new AssertionError("nginx ended: " + output());
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private String output() {
        try {
            return Files.readString(directory.resolve("output.txt"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
