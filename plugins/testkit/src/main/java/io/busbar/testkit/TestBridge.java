package io.busbar.testkit;

import io.busbar.BridgeStatus;
import io.busbar.PluginOptions;
import io.busbar.SseBridge;
import io.busbar.SseBridgeBuilder;
import io.busbar.SseBridgeOptions;
import io.busbar.plugin.Event;
import io.busbar.plugins.PluginCatalog;
import io.busbar.plugins.PluginStatus;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.UserContextInternal;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A bridge with one plugin behind an HTTP server, on a Vert.x of its own. Thread-safe. */
final class TestBridge implements Origin {

    /** Everything is permitted; what nobody subscribes to is forgotten soon; positions come soon in silence. */
    private static final String DEFAULTS = """
            {"outboundPermitted": [{}], "inboundPermitted": [{}], "linger": "50ms", "heartbeat": "100ms"}
            """;

    /** More than the ten seconds that a bridge gives each step of a plugin's end: then it is known which one failed. */
    private static final long CLOSE_SECONDS = 40;

    private static final String USER_HEADER = "busbar-testkit-user";

    private final TestVertx own = new TestVertx();
    private final Map<String, User> users = new ConcurrentHashMap<>();
    private final Queue<SseRecorder> recorders = new ConcurrentLinkedQueue<>();
    private final Queue<String> faults;
    private final Feeder feeder = new Feeder();
    private final SseBridge bridge;
    private final HttpServer server;
    private volatile JsonObject plugin;

    /**
     * Starts it.
     *
     * @param options the bridge's, beside those that are needed here
     * @param plugin the plugin's entry in the bridge's list of plugins
     * @param catalog where the plugin is
     * @param faults gets what goes wrong at the plugin's end, and is looked at by {@link #close}
     * @throws Exception if the bridge can't be built or started
     */
    TestBridge(JsonObject options, JsonObject plugin, PluginCatalog catalog, Queue<String> faults) throws Exception {
        this.faults = faults;
        this.plugin = plugin;
        JsonObject all = new JsonObject(DEFAULTS).mergeIn(options, true);
        try {
            SseBridgeBuilder builder = SseBridge.builder(own.vertx())
                    .with(new SseBridgeOptions(all).addPlugin(new PluginOptions(plugin)))
                    .withPlugins(catalog)
                    .withSource(feeder);
            bridge = own.call(builder::build);
            Waiting.on(bridge.ready(), "the start of the bridge and its plugin");
            Router router = Router.router(own.vertx());
            router.route().handler(this::authenticate);
            bridge.mount(router, "/events");
            bridge.mountInbound(router, "/");
            HttpServerOptions http =
                    new HttpServerOptions().setHost("127.0.0.1").setPort(0);
            server = Waiting.on(
                    own.vertx().createHttpServer(http).requestHandler(router).listen(), "the start of the server");
        } catch (Exception | Error e) {
            own.close();
            throw e;
        }
    }

    private void authenticate(RoutingContext context) {
        User user = users.get(String.valueOf(context.request().getHeader(USER_HEADER)));
        if (user != null) {
            ((UserContextInternal) context.userContext()).setUser(user);
        }
        context.next();
    }

    Vertx vertx() {
        return own.vertx();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + path);
    }

    BridgeStatus status() {
        return bridge.status();
    }

    PluginStatus pluginStatus() {
        String name = plugin.getString("name");
        return status().plugins().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the plugin " + name + " is not there"));
    }

    @Override
    public String logEnd() {
        BridgeStatus.History history = status().history();
        if (history == null) {
            throw new IllegalStateException("the bridge has no history: its options say so");
        }
        return history.head();
    }

    @Override
    public String state() {
        Map<String, Long> counts = new TreeMap<>(pluginStatus().counts());
        counts.values().removeIf(count -> count == 0);
        return "\n  plugin: " + counts + (counts.containsKey("failures") ? "; the log tells of the first failure" : "");
    }

    /** Publishes as an application would. */
    @Nullable String publish(String address, @Nullable Object body, Map<String, String> headers) throws Exception {
        return Waiting.on(bridge.publish(address, body, headers), "publishing on " + address);
    }

    /** Lets an event in as it is, with its type and key; returns when the plugin is done with it. */
    void feed(Event event) {
        Waiting.surely(feeder.sink().emit(event), "feeding " + event);
    }

    SseRecorder subscribe(@Nullable User user, String... addresses) {
        SseRecorder recorder = SseRecorder.open(streams(addresses), headers(user), this);
        recorders.add(recorder);
        return recorder;
    }

    /** Returns the status with which a stream is refused. */
    int refusal(@Nullable User user, String... addresses) {
        URI uri = streams(addresses);
        try (SseRecorder recorder = new SseRecorder(uri, null)) {
            int status = SseRequest.send(uri, headers(user), recorder).status();
            if (status == 200) {
                throw new AssertionError(uri + " was not refused");
            }
            return status;
        }
    }

    private URI streams(String... addresses) {
        return uri(Stream.of(addresses)
                .map(address -> "address=" + URLEncoder.encode(address, StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "/events?", "")));
    }

    private Map<String, String> headers(@Nullable User user) {
        if (user == null) {
            return Map.of();
        }
        String token = UUID.randomUUID().toString();
        users.put(token, user);
        return Map.of(USER_HEADER, token);
    }

    /** Lets the bridge have the plugin as it is in the catalog now, with this entry. */
    void use(JsonObject entry) throws Exception {
        Waiting.on(bridge.usePlugins(List.of(new PluginOptions(entry))), "the change of the plugin");
        plugin = entry;
    }

    /** Closes everything, and returns what the plugin left behind; each a sentence. */
    List<String> close() {
        recorders.forEach(SseRecorder::close);
        List<String> all = new ArrayList<>();
        if (!Waiting.until(() -> status().connections() == 0)) {
            all.add(status().connections() + " connections are still open");
        }
        try {
            Waiting.surely(bridge.close(), "closing the bridge", CLOSE_SECONDS);
        } catch (AssertionError e) {
            all.add(String.valueOf(e.getMessage()));
        }
        all.addAll(faults);
        own.consumersLeft().forEach(address -> all.add("there is still a consumer on \"" + address + "\""));
        all.addAll(own.close());
        return all;
    }
}
