package io.busbar.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.address.Selection;
import io.busbar.address.SubscriptionKey;
import io.busbar.metrics.Counters;
import io.busbar.plugin.CloseReason;
import io.busbar.plugin.Event;
import io.busbar.plugin.Subscriber;
import io.busbar.window.Cursor;
import io.busbar.window.Entry;
import io.busbar.window.EntryFilter;
import io.busbar.window.Retention;
import io.busbar.window.SeqIndex;
import io.busbar.window.Window;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.auth.User;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which readers have to go when memory of the window that a write holds is needed. */
class SseConnectionTest {

    private static final long NEVER = Long.MAX_VALUE;

    private final Window window = new Window(Retention.ofBytes(1 << 20), 0, entry -> {});
    private final SeqIndex index = new SeqIndex();
    private final List<CloseReason> ends = new ArrayList<>();
    private final FullWriter writer = new FullWriter();

    @AfterEach
    void release() {
        window.release();
    }

    @Test
    void aReaderGoesWhenTheMemoryOfItsOwnFirstUnwrittenEventIsNeeded() {
        SseConnection connection = connection();
        append(10, false); // of other addresses
        append(1, true);
        connection.pump(new ArrayList<>(), 0);
        assertThat(writer.isBusy()).isTrue();

        connection.check(0, 11);
        assertThat(ends).as("while older memory is needed").isEmpty();
        connection.check(0, 12);
        assertThat(ends).containsExactly(CloseReason.SLOW);
    }

    @Test
    void aReaderWhoseWriteHoldsNoMemoryOfTheWindowStays() {
        SseConnection connection = connection();
        append(1, true);
        writer.holds = false;
        connection.pump(new ArrayList<>(), 0);

        connection.check(0, 100);
        assertThat(ends).isEmpty();
    }

    @Test
    void whatCouldNotBeWrittenAsTheWindowMovedOnIsReadOnceMore() {
        SseConnection connection = connection();
        append(3, true);
        writer.most = 1;
        connection.pump(new ArrayList<>(), 0);
        writer.busy = false;
        writer.most = Integer.MAX_VALUE;
        connection.pump(new ArrayList<>(), 0);

        assertThat(writer.written).containsExactly(1L, 2L, 3L);
        assertThat(ends).isEmpty();
    }

    private SseConnection connection() {
        BitSet anyone = anyone();
        SseConnection.Owner owner = new SseConnection.Owner() {
            @Override
            public void onWritable(SseConnection connection) {}

            @Override
            public void onSlow(SseConnection connection) {}

            @Override
            public void onClosed(SseConnection connection, CloseReason reason) {
                ends.add(reason);
            }
        };
        EntryFilter filter = new EntryFilter(anyone, new Selection(List.of(SubscriptionKey.parse("a"))), event -> true);
        SseConnection connection = new SseConnection(
                new Nobody(),
                new SseConnection.Client(false, false, false),
                writer,
                new Cursor(window, filter, index, window::head, window.head()),
                null,
                owner,
                new StreamSettings(0, NEVER, NEVER, false, false, false, Duration.ofSeconds(3)),
                new PositionFrames(null),
                new Counters());
        assertThat(connection.open(Buffer.buffer(), 0)).isTrue();
        return connection;
    }

    private void append(int count, boolean wanted) {
        for (int i = 0; i < count; i++) {
            ByteBuf payload = Unpooled.copiedBuffer("data: x\n\n", StandardCharsets.US_ASCII);
            Entry entry = window.append(
                    0, Event.of("a", "x", Map.of()), anyone(), true, Unpooled.EMPTY_BUFFER, payload, false);
            if (wanted) {
                index.add(entry.seq());
            }
        }
    }

    private static BitSet anyone() {
        BitSet anyone = new BitSet();
        anyone.set(0);
        return anyone;
    }

    /** A writer whose client takes the response's head, and nothing after it. */
    private static final class FullWriter implements StreamWriter {
        private boolean busy;
        private boolean holds = true;
        private int most = Integer.MAX_VALUE;
        private final List<Long> written = new ArrayList<>();

        @Override
        public boolean open(Buffer first, Observer observer) {
            return true;
        }

        @Override
        public int write(List<Entry> entries) {
            busy = true;
            int count = Math.min(most, entries.size());
            entries.subList(0, count).forEach(entry -> written.add(entry.seq()));
            return count;
        }

        @Override
        public void write(Buffer payload) {}

        @Override
        public boolean isEnded() {
            return false;
        }

        @Override
        public boolean isBusy() {
            return busy;
        }

        @Override
        public boolean holdsWindow() {
            return busy && holds;
        }

        @Override
        public long progress() {
            return 0;
        }

        @Override
        public int maxBytes() {
            return 1000;
        }

        @Override
        public void end() {}

        @Override
        public void breakOff() {}

        @Override
        public void cut(boolean dead) {}

        @Override
        public void release() {}
    }

    private record Nobody() implements Subscriber {
        @Override
        public String id() {
            return "nobody";
        }

        @Override
        public User user() {
            return null;
        }

        @Override
        public Set<String> addresses() {
            return Set.of("a");
        }

        @Override
        public String remoteAddress() {
            return "nowhere";
        }
    }
}
