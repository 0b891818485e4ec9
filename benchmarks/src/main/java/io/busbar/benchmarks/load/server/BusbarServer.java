package io.busbar.benchmarks.load.server;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Busbar server in a JVM of its own. */
public final class BusbarServer implements Subject {

    private static final String MAIN = "io.busbar.server.Main";
    private static final Pattern READY = Pattern.compile("busbar ready http=(\\d+) management=(\\d+) node=(\\S+)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ChildProcess process;
    private int port;
    private int managementPort;

    private BusbarServer(ChildProcess process) {
        this.process = process;
    }

    /**
     * Starts one; ports are picked, whatever the configuration says.
     *
     * @param errors where its stderr goes
     * @param options for the JVM
     * @param environment what to set
     * @param further arguments
     */
    public static BusbarServer start(
            Path config, Path errors, List<String> options, Map<String, String> environment, String... further)
            throws IOException {
        List<String> args =
                new ArrayList<>(List.of("run", "--port", "0", "--management-port", "0", "--config", config.toString()));
        args.addAll(List.of(further));
        return new BusbarServer(ChildProcess.start(errors, environment, JavaCommand.of(options, MAIN, args)));
    }

    /** Waits until it is ready. */
    public void awaitReady() throws IOException {
        Matcher ready = READY.matcher(process.line("busbar ready "));
        if (!ready.matches()) {
            throw new IOException("not a ready line");
        }
        port = Integer.parseInt(ready.group(1));
        managementPort = Integer.parseInt(ready.group(2));
    }

    @Override
    public int port() {
        return port;
    }

    /** Returns what it says of itself. */
    public JsonObject status() throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + managementPort + "/admin/api/status");
        return new JsonObject(HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body());
    }

    /** Returns how many streams are open, as it says itself. */
    public long connections() throws IOException, InterruptedException {
        return status().getLong("connections");
    }

    /** Returns how many bytes the window of all its bridges takes, as it says itself. */
    public long windowBytes() throws IOException, InterruptedException {
        return ofAllBridges("windowBytes");
    }

    /** Returns how many events its readers have missed, as it has told them. */
    public long missed() throws IOException, InterruptedException {
        return ofAllBridges("missed");
    }

    private long ofAllBridges(String key) throws IOException, InterruptedException {
        JsonArray bridges = status().getJsonArray("bridges");
        long sum = 0;
        for (int i = 0; i < bridges.size(); i++) {
            sum += bridges.getJsonObject(i).getLong(key);
        }
        return sum;
    }

    @Override
    public ProcessHandle handle() {
        return process.handle();
    }

    @Override
    public void close() {
        process.close();
    }
}
