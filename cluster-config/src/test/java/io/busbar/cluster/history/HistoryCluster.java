package io.busbar.cluster.history;

import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import io.busbar.HistoryMode;
import io.busbar.HistoryOptions;
import io.busbar.SseBridge;
import io.busbar.SseBridgeBuilder;
import io.busbar.SseBridgeOptions;
import io.busbar.cluster.ClusterNode;
import io.busbar.cluster.ClusterOptions;
import io.busbar.testing.Conditions;
import io.busbar.testing.FreePorts;
import io.busbar.testing.SseTestClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Members of a cluster in this JVM, each with a bridge whose history they share, and a server. */
final class HistoryCluster implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final String name = "test-" + UUID.randomUUID();
    private final int port = FreePorts.first();
    private final SseBridgeOptions options;
    private final Consumer<SseBridgeBuilder> change;
    private final String config;
    private final List<Member> members = new ArrayList<>();

    HistoryCluster() {
        this(permitAll(), builder -> {});
    }

    /** Creates a cluster of bridges with these options, each of which {@code change} is called for. */
    HistoryCluster(SseBridgeOptions options, Consumer<SseBridgeBuilder> change) {
        this(options, change, "loopback");
    }

    /** Creates a cluster of members with the configuration {@code config}. */
    HistoryCluster(SseBridgeOptions options, Consumer<SseBridgeBuilder> change, String config) {
        this.options = options;
        this.change = change;
        this.config = config;
    }

    /** Returns options that permit everything, with a history that the nodes share. */
    static SseBridgeOptions permitAll() {
        return new SseBridgeOptions()
                .addOutboundPermitted(new PermittedOptions())
                .addInboundPermitted(new PermittedOptions())
                .setLinger(Duration.ZERO)
                .setHistory(new HistoryOptions().setMode(HistoryMode.CLUSTER));
    }

    /** Starts a member, and waits until all see it, and it is ready. */
    Member start() {
        Member member = new Member();
        members.add(member);
        Conditions.await("all to see each other", () -> members.stream()
                .allMatch(each -> each.node.members() == members.size()));
        return member;
    }

    /** Parts the cluster: {@code some} and the others take each other for dead. */
    void split(Member... some) {
        Conditions.await("copies of everything", () -> members.stream().allMatch(Member::isSafe));
        Set<Member> here = Set.of(some);
        for (Member one : members) {
            for (Member other : members) {
                if (here.contains(one) != here.contains(other)) {
                    ClusterServiceImpl service = one.clusterService();
                    MemberImpl lost = service.getMember(other.clusterService().getThisUuid());
                    if (lost != null) {
                        service.suspectMember(lost, "the test parts them", true);
                    }
                }
            }
        }
        Conditions.await("two parts", () -> members.stream()
                .allMatch(each ->
                        each.node.members() == (here.contains(each) ? here.size() : members.size() - here.size())));
    }

    /** Has {@code loser}, which is alone in its part, join that of {@code winner}. */
    void join(Member loser, Member winner) {
        loser.clusterService().merge(winner.clusterService().getThisAddress());
        Conditions.await("all to see each other", () -> members.stream()
                .allMatch(each -> each.node.members() == members.size()));
    }

    /** One member. */
    final class Member {
        private final ClusterNode node = ClusterNode.of(
                new ClusterOptions().setConfig(config).setName(name).setPort(port));
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

        private HazelcastInstance hazelcast() {
            return ((HazelcastClusterManager) ((VertxInternal) vertx).clusterManager()).getHazelcastInstance();
        }

        private boolean isSafe() {
            return hazelcast().getPartitionService().isClusterSafe();
        }

        private ClusterServiceImpl clusterService() {
            return ((HazelcastInstanceProxy) hazelcast()).getOriginal().node.getClusterService();
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
