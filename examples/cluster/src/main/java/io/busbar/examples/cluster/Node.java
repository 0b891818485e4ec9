package io.busbar.examples.cluster;

import io.busbar.HistoryMode;
import io.busbar.HistoryOptions;
import io.busbar.SourceOptions;
import io.busbar.SseBridge;
import io.busbar.SseBridgeOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A Busbar node: the page, and the bridge that brings the event bus to it. */
public final class Node extends VerticleBase {

    /** The address that is shown. */
    static final String ADDRESS = "ticks";

    private final int number;
    private final List<Integer> ports;

    private Node(int number, List<Integer> ports) {
        this.number = number;
        this.ports = ports;
    }

    /**
     * Runs until the process that started this one ends.
     *
     * @param args which node this is, from 1, and the ports of all nodes
     */
    public static void main(String[] args) throws IOException {
        Member.configureLogging();
        Member.endWithParent();
        List<Integer> ports = Arrays.stream(args).skip(1).map(Integer::valueOf).toList();
        Node node = new Node(Integer.parseInt(args[0]), ports);
        Member.join()
                .compose(vertx -> vertx.deployVerticle(node))
                .onSuccess(deployed -> System.out.println(Jvm.READY))
                .onFailure(Member::fail);
    }

    @Override
    public Future<?> start() {
        SseBridge bridge = SseBridge.builder(vertx).with(bridgeOptions()).build();

        Router router = Router.router(vertx);
        router.route().handler(this::allowOnlyTheseServers);
        // A page of one node opens its stream at the other when its own has died.
        router.route().handler(CorsHandler.create().addOrigins(origins()));
        bridge.mount(router, "/events");
        router.get("/nodes").handler(context -> context.json(nodes()));
        router.get("/node").handler(context -> context.json(self()));
        router.get().handler(StaticHandler.create("webroot").setCachingEnabled(false));

        return bridge.ready()
                .compose(ready ->
                        vertx.createHttpServer().requestHandler(router).listen(ports.get(number - 1), "127.0.0.1"));
    }

    /** One log for both nodes: an id that one of them gave is understood by the other. */
    private static SseBridgeOptions bridgeOptions() {
        return new SseBridgeOptions()
                .addSource(new SourceOptions().setAddress(ADDRESS))
                .addOutboundPermitted(new PermittedOptions().setAddress(ADDRESS))
                .setHistory(new HistoryOptions().setMode(HistoryMode.CLUSTER));
    }

    private List<String> origins() {
        return ports.stream()
                .flatMap(port -> Stream.of("http://localhost:" + port, "http://127.0.0.1:" + port))
                .toList();
    }

    private void allowOnlyTheseServers(RoutingContext context) {
        String policy = "default-src 'self'; connect-src 'self' " + String.join(" ", origins());
        context.response().putHeader("Content-Security-Policy", policy);
        context.next();
    }

    private JsonArray nodes() {
        JsonArray nodes = new JsonArray();
        for (int i = 0; i < ports.size(); i++) {
            nodes.add(new JsonObject().put("number", i + 1).put("port", ports.get(i)));
        }
        return nodes;
    }

    private JsonObject self() {
        return new JsonObject()
                .put("number", number)
                .put("pid", ProcessHandle.current().pid());
    }
}
