package io.busbar.cluster.history;

import io.busbar.HistoryMode;
import io.busbar.HistoryOptions;
import io.busbar.SseBridge;
import io.busbar.SseBridgeBuilder;
import io.busbar.SseBridgeOptions;
import io.busbar.cluster.ClusterNode;
import io.busbar.cluster.ClusterOptions;
import io.busbar.testing.Conditions;
import io.busbar.testing.SseTestClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Members of a cluster in this JVM, each with a bridge whose history they share, and a server. */
final class HistoryCluster implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final String name = "test-" + UUID.randomUUID();
    private final int port = freePort();
    private final SseBridgeOptions options;
    private final Consumer<SseBridgeBuilder> change;
    private final List<Member> members = new ArrayList<>();

    HistoryCluster() {
        this(permitAll(), builder -> {});
    }

    /** Creates a cluster of bridges with these options, each of which {@code change} is called for. */
    HistoryCluster(SseBridgeOptions options, Consumer<SseBridgeBuilder> change) {
        this.options = options;
        this.change = change;
    }

    /** Returns options that permit everything, with a history that the nodes share. */
    static SseBridgeOptions permitAll() {
        return new SseBridgeOptions()
                .addOutboundPermitted(new PermittedOptions())
                .addInboundPermitted(new PermittedOptions())
                .setLinger(Duration.ZERO)
                .setHistory(new HistoryOptions().setMode(HistoryMode.CLUSTER));
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a member, and waits until all see it, and it is ready. */
    Member start() {
        Member member = new Member();
        members.add(member);
        Conditions.await("all to see each other", () -> members.stream()
                .allMatch(each -> each.node.members() == members.size()));
        return member;
    }

    /** One member. */
    final class Member {
        private final ClusterNode node =
                ClusterNode.of(new ClusterOptions().setName(name).setPort(port));
        private final Vertx vertx;
        private final SseBridge bridge;
        private final HttpServer server;

        Member() {
            vertx = get(node.start());
            SseBridgeBuilder builder = SseBridge.builder(vertx).with(options);
            change.accept(builder);
            bridge = builder.build();
            Router router = Router.router(vertx);
            bridge.mount(router, "/events");
            bridge.mountInbound(router, "/");
            server = get(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
            get(bridge.ready());
        }

        Vertx vertx() {
            return vertx;
        }

        SseBridge bridge() {
            return bridge;
        }

        int port() {
            return server.actualPort();
        }

        SseTestClient connect(String path, String... headers) {
            return SseTestClient.connect(port(), path, headers);
        }

        /** Leaves the cluster in an orderly way. */
        void leave() {
            members.remove(this);
            get(vertx.close());
        }
    }

    static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        List.copyOf(members).forEach(Member::leave);
    }
}
