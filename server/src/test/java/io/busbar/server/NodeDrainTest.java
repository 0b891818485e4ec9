package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.Conditions;
import io.busbar.testing.ManyReaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a node, in a JVM of its own, leaves the clients that it has. */
class NodeDrainTest {

    private static final class Witness extends ManyReaders.Reader {

        private final AtomicInteger farewells = new AtomicInteger();

        @Override
        protected void onMessage(long seq, long[] numbers, long arrivedNanos) {}

        @Override
        protected void onNamed(String type, long seq, String data) {
            if (type.equals("busbar.closing")) {
                farewells.incrementAndGet();
            }
        }
    }

    private final List<Witness> witnesses = new ArrayList<>();

    @Test
    void aNodeThatIsToldToEndSendsItsClientsAwayOverTheTimeAndLetsNobodyIn() throws Exception {
        try (ChildNode process = start("10s");
                ManyReaders readers = new ManyReaders("drained")) {
            ServerNode node = ready(process);
            open(node, readers, 1_000);
            long beganNanos = System.nanoTime();

            process.signal("TERM");

            Conditions.await("the first to be told", () -> farewells() > 0);
            HttpResponse<String> readiness = node.management("/health/ready");
            HttpResponse<String> stream =
                    TestNode.send(HttpRequest.newBuilder(TestNode.uri(node.port(), "/events/demo.a")));
            HttpResponse<String> publish = node.publish("demo.a", "x");
            int stillThere = 1_000 - farewells();
            assertThat(readiness.statusCode()).isEqualTo(503);
            assertThat(readiness.body()).isEqualTo("{\"status\":\"DOWN\",\"reason\":\"stopping\"}");
            for (HttpResponse<String> refused : List.of(stream, publish)) {
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("retry-after")).isPresent();
            }
            assertThat(stillThere).as("streams that went on meanwhile").isPositive();
            assertThat(process.exitCode()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - beganNanos))
                    .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
            Conditions.await("all to end", () -> readers.ended() == 1_000);
            assertThat(process.remainingLines()).isEmpty();
        }
        assertThat(witnesses)
                .allSatisfy(witness -> assertThat(witness.farewells).hasValue(1));
    }

    @Test
    void toldTwiceANodeEndsAtOnceAndCleanlyAllTheSame() throws Exception {
        try (ChildNode process = start("1m");
                ManyReaders readers = new ManyReaders("drained")) {
            ServerNode node = ready(process);
            open(node, readers, 2_000);
            process.signal("TERM");
            Conditions.await("the first to be told", () -> farewells() > 0);
            long againNanos = System.nanoTime();

            process.signal("TERM");

            assertThat(process.exitCode()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - againNanos))
                    .as("of some twenty seconds")
                    .isLessThan(Duration.ofSeconds(12));
            Conditions.await("all to end", () -> readers.ended() == 2_000);
            assertThat(process.remainingLines()).isEmpty();
        }
        assertThat(witnesses)
                .allSatisfy(witness -> assertThat(witness.farewells).hasValue(1));
    }

    private int farewells() {
        return witnesses.stream().mapToInt(witness -> witness.farewells.get()).sum();
    }

    private void open(ServerNode node, ManyReaders readers, int count) {
        for (int i = 0; i < count; i++) {
            Witness witness = new Witness();
            witnesses.add(witness);
            readers.open(node.port(), "/events/demo.a", 0, witness);
        }
        readers.awaitOpen();
    }

    private static ChildNode start(String time) throws Exception {
        return ChildNode.start(
                Map.of("BUSBAR_HTTP_PORT", "0", "BUSBAR_MANAGEMENT_PORT", "0", "BUSBAR_DRAIN_TIME", time), "run");
    }

    private static ServerNode ready(ChildNode process) throws Exception {
        ServerNode node = new ServerNode(process);
        node.awaitReadyLine();
        return node;
    }
}
