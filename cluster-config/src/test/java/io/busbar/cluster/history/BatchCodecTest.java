package io.busbar.cluster.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.draft.Draft;
import io.busbar.history.IdempotencyKey;
import io.busbar.history.LogRecord;
import io.busbar.intake.Intake;
import io.busbar.plugin.Event;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchCodecTest {

    /** Version 1. Nodes of different releases share a log: a change of the format needs another version. */
    private static final String GOLDEN = """
            010a65703063680203900380b083c59868060c0a73636f70650e636f6e74656e74070a086e65777306616464026b0202
            610231024202320e0e086e756c6c00046e6f01067965730206696e740401086c6f6e6705d8040c646f75626c65063ff8
            0000000000000a666c6f6174073fc000000a73686f7274080408627974650906066269670a090100000000000000000e
            646563696d616c0b04016e0c6275666665720c01620a62797465730d0201020a61727261790f020303d8000304c3a900
            0001026103046869050000026700020000026700030b0a73636f70650e636f6e74656e74
            """.replace("\n", "");

    private static Batch sample() {
        Intake intake = RandomEntries.intake();
        IdempotencyKey key = new IdempotencyKey("scope", "content");
        JsonObject json = new JsonObject()
                .put("null", null)
                .put("no", false)
                .put("yes", true)
                .put("int", -1)
                .put("long", 300L)
                .put("double", 1.5)
                .put("float", 1.5f)
                .put("short", (short) 2)
                .put("byte", (byte) 3)
                .put("big", new BigInteger("18446744073709551616"))
                .put("decimal", new BigDecimal("1.10"))
                .put("buffer", Buffer.buffer("b"))
                .put("bytes", new byte[] {1, 2})
                .put("array", new JsonArray().add("\ud800").add("é"));
        Event full = Event.of("news", json, Map.of("B", "2", "a", "1"))
                .withType("add")
                .withKey("k")
                .withTime(RandomEntries.NOW + 5);
        Event small = Event.of("a", "hi", Map.of()).withTime(RandomEntries.NOW - 1);
        LogRecord gap = intake.gap("g", true);
        gap = new LogRecord(gap.event().withTime(RandomEntries.NOW), true, gap.frame(), null, gap.kind());
        LogRecord outage = new LogRecord(gap.event(), false, gap.frame(), null, LogRecord.Kind.OUTAGE);
        return new Batch(
                "ep0ch",
                2,
                3,
                400,
                RandomEntries.NOW,
                List.of(
                        new LogEntry.Recorded(intake.record(Draft.of(full), true, key, null)),
                        new LogEntry.Recorded(intake.record(Draft.of(small), false, null, null)),
                        new LogEntry.Recorded(gap),
                        new LogEntry.Recorded(outage),
                        new LogEntry.Mark(null),
                        new LogEntry.Mark(key)));
    }

    @Test
    void theFirstVersionOfTheFormatStaysAsItIs() {
        assertThat(HexFormat.of().formatHex(BatchCodec.encode(sample()))).isEqualTo(GOLDEN);
        assertThat(Described.batch(BatchCodec.decode(HexFormat.of().parseHex(GOLDEN))))
                .isEqualTo(Described.batch(sample()));
    }

    /** The description has the frames: those that were encoded are the intake's. */
    @Test
    void whatWasEncodedIsReadBackWithTheFramesOfTheIntake() {
        long seed = Long.getLong("seed", System.nanoTime());
        RandomEntries entries = new RandomEntries(new Random(seed));
        for (int i = 0; i < 3_000; i++) {
            Batch batch = entries.batch();
            byte[] bytes = BatchCodec.encode(batch);
            Batch read = BatchCodec.decode(bytes);
            assertThat(Described.batch(read)).as("seed %d", seed).isEqualTo(Described.batch(batch));
            assertThat(BatchCodec.encode(read)).as("seed %d", seed).isEqualTo(bytes);
        }
    }

    @Test
    void aBatchWithoutEntriesIsOne() {
        Batch empty = new Batch("e", 0, 1, 1, 0, List.of());
        assertThat(BatchCodec.decode(BatchCodec.encode(empty))).isEqualTo(empty);
    }

    @Test
    void largeBodiesAreReadBack() {
        String text = "0123456789abcdé€".repeat(1 << 16);
        for (Object body : List.of(text, new JsonObject().put("a", text), text.getBytes(StandardCharsets.UTF_8))) {
            LogRecord record = RandomEntries.intake().record(Draft.of(Event.of("a", body, Map.of())), true, null, null);
            Batch batch = new Batch("e", 1, 1, 1, 5, List.of(new LogEntry.Recorded(record)));
            Batch read = BatchCodec.decode(BatchCodec.encode(batch));
            assertThat(Described.batch(read).equals(Described.batch(batch))).isTrue();
        }
    }

    @Test
    void aBatchThatIsCutAnywhereIsNone() {
        byte[] bytes = BatchCodec.encode(sample());
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> BatchCodec.decode(cut))
                    .as("%d bytes", length)
                    .isInstanceOf(BatchFormatException.class);
        }
    }

    @Test
    void bytesBehindTheEndAreRefused() {
        byte[] bytes = BatchCodec.encode(sample());
        assertThatThrownBy(() -> BatchCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(BatchFormatException.class)
                .hasMessageContaining("1 bytes behind the end");
    }

    @Test
    void anotherVersionIsRefusedByItsNumber() {
        byte[] bytes = BatchCodec.encode(sample());
        bytes[0] = 2;
        assertThatThrownBy(() -> BatchCodec.decode(bytes))
                .isInstanceOf(BatchFormatException.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void spoiltBytesAreABatchOrAreRefused() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        RandomEntries entries = new RandomEntries(random);
        int refused = 0;
        for (int i = 0; i < 30_000; i++) {
            byte[] bytes = spoilt(BatchCodec.encode(i % 10 == 0 ? sample() : entries.batch()), random);
            try {
                BatchCodec.decode(bytes);
            } catch (BatchFormatException e) {
                assertThat(e.getMessage()).isNotBlank();
                refused++;
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(bytes), e);
            }
        }
        assertThat(refused).as("refused ones, seed %d", seed).isBetween(3_000, 29_999);
    }

    private static byte[] spoilt(byte[] bytes, Random random) {
        byte[] spoilt = bytes.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(spoilt.length);
            switch (random.nextInt(3)) {
                case 0 -> spoilt[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> spoilt[at] = (byte) random.nextInt();
                default -> {
                    int to = random.nextInt(spoilt.length);
                    System.arraycopy(
                            bytes, at, spoilt, to, Math.min(random.nextInt(9), spoilt.length - Math.max(at, to)));
                }
            }
        }
        return spoilt;
    }

    /** Each of a thousand lists in each other says that it has a million elements, which there might be. */
    @Test
    void lengthsThatCantAllBeTakeNoMemory() {
        CodecOutput entry = new CodecOutput();
        entry.writeByte(0);
        entry.writeByte(0);
        entry.writeSigned(0);
        entry.writeText("a");
        for (int i = 0; i < BodyType.MOST_LEVELS; i++) {
            entry.writeByte(BodyType.ARRAY);
            entry.writeNumber(1_000_000);
        }
        byte[] nulls = new byte[1_100_000];
        CodecOutput out = new CodecOutput();
        out.append(entry);
        byte[] head = BatchCodec.join(new Batch("e", 1, 1, 1, 0, List.of(new LogEntry.Mark(null))), out);
        byte[] bytes = Arrays.copyOf(head, head.length + nulls.length);
        assertThatThrownBy(() -> BatchCodec.decode(bytes)).isInstanceOf(BatchFormatException.class);
    }

    @Test
    void jsonMayBeAsDeepAsItsTextMayBe() {
        assertThatCode(() -> BatchCodec.decode(BatchCodec.encode(nested(BodyType.MOST_LEVELS))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> BatchCodec.encode(nested(BodyType.MOST_LEVELS + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000 levels");
    }

    private static Batch nested(int levels) {
        JsonArray json = new JsonArray();
        for (int i = 1; i < levels; i++) {
            json = new JsonArray().add(json);
        }
        LogRecord gap = RandomEntries.intake().gap("a", true);
        Event event = Event.of("a", json, Map.of());
        LogRecord record = new LogRecord(event, true, gap.frame(), null, LogRecord.Kind.EVENT);
        return new Batch("e", 1, 1, 1, 0, List.of(new LogEntry.Recorded(record)));
    }
}
