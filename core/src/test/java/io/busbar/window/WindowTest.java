package io.busbar.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.Event;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WindowTest {

    private static final int BOUND = 1_000_000;

    private final Window window = new Window(BOUND);
    private final BitSet anyone = new BitSet();

    WindowTest() {
        anyone.set(0);
    }

    @AfterEach
    void release() {
        window.release();
    }

    @Test
    void entriesAreChunksThatCanBeReadAsPayloadToo() {
        Entry first = append("a".repeat(9));
        Entry second = append("b".repeat(300));
        assertThat(first.isFollowedBy(second)).isTrue();
        assertThat(read(first.chunksTo(second)))
                .isEqualTo("9\r\n" + "a".repeat(9) + "\r\n12c\r\n" + "b".repeat(300) + "\r\n");
        assertThat(read(second.payload())).isEqualTo("b".repeat(300));
    }

    @Test
    void aFrameOfAnySizeHasTheChunkLengthThatItNeeds() {
        for (int size : new int[] {1, 15, 16, 255, 256, 4095, 4096, 65_535, 65_536, 150_000}) {
            Entry entry = append("x".repeat(size));
            assertThat(read(entry.chunksTo(entry)))
                    .isEqualTo(Integer.toHexString(size) + "\r\n" + "x".repeat(size) + "\r\n");
            assertThat(entry.payloadBytes()).isEqualTo(size);
        }
    }

    @Test
    void theOldestGoWhenTheBoundIsReachedAndTheRestStays() {
        for (int i = 0; i < 20_000; i++) {
            append("event " + i);
            assertThat(window.bytes()).isLessThanOrEqualTo(BOUND);
        }
        assertThat(window.head()).isEqualTo(20_000);
        assertThat(window.oldest()).isBetween(15_000L, 19_000L);
        assertThat(window.get(window.oldest() - 1)).isNull();
        for (long seq = window.oldest(); seq <= window.head(); seq++) {
            assertThat(read(window.get(seq).payload())).isEqualTo("event " + (seq - 1));
        }
    }

    @Test
    void memoryThatAWriteHoldsStaysAndCountsUntilItIsLetGo() {
        Entry first = append("first");
        ByteBuf held = first.payload();
        for (int i = 0; i < 20_000; i++) {
            append("event " + i);
        }
        assertThat(window.get(first.seq())).isNull();
        assertThat(first.payload()).isNotNull().satisfies(ByteBuf::release);
        assertThat(read(held)).isEqualTo("first");
        assertThat(first.payload()).as("after the last hold is gone").isNull();
    }

    @Test
    void whoHoldsTheOldestIsNamedWhenTooMuchIsHeld() {
        List<ByteBuf> held = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        while (window.pinFloor() == 0) {
            Entry entry = append("x".repeat(60_000));
            entries.add(entry);
            held.add(entry.payload());
            assertThat(entries).as("entries until someone has to go").hasSizeLessThan(100);
        }
        assertThat(window.pinFloor()).isGreaterThan(1).isLessThan(window.oldest());
        assertThat(window.head() - window.oldest())
                .as("entries that are kept all the same")
                .isGreaterThan(2);
        held.forEach(ByteBuf::release);
    }

    /** Cursors over random subscriptions, read in random steps, against what a list of all events says. */
    @Test
    void aCursorReadsWhatItWantsOnceAndInOrderOrSaysThatItWasLost() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<SeqIndex> indexes = List.of(new SeqIndex(), new SeqIndex(), new SeqIndex());
            Cursor cursor = new Cursor(window, anyone, indexes);
            List<Long> expected = new ArrayList<>();
            List<Long> read = new ArrayList<>();
            boolean lost = false;
            for (int i = 0; i < 300 && !lost; i++) {
                Entry entry = append("x".repeat(random.nextInt(random.nextInt(200) == 0 ? 60_000 : 50) + 1));
                boolean wanted = false;
                for (SeqIndex index : indexes) {
                    index.trim(window.oldest());
                    if (random.nextInt(4) == 0) {
                        index.add(entry.seq());
                        wanted = true;
                    }
                }
                if (wanted) {
                    expected.add(entry.seq());
                }
                if (random.nextInt(20) == 0) {
                    List<Entry> batch = new ArrayList<>();
                    lost = !cursor.read(batch, 1 + random.nextInt(2000));
                    batch.forEach(each -> read.add(each.seq()));
                }
            }
            if (lost) {
                long next = expected.get(read.size());
                assertThat(next).as("seed %d: the first that is lost", seed).isLessThan(window.oldest());
            } else {
                List<Entry> rest = new ArrayList<>();
                if (cursor.read(rest, Integer.MAX_VALUE)) {
                    rest.forEach(each -> read.add(each.seq()));
                    assertThat(read).as("seed %d", seed).isEqualTo(expected);
                }
            }
            assertThat(expected.subList(0, read.size())).as("seed %d", seed).isEqualTo(read);
        }
    }

    @Test
    void anIndexFindsThePlaceBehindAnyPosition() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        SeqIndex index = new SeqIndex();
        List<Long> model = new ArrayList<>();
        long seq = 0;
        for (int i = 0; i < 5_000; i++) {
            seq += 1 + random.nextInt(3);
            index.add(seq);
            model.add(seq);
            if (random.nextInt(10) == 0) {
                long oldest = seq - random.nextInt(200);
                index.trim(oldest);
                model.removeIf(each -> each < oldest);
            }
            long position = seq - random.nextInt(300);
            long after = model.stream().filter(each -> each <= position).count();
            assertThat(index.size()).as("seed %d", seed).isEqualTo(model.size());
            assertThat(index.firstAfter(position)).as("seed %d", seed).isEqualTo((int) after);
        }
    }

    private Entry append(String frame) {
        ByteBuf payload = Unpooled.copiedBuffer(frame, StandardCharsets.US_ASCII);
        return window.append(Event.of("a", frame, Map.of()), anyone, true, payload);
    }

    private static String read(ByteBuf bytes) {
        String text = bytes.toString(StandardCharsets.US_ASCII);
        bytes.release();
        return text;
    }
}
