package io.busbar.cluster.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.busbar.history.SharedLogSettings;
import io.busbar.testing.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.NavigableMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What a node that starts late reads, while the recorder goes on removing the oldest batches. */
@TestInstance(Lifecycle.PER_CLASS)
class LogReaderTest {

    private static final long LAST = 300;

    private final Vertx vertx = Vertx.vertx();
    private HazelcastInstance hazelcast;
    private IMap<Long, byte[]> batches;
    private LogStore store;
    private LogReader reader;

    @BeforeAll
    void start() {
        Config config = new Config("test-" + UUID.randomUUID());
        config.setProperty("hazelcast.logging.type", "none");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        hazelcast = Hazelcast.newHazelcastInstance(config);
        batches = hazelcast.getMap("__busbar.reader.log");
        store = new LogStore(
                hazelcast,
                ((VertxInternal) vertx).createEventLoopContext(),
                new SharedLogSettings("reader", 1_000, 1 << 20, 60_000, 1, 10_000));
        reader = new LogReader(store);
    }

    @AfterAll
    void stop() {
        Waiting.on(store.close());
        Waiting.on(vertx.close());
        hazelcast.shutdown();
    }

    @BeforeEach
    void fill() {
        batches.clear();
        for (long number = 1; number <= LAST; number++) {
            batches.set(number, new byte[] {(byte) number});
        }
    }

    private void remove(long first, long last) {
        for (long number = first; number <= last; number++) {
            batches.delete(number);
        }
    }

    @Test
    void theOldestIsTheFirstFromWhichOnThereAreAll() {
        remove(1, 10);
        remove(20, 20);
        assertThat(Waiting.on(reader.oldestBefore(LAST))).isEqualTo(21);
        assertThat(Waiting.on(reader.oldestBefore(LAST + 5))).isEqualTo(LAST + 6);
        assertThat(Waiting.on(reader.newest())).isEqualTo(LAST);
    }

    @Test
    void whatWasRemovedSinceItWasSeenIsPassedOver() {
        remove(1, 40);
        NavigableMap<Long, byte[]> found = Waiting.on(reader.readOldest(1, LAST));
        assertThat(found.firstKey()).isEqualTo(41);
        assertThat(found).hasSize((int) (found.lastKey() - 40));
    }

    @Test
    void whatWasRemovedMeanwhileMayBeMoreThanOnePiece() {
        remove(1, 200);
        assertThat(Waiting.on(reader.readOldest(1, LAST)).firstKey()).isEqualTo(201);
        remove(201, LAST);
        assertThat(Waiting.on(reader.readOldest(1, LAST))).isEmpty();
    }

    @Test
    void readingEndsWhereOneIsMissing() {
        remove(250, 250);
        long[] last = new long[1];
        assertThat(Waiting.on(reader.read(1, LAST, (number, bytes) -> last[0] = number)))
                .isEqualTo(250);
        assertThat(last[0]).isEqualTo(249);
    }
}
