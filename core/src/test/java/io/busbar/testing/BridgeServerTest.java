package io.busbar.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BridgeServerTest {

    @Test
    void connectionsAreSpreadOverEventLoops() {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        try (BridgeServer server = BridgeServer.with(BridgeServer.permitAll())
                .instances(3)
                .routes(router -> router.route().handler(context -> {
                    threads.add(Thread.currentThread().getName());
                    context.next();
                }))
                .start()) {
            List<SseTestClient> clients = IntStream.range(0, 9)
                    .mapToObj(i -> SseTestClient.connect(server.port(), "/events/news"))
                    .toList();
            assertThat(threads).hasSizeGreaterThanOrEqualTo(2);
            server.publish("news", "x");
            clients.forEach(client -> client.expectMessage("x"));
            clients.forEach(SseTestClient::close);
            server.awaitQuiet();
        }
    }

    @Test
    void theEndOfEveryConnectionIsHeard() {
        Set<Integer> ports = new HashSet<>();
        BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
        try (server;
                SseTestClient client = SseTestClient.connect(server.port(), "/events/news")) {
            ports.add(client.localPort());
        }
        assertThat(server.listener().opened())
                .extracting(subscriber -> subscriber.remoteAddress())
                .containsExactly("127.0.0.1:" + ports.iterator().next());
        assertThat(server.listener().reasons()).hasSize(1);
    }
}
