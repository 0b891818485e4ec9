package io.busbar.cluster.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.history.LogRecord;
import io.busbar.plugin.Event;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchBuilderTest {

    @Test
    void buildsWhatWasAddedAndItsBytes() {
        long seed = Long.getLong("seed", System.nanoTime());
        RandomEntries entries = new RandomEntries(new Random(seed));
        BatchBuilder builder = new BatchBuilder(RandomEntries.NOW);
        for (int i = 1; i <= 500; i++) {
            builder.add(entries.entry());
            assertThat(builder.count()).isEqualTo(i);
        }
        BatchBuilder.Built built = builder.build("ep0ch", 1, 2, 3);
        assertThat(built.batch().entries()).hasSize(500);
        assertThat(built.bytes()).as("seed %d", seed).isEqualTo(BatchCodec.encode(built.batch()));
    }

    @Test
    void knowsHowLargeTheBytesWillBe() {
        BatchBuilder builder = new BatchBuilder(0);
        assertThat(builder.size()).isZero();
        RandomEntries entries = new RandomEntries(new Random(1));
        for (int i = 0; i < 500; i++) {
            builder.add(entries.entry());
        }
        int size = builder.build("e".repeat(64), Long.MAX_VALUE, Long.MAX_VALUE, 1L << 58)
                .bytes()
                .length;
        assertThat(size).isBetween(builder.size(), builder.size() + 200);
    }

    @Test
    void anEntryThatCantBeStoredLeavesTheOthersAsTheyAre() {
        BatchBuilder builder = new BatchBuilder(7);
        builder.add(new LogEntry.Mark(null));
        LogRecord gap = RandomEntries.intake().gap("a", true);
        Event event = Event.of("a", new JsonObject().put("text", "written").put("bad", new Object()), Map.of());
        LogEntry bad = new LogEntry.Recorded(new LogRecord(event, true, gap.frame(), null, LogRecord.Kind.EVENT));

        assertThatThrownBy(() -> builder.add(bad))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");

        builder.add(new LogEntry.Mark(null));
        assertThat(builder.count()).isEqualTo(2);
        Batch expected = new Batch("e", 1, 1, 1, 7, List.of(new LogEntry.Mark(null), new LogEntry.Mark(null)));
        assertThat(builder.build("e", 1, 1, 1).bytes()).isEqualTo(BatchCodec.encode(expected));
    }
}
