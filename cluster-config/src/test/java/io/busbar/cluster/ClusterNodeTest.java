package io.busbar.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.testing.Conditions;
import io.busbar.testing.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members of a real cluster, in this JVM. */
class ClusterNodeTest {

    private final String name = "test-" + UUID.randomUUID();
    private final List<Vertx> started = new ArrayList<>();
    private int port;

    @BeforeEach
    void findAPort() {
        port = FreePorts.first();
    }

    @AfterEach
    void leave() throws Exception {
        for (Vertx vertx : started) {
            get(vertx.close());
        }
    }

    @Test
    void nodesFindEachOtherAndCarryEachOthersMessages() throws Exception {
        ClusterNode one = node();
        ClusterNode other = node();
        assertThat(one.members()).isZero();
        assertThat(one.id()).isNull();
        Vertx oneVertx = start(one);
        assertThat(one.members()).isOne();
        Vertx otherVertx = start(other);

        Conditions.await("both to see two", () -> one.members() == 2 && other.members() == 2);
        assertThat(one.id()).isNotEqualTo(other.id());
        assertThat(one.clusterName()).isEqualTo(name);
        AtomicReference<Object> received = new AtomicReference<>();
        get(oneVertx.eventBus()
                .consumer("news", message -> received.set(message.body()))
                .completion());
        otherVertx.eventBus().publish("news", "hello");
        Conditions.await("the message to arrive", () -> "hello".equals(received.get()));
    }

    @Test
    void whoLeavesIsMissedAtOnce() throws Exception {
        ClusterNode one = ClusterNode.of(options().setMinimumMembers(2));
        start(one);
        assertThat(one.hasEnoughMembers()).isFalse();
        ClusterNode other = node();
        Vertx otherVertx = start(other);
        Conditions.await("two members", one::hasEnoughMembers);

        started.remove(otherVertx);
        get(otherVertx.close());

        Conditions.await("one member", () -> one.members() == 1);
        assertThat(one.hasEnoughMembers()).isFalse();
        assertThat(other.members()).isZero();
    }

    @Test
    void clustersOfOtherNamesStayApart() throws Exception {
        ClusterNode one = node();
        start(one);
        ClusterNode stranger = ClusterNode.of(options().setName(name + "-other"));
        start(stranger);

        assertThat(one.members()).isOne();
        assertThat(stranger.members()).isOne();
    }

    @Test
    void onLoopbackThePortIsClosedToTheNetwork() throws Exception {
        start(node());

        Optional<InetAddress> outer = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && address instanceof Inet4Address)
                .findAny();

        connect(InetAddress.getLoopbackAddress());
        if (outer.isPresent()) {
            assertThatThrownBy(() -> connect(outer.get())).isInstanceOf(ConnectException.class);
        }
    }

    /** The addresses of one machine stand for pods: all have the same port, and a name tells where they are. */
    @Test
    void podsFindEachOtherByTheNameOfTheirService() throws Exception {
        System.setProperty("hazelcast.kubernetes.service-dns", "localhost");
        System.setProperty("hazelcast.socket.bind.any", "false");
        try {
            System.setProperty("hazelcast.local.localAddress", "127.0.0.1");
            ClusterNode one = ClusterNode.of(options().setConfig("kubernetes"));
            start(one);
            System.setProperty("hazelcast.local.localAddress", "127.0.0.2");
            ClusterNode other = ClusterNode.of(options().setConfig("kubernetes"));
            start(other);

            Conditions.await("two members", () -> one.members() == 2 && other.members() == 2);
        } finally {
            System.clearProperty("hazelcast.kubernetes.service-dns");
            System.clearProperty("hazelcast.socket.bind.any");
            System.clearProperty("hazelcast.local.localAddress");
        }
    }

    @Test
    void onALanANodeListensOnlyWhereTheListSaysThatItIs() throws Exception {
        start(ClusterNode.of(options().setConfig("lan").setMembers(List.of("127.0.0.1", "127.0.0.9"))));

        connect(InetAddress.getLoopbackAddress());
        assertThatThrownBy(() -> connect(InetAddress.getByAddress(new byte[] {127, 0, 0, 2})))
                .isInstanceOf(ConnectException.class);
    }

    private void connect(InetAddress address) throws Exception {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2_000);
        }
    }

    private ClusterOptions options() {
        return new ClusterOptions().setName(name).setPort(port);
    }

    private ClusterNode node() {
        return ClusterNode.of(options());
    }

    private Vertx start(ClusterNode node) throws Exception {
        Vertx vertx = get(node.start());
        started.add(vertx);
        return vertx;
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
