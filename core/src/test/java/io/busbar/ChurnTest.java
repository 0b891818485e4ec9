package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.SseTestClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connections that are opened and cut at random while events flow: in the end all counters are back at zero. */
class ChurnTest {

    @Test
    void fiveHundredConnectionsThatComeAndGoLeaveNothing() throws IOException {
        try (BridgeServer server = BridgeServer.start(BridgeServer.forgetful())) {
            churn(server, 500, System.nanoTime());
        }
    }

    @Test
    @Tag("soak")
    void twoThousandConnectionsTwentyTimesOverLeaveNothing() throws IOException {
        try (BridgeServer server = BridgeServer.start(BridgeServer.forgetful())) {
            for (int round = 0; round < 20; round++) {
                churn(server, 2_000, System.nanoTime());
            }
        }
    }

    private static void churn(BridgeServer server, int connections, long seed) throws IOException {
        Random random = new Random(seed);
        int before = server.listener().closed().size();
        List<SseTestClient> open = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            String path =
                    "/events?address=a" + random.nextInt(20) + "&address=b." + random.nextInt(20) + "&address=b.*";
            SseTestClient.Builder client = SseTestClient.to(server.port(), path);
            open.add(random.nextBoolean() ? client.open() : client.neverRead());
            server.publish("a" + random.nextInt(20), "event " + i);
            server.publish("b." + random.nextInt(20), "event " + i);
            while (random.nextInt(10) < 4 && !open.isEmpty()) {
                end(open.remove(random.nextInt(open.size())), random);
            }
        }
        for (SseTestClient client : open) {
            end(client, random);
        }
        Conditions.await(
                () -> "each stream that was opened to be closed, seed " + seed + ": " + server.status(),
                () -> server.status().connections() == 0
                        && server.listener().closed().size()
                                == server.listener().opened().size(),
                Conditions.PATIENCE);
        server.awaitQuiet();
        assertThat(server.listener().closed().size() - before)
                .as("streams, seed %d", seed)
                .isGreaterThan(connections / 3);
    }

    private static void end(SseTestClient client, Random random) throws IOException {
        if (random.nextBoolean()) {
            client.reset();
        } else {
            client.close();
        }
    }
}
