package io.busbar.benchmarks.load.cluster;

import com.hazelcast.core.Hazelcast;
import io.busbar.benchmarks.load.client.Payload;
import io.busbar.cluster.ClusterNode;
import io.busbar.cluster.ClusterOptions;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * A plain Vert.x application of the cluster, in a JVM of its own: publishes on the event bus what it is told on stdin. It knows
 * nothing of Busbar but how to join.
 *
 * <pre>
 * publish ADDRESS PREFIX ADDRESSES FIRST RATE MILLIS BYTES   → published SENT NANOS
 * registrations                                              → registrations COUNT
 * </pre>
 *
 * A PREFIX other than {@code -} and a number modulo ADDRESSES become the header {@code sse-address}.
 */
final class BusMember {

    private static final long TICK_MILLIS = 1;

    private final Vertx vertx;

    private BusMember(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Runs until stdin ends.
     *
     * @param args the name and the port of the cluster
     */
    public static void main(String[] args) throws IOException {
        ClusterOptions options = new ClusterOptions().setName(args[0]).setPort(Integer.parseInt(args[1]));
        Vertx vertx = ClusterNode.of(options)
                .start()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        BusMember member = new BusMember(vertx);
        System.out.println("ready");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            member.obey(line.split(" ", -1));
        }
        Runtime.getRuntime().halt(0);
    }

    private void obey(String[] words) {
        if (words[0].equals("publish")) {
            CompletableFuture<String> done = new CompletableFuture<>();
            vertx.runOnContext(run -> new Series(words, done).publishDue());
            System.out.println(done.join());
        } else {
            // The entries that a publisher's node looks up: one for each address and node.
            System.out.println("registrations "
                    + Hazelcast.getAllHazelcastInstances()
                            .iterator()
                            .next()
                            .getMultiMap("__vertx.subs")
                            .size());
        }
    }

    /** One command to publish. */
    private final class Series {
        private final CompletableFuture<String> done;
        private final String address;
        private final String prefix;
        private final int addresses;
        private final long first;
        private final double rate;
        private final long nanos;
        private final int bytes;
        private final long startNanos = System.nanoTime();
        private long sent;

        Series(String[] words, CompletableFuture<String> done) {
            this.done = done;
            address = words[1];
            prefix = words[2];
            addresses = Integer.parseInt(words[3]);
            first = Long.parseLong(words[4]);
            rate = Double.parseDouble(words[5]);
            nanos = Long.parseLong(words[6]) * 1_000_000;
            bytes = Integer.parseInt(words[7]);
        }

        void publishDue() {
            long elapsed = System.nanoTime() - startNanos;
            if (elapsed >= nanos) {
                done.complete("published " + sent + " " + System.nanoTime());
                return;
            }
            // Not all at once, if it is late: other work of this node has its turn in between.
            for (long left = Math.min((long) (elapsed * rate / 1e9) + 1 - sent, 1_000); left > 0; left--) {
                publish(first + sent, startNanos + (long) (sent * 1e9 / rate));
                sent++;
            }
            vertx.setTimer(TICK_MILLIS, id -> publishDue());
        }

        private void publish(long number, long dueNanos) {
            String text = Payload.text(number, dueNanos, bytes);
            if (prefix.equals("-")) {
                vertx.eventBus().publish(address, text);
            } else {
                DeliveryOptions options = new DeliveryOptions().addHeader("sse-address", prefix + number % addresses);
                vertx.eventBus().publish(address, text, options);
            }
        }
    }
}
