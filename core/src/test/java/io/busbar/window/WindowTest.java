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

    private final Window window = new Window(Retention.ofBytes(BOUND), 0, entry -> {});
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
    void anIdAndItsFrameAreOneChunk() {
        ByteBuf id = Unpooled.copiedBuffer("id: 1\n", StandardCharsets.US_ASCII);
        ByteBuf frame = Unpooled.copiedBuffer("data: x\n\n", StandardCharsets.US_ASCII);
        Entry entry = window.append(0, Event.of("a", "x", Map.of()), anyone, true, id, frame, false);
        assertThat(read(entry.chunksTo(entry))).isEqualTo("f\r\nid: 1\ndata: x\n\n\r\n");
        assertThat(read(entry.payload())).isEqualTo("id: 1\ndata: x\n\n");
        assertThat(read(entry.payloadWithoutId())).isEqualTo("data: x\n\n");
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

    @Test
    void noMoreEventsAreHeldThanTheBoundSays() {
        Window few = new Window(new Retention(BOUND, 100, Long.MAX_VALUE), 0, entry -> {});
        for (int i = 0; i < 1_000; i++) {
            append(few, 0, "a", "event " + i);
            assertThat(few.head() - few.oldest() + 1).isEqualTo(Math.min(i + 1, 100));
        }
        few.release();
    }

    @Test
    void whatIsTooOldGoesAndTheMemoryWithIt() {
        Window aging = new Window(new Retention(BOUND, Long.MAX_VALUE, 100), 0, entry -> {});
        append(aging, 1_000, "a", "first");
        append(aging, 1_050, "a", "second");
        assertThat(aging.lastBefore(30, 1_080)).isEqualTo(2);
        assertThat(aging.lastBefore(31, 1_080)).isEqualTo(1);
        assertThat(aging.lastBefore(81, 1_080)).isEqualTo(0);
        assertThat(aging.trimByAge(1_099)).isEqualTo(1);
        assertThat(aging.oldest()).isEqualTo(1);
        assertThat(aging.trimByAge(1_100)).isEqualTo(50);
        assertThat(aging.oldest()).isEqualTo(2);
        assertThat(aging.trimByAge(1_200)).isEqualTo(Long.MAX_VALUE);
        assertThat(aging.oldest()).isEqualTo(3);
        assertThat(aging.bytes()).isZero();
        append(aging, 1_300, "a", "third");
        assertThat(read(aging.get(3).payload())).isEqualTo("third");
        aging.release();
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
        return append(window, 0, "a", frame);
    }

    private Entry append(Window to, long nanos, String address, String frame) {
        ByteBuf payload = Unpooled.copiedBuffer(frame, StandardCharsets.US_ASCII);
        return to.append(
                nanos, Event.of(address, frame, Map.of()), anyone, true, Unpooled.EMPTY_BUFFER, payload, false);
    }

    private static String read(ByteBuf bytes) {
        String text = bytes.toString(StandardCharsets.US_ASCII);
        bytes.release();
        return text;
    }
}
