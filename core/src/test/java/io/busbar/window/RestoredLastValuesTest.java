package io.busbar.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.history.LastValue;
import io.busbar.history.LogRecord;
import io.busbar.plugin.Event;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Last values that another node tells, from before what this one has in its window. */
class RestoredLastValuesTest {

    private static final int SIZE = 1_000;

    private final Window window = new Window(Retention.ofBytes(1 << 20), 100, entry -> {});
    private LastValues values = new LastValues(3, 1 << 20);

    @AfterEach
    void release() {
        values.release();
        window.release();
    }

    @Test
    void beyondTheBoundInAddressesTheOldestGo() {
        restore("a", 1);
        restore("b", 2);
        restore("c", 3);
        restore("d", 4);
        assertThat(told()).containsExactly("b 2", "c 3", "d 4");
        append("e");
        assertThat(told()).containsExactly("c 3", "d 4", "e 101");
    }

    @Test
    void beyondTheBoundInBytesTheOldestGo() {
        values = new LastValues(1_000, 20L * SIZE);
        for (int i = 0; i < 100; i++) {
            restore("a" + i, i + 1);
        }
        assertThat(values.bytes()).isLessThanOrEqualTo(20L * SIZE);
        assertThat(told()).isNotEmpty().last().isEqualTo("a99 100");
        assertThat(told().get(0)).isEqualTo("a" + (100 - values.size()) + " " + (101 - values.size()));
    }

    @Test
    void whatCameSinceStays() {
        append("a");
        restore("a", 1);
        assertThat(told()).containsExactly("a 101");
        restore("b", 2);
        append("b");
        assertThat(told()).containsExactly("a 101", "b 102");
    }

    @Test
    void theyAreToldInPiecesThatLeaveNothingOut() {
        restore("a", 1);
        restore("b", 2);
        append("c");
        List<LastValue> first = values.between(0, Long.MAX_VALUE, 1);
        assertThat(first).extracting(LastValue::seq).containsExactly(1L);
        assertThat(values.between(1, 101, Long.MAX_VALUE))
                .extracting(LastValue::seq)
                .containsExactly(2L);
        assertThat(values.between(2, 102, Long.MAX_VALUE))
                .extracting(LastValue::seq)
                .containsExactly(101L);
        assertThat(first.get(0).record().frame()).isEqualTo(frame());
    }

    private List<String> told() {
        List<String> told = new ArrayList<>();
        for (LastValue value : values.between(0, Long.MAX_VALUE, Long.MAX_VALUE)) {
            told.add(value.record().event().address() + " " + value.seq());
        }
        return told;
    }

    private void restore(String address, long seq) {
        LogRecord record = new LogRecord(event(address), true, frame(), null, LogRecord.Kind.EVENT);
        values.restore(new LastValue(seq, record), new BitSet());
    }

    private void append(String address) {
        values.add(window.append(
                System.nanoTime(), event(address), new BitSet(), true, Unpooled.EMPTY_BUFFER, frame(), false));
    }

    private static Event event(String address) {
        return Event.of(address, "x", Map.of());
    }

    private static ByteBuf frame() {
        return Unpooled.wrappedBuffer(new byte[SIZE]);
    }
}
