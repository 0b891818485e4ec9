package io.busbar.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.BridgeStatus;
import io.busbar.HistoryMode;
import io.busbar.HistoryOptions;
import io.busbar.SourceOptions;
import io.busbar.SseBridge;
import io.busbar.SseBridgeBuilder;
import io.busbar.SseBridgeOptions;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.core.transport.Transport;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Vert.x of its own with a bridge behind several HTTP servers that share one port, one on each event loop. Streams are
 * at {@code /events}, publishing is at {@code /publish/:address} and so on. {@link #close} checks that closing Vert.x
 * leaves nothing behind. Thread-safe.
 */
public final class BridgeServer implements AutoCloseable {

    private static final Duration FORGETFUL = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Options options;
    private final RecordingListener listener = new RecordingListener();
    private final List<BridgeVerticle> verticles = new ArrayList<>();

    private BridgeServer(Options options) {
        this.options = options;
        vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(options.eventLoops))
                .withTransport(options.ownConnections ? nativeIfThere() : Transport.NIO)
                .build();
        try {
            for (int i = 0; i < options.instances; i++) {
                BridgeVerticle verticle = new BridgeVerticle(options, listener);
                Waiting.on(vertx.deployVerticle(verticle, new DeploymentOptions()));
                verticles.add(verticle);
            }
        } catch (AssertionError e) {
            Waiting.on(vertx.close());
            throw e;
        }
    }

    private static Transport nativeIfThere() {
        Transport nativeTransport = Transport.nativeTransport();
        return nativeTransport != null && nativeTransport.available() ? nativeTransport : Transport.NIO;
    }

    /** Starts a server with this bridge, and everything else as it is by default. */
    public static BridgeServer start(SseBridgeOptions bridge) {
        return with(bridge).start();
    }

    /** Starts to describe a server with this bridge. */
    public static Options with(SseBridgeOptions bridge) {
        return new Options(bridge);
    }

    /** Returns options that permit everything, and let go of unused addresses at once. */
    public static SseBridgeOptions permitAll() {
        return new SseBridgeOptions()
                .addOutboundPermitted(new PermittedOptions())
                .addInboundPermitted(new PermittedOptions())
                .setLinger(Duration.ofMillis(50));
    }

    /** Returns {@link #permitAll}, without a history. */
    public static SseBridgeOptions withoutHistory() {
        return permitAll().setHistory(new HistoryOptions().setMode(HistoryMode.OFF));
    }

    /** Returns {@link #permitAll}, with a history that soon forgets, so that nothing outlives its readers for long. */
    public static SseBridgeOptions forgetful() {
        return permitAll().setHistory(new HistoryOptions().setAge(FORGETFUL));
    }

    /** Returns the port on the loopback interface that the servers share. */
    public int port() {
        return verticles.get(0).port();
    }

    /** Returns the Vert.x that everything runs on. */
    public Vertx vertx() {
        return vertx;
    }

    /** Returns the bridge of one of the instances. */
    public SseBridge bridge(int instance) {
        return verticles.get(instance).bridge();
    }

    /** Returns what the listeners of all instances heard. */
    public RecordingListener listener() {
        return listener;
    }

    /** Returns the counters. */
    public BridgeStatus status() {
        return bridge(0).status();
    }

    /** Returns how many events were dropped so far, for whatever reason. */
    public long dropped() {
        return status().dropped().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Publishes on the event bus. Messages of one thread keep their order. */
    public void publish(String address, @Nullable Object body) {
        vertx.eventBus().publish(address, body);
    }

    /** Publishes on the event bus with one header. */
    public void publish(String address, @Nullable Object body, String header, String value) {
        vertx.eventBus().publish(address, body, new DeliveryOptions().addHeader(header, value));
    }

    /** Undeploys one of the instances, with its server and its bridge. */
    public void undeploy(int instance) {
        Waiting.on(vertx.undeploy(verticles.get(instance).deploymentID()));
    }

    /**
     * Waits until no one is connected or subscribed, and only the listed sources are consumed. With a history other
     * addresses are recorded for its age, which is waited for only if it is that of {@link #forgetful}.
     */
    public void awaitQuiet() {
        int sources = options.bridge.getSources().size();
        HistoryOptions history = options.bridge.getHistory();
        boolean records =
                history.getMode() != HistoryMode.OFF && history.getAge().compareTo(FORGETFUL) > 0;
        Conditions.await(
                () -> "a quiet bridge: " + status(),
                () -> {
                    BridgeStatus now = status();
                    return now.connections() == 0
                            && now.subscriptions() == 0
                            && (records || now.busConsumers() == sources);
                },
                Conditions.PATIENCE);
        assertThat(status().windowBytes())
                .as("bytes of the window")
                .isLessThanOrEqualTo(
                        options.bridge.getHistory().getMode() == HistoryMode.OFF
                                ? options.bridge.getWindowBytes()
                                : options.bridge.getHistory().getBytes());
        for (SourceOptions source : options.bridge.getSources()) {
            assertThat(BusHandlers.of(vertx, source.getAddress()))
                    .as("consumers of " + source.getAddress())
                    .isPositive();
        }
    }

    /** Closes Vert.x, with whatever is open, and checks that nothing is left. */
    @Override
    public void close() {
        Waiting.on(vertx.close());
        BridgeStatus left = status();
        assertThat(left.connections()).as("connections left: " + left).isZero();
        assertThat(left.subscriptions()).as("subscriptions left: " + left).isZero();
        assertThat(left.busConsumers()).as("bus consumers left: " + left).isZero();
        assertThat(left.windowBytes()).as("bytes left: " + left).isZero();
        assertThat(listener.closed())
                .as("each connection that was opened ended once")
                .extracting(RecordingListener.Closed::subscriber)
                .containsExactlyInAnyOrderElementsOf(listener.opened());
    }

    /** Describes a server before it starts. */
    public static final class Options {

        final SseBridgeOptions bridge;
        final HttpServerOptions http = new HttpServerOptions().setHost("127.0.0.1");
        final List<Consumer<Router>> routes = new ArrayList<>();
        final List<Consumer<SseBridgeBuilder>> builders = new ArrayList<>();
        int eventLoops = 2;
        int instances = 2;
        boolean ownConnections = true;

        private Options(SseBridgeOptions bridge) {
            this.bridge = bridge;
        }

        /** Sets the number of verticle instances, and of event loops. */
        public Options instances(int number) {
            instances = number;
            eventLoops = number;
            return this;
        }

        /** Has the bridge leave Vert.x its connections, and whoever waits there for the end of a response. */
        public Options sharedConnections() {
            ownConnections = false;
            return this;
        }

        /** Serves TLS with ALPN instead of clear text. */
        public Options tls() {
            http.setSsl(true).setUseAlpn(true).setKeyCertOptions(Certificate.SELF_SIGNED.keyCertOptions());
            return this;
        }

        /** Changes the HTTP servers' options. */
        public Options http(Consumer<HttpServerOptions> change) {
            change.accept(http);
            return this;
        }

        /** Adds routes in front of the bridge. */
        public Options routes(Consumer<Router> change) {
            routes.add(change);
            return this;
        }

        /** Changes how the bridge is built. */
        public Options bridge(Consumer<SseBridgeBuilder> change) {
            builders.add(change);
            return this;
        }

        /** Starts the server, and waits until it listens. */
        public BridgeServer start() {
            return new BridgeServer(this);
        }
    }

    /** Making a key takes a while; one is enough for all tests. */
    private static final class Certificate {
        static final SelfSignedCertificate SELF_SIGNED = SelfSignedCertificate.create("localhost");
    }
}
