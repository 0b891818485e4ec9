package io.busbar.examples.quickstart;

import io.vertx.core.Vertx;
import java.net.BindException;
import java.util.Locale;

/**
 * Starts the example on {@code http://localhost:8080/}. Another port is given as an argument, as {@code -Dport=9000} or
 * as {@code PORT=9000} in the environment; {@code -Dhost=0.0.0.0} or {@code HOST} lets other machines in, who may then
 * see and say what you can: there is no authentication in this example.
 */
public final class Quickstart {

    private Quickstart() {}

    /** Runs until the process is stopped. */
    public static void main(String[] args) {
        String host = setting("host", "127.0.0.1");
        String port = args.length > 0 ? args[0] : setting("port", "8080");
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            fail("\"" + port + "\" is not a port; choose a number from 0 (any free one) to 65535.");
        }
        String name = host.equals("127.0.0.1") || host.equals("0.0.0.0") ? "localhost" : host;
        WebServer server = new WebServer(host, Integer.parseInt(port));
        Vertx vertx = Vertx.vertx();
        vertx.deployVerticle(server)
                .compose(deployed -> vertx.deployVerticle(new MachineMetrics()))
                .onSuccess(deployed -> System.out.println(
                        "Busbar quickstart: open http://" + name + ":" + server.port() + "/  (Ctrl+C stops it)"))
                .onFailure(failure -> fail(
                        failure instanceof BindException
                                ? "Can't listen on " + host + ":" + port + " (" + failure.getMessage()
                                        + "); choose another port with -Dport=N."
                                : "Can't start: " + failure));
    }

    private static String setting(String name, String otherwise) {
        String environment = System.getenv().getOrDefault(name.toUpperCase(Locale.ROOT), otherwise);
        return System.getProperty(name, environment);
    }

    private static void fail(String sentence) {
        System.err.println(sentence);
        System.exit(1);
    }
}
