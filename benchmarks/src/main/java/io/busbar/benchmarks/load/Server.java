package io.busbar.benchmarks.load;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Busbar server in a JVM of its own. */
final class Server implements AutoCloseable {

    private static final String MAIN = "io.busbar.server.Main";
    private static final Pattern READY = Pattern.compile("busbar ready http=(\\d+) management=(\\d+) node=(\\S+)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ChildJvm jvm;
    private int port;
    private int managementPort;

    /** Starts one; ports are picked, whatever the configuration says. */
    Server(Path config, Path errors, List<String> options, Map<String, String> environment) throws IOException {
        List<String> args =
                List.of("run", "--cluster", "--port", "0", "--management-port", "0", "--config", config.toString());
        jvm = ChildJvm.start(errors, options, environment, MAIN, args);
    }

    /** Waits until it is ready. */
    void awaitReady() throws IOException {
        Matcher ready = READY.matcher(jvm.line("busbar ready "));
        if (!ready.matches()) {
            throw new IOException("not a ready line");
        }
        port = Integer.parseInt(ready.group(1));
        managementPort = Integer.parseInt(ready.group(2));
    }

    /** Returns where clients connect. */
    int port() {
        return port;
    }

    /** Returns what it says of itself. */
    JsonObject status() throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + managementPort + "/admin/api/status");
        return new JsonObject(HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body());
    }

    /** See {@link CpuTime}. */
    Duration cpu() throws IOException {
        return jvm.cpu();
    }

    /** Returns its process id. */
    long pid() {
        return jvm.pid();
    }

    @Override
    public void close() {
        jvm.close();
    }
}
