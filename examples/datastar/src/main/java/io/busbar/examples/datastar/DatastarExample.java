package io.busbar.examples.datastar;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.util.Locale;

/**
 * Starts the example on {@code http://localhost:8080/}. Another port is given as an argument, as {@code -Dport=9000} or
 * as {@code PORT=9000} in the environment; {@code -Dhost=0.0.0.0} or {@code HOST} lets other machines in, who may then do
 * what you can: there is no authentication in this example. {@code -Ddatastar=…} or {@code DATASTAR} says where
 * Datastar's script is: a URL, or a file that the example then serves itself.
 */
public final class DatastarExample {

    private DatastarExample() {}

    /** Runs until the process is stopped. */
    public static void main(String[] args) {
        String host = setting("host", "127.0.0.1");
        String port = args.length > 0 ? args[0] : setting("port", "8080");
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            fail("\"" + port + "\" is not a port; choose a number from 0 (any free one) to 65535.");
        }
        String name = host.equals("127.0.0.1") || host.equals("0.0.0.0") ? "localhost" : host;
        WebServer server = new WebServer(host, Integer.parseInt(port), clientScript());
        start(Vertx.vertx(), server)
                .onSuccess(started -> System.out.println(
                        "Busbar with Datastar: open http://" + name + ":" + server.port() + "/  (Ctrl+C stops it)"))
                .onFailure(failure -> fail(
                        failure instanceof BindException
                                ? "Can't listen on " + host + ":" + port + " (" + failure.getMessage()
                                        + "); choose another port with -Dport=N."
                                : "Can't start: " + failure));
    }

    /** Starts the server, and then what tells it of changes: what is published before the bridge is there nobody hears. */
    static Future<?> start(Vertx vertx, WebServer server) {
        return vertx.deployVerticle(server)
                .compose(deployed -> Future.all(
                        vertx.deployVerticle(new MachineFigures()),
                        vertx.deployVerticle(new Chat()),
                        vertx.deployVerticle(new SharedList())));
    }

    private static ClientScript clientScript() {
        try {
            return ClientScript.of(setting("datastar", ClientScript.CDN));
        } catch (IllegalArgumentException e) {
            fail(String.valueOf(e.getMessage()));
            throw e; // the process has ended
        }
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
