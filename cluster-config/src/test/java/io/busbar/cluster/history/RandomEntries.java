package io.busbar.cluster.history;

import io.busbar.draft.Draft;
import io.busbar.history.IdempotencyKey;
import io.busbar.history.LogRecord;
import io.busbar.intake.Intake;
import io.busbar.metrics.Counters;
import io.busbar.permission.PermissionRules;
import io.busbar.permission.RuleCache;
import io.busbar.plugin.Event;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Makes entries as a recorder does: the frames are the intake's. */
final class RandomEntries {

    static final long NOW = 1_790_000_000_000L;

    private static final String ALPHABET = "ab\"\\ :=,é€\ud83d\ude00\ud83d\0\t\u2028\ufeff\u0130\u0131Kk";

    private final Random random;
    private final Intake intake = intake();

    RandomEntries(Random random) {
        this.random = random;
    }

    static Intake intake() {
        PermissionRules rules = new PermissionRules(List.of(new PermittedOptions()));
        return new Intake(new RuleCache(rules, 100), (address, seenByPatterns) -> true, 16 << 20, new Counters());
    }

    Batch batch() {
        List<LogEntry> entries = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            entries.add(entry());
        }
        long firstSeq = 1 + random.nextLong(1L << random.nextInt(59));
        return new Batch("ep0ch", random.nextInt(300), 1 + random.nextInt(300), firstSeq, NOW, entries);
    }

    LogEntry entry() {
        int kind = random.nextInt(8);
        if (kind == 0) {
            return new LogEntry.Mark(key());
        }
        if (kind == 1) {
            LogRecord gap = intake.gap("a", random.nextBoolean());
            return new LogEntry.Recorded(
                    random.nextBoolean()
                            ? gap
                            : new LogRecord(gap.event(), false, gap.frame(), key(), LogRecord.Kind.OUTAGE));
        }
        return new LogEntry.Recorded(intake.record(Draft.of(event()), random.nextBoolean(), key(), null));
    }

    Event event() {
        Map<String, String> headers = new HashMap<>();
        for (int i = Math.max(0, random.nextInt(6) - 2); i > 0; i--) {
            headers.put(text(), text());
        }
        return Event.of("a" + text().replace('\0', '0'), body(), headers)
                .withType(random.nextBoolean() ? null : "t" + text().replace('\0', '0'))
                .withKey(random.nextBoolean() ? null : text())
                .withTime(random.nextInt(4) == 0 ? random.nextLong() : NOW + random.nextInt(20_000) - 10_000);
    }

    IdempotencyKey key() {
        return random.nextBoolean() ? null : new IdempotencyKey(text(), text());
    }

    Object body() {
        return switch (random.nextInt(4)) {
            case 0 -> object(4);
            case 1 -> array(4);
            default -> scalar();
        };
    }

    private Object within(int depth) {
        int kind = random.nextInt(8);
        if (depth == 0 || kind < 4) {
            return scalar();
        }
        return switch (kind) {
            case 4 -> object(depth);
            case 5 -> array(depth);
            case 6 -> object(depth).getMap();
            default -> array(depth).getList();
        };
    }

    private JsonObject object(int depth) {
        JsonObject object = new JsonObject();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.put(text(), within(depth - 1));
        }
        return object;
    }

    private JsonArray array(int depth) {
        JsonArray array = new JsonArray();
        for (int i = random.nextInt(4); i > 0; i--) {
            array.add(within(depth - 1));
        }
        return array;
    }

    private Object scalar() {
        long bits = random.nextLong() >> random.nextInt(64);
        return switch (random.nextInt(14)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> (int) bits;
            case 3 -> bits;
            case 4 -> Double.longBitsToDouble(random.nextLong());
            case 5 -> Float.intBitsToFloat(random.nextInt());
            case 6 -> (short) bits;
            case 7 -> (byte) bits;
            case 8 -> new BigInteger(random.nextInt(200), random).subtract(BigInteger.valueOf(bits));
            case 9 -> BigDecimal.valueOf(bits, random.nextInt(80) - 40);
            case 10 -> Buffer.buffer(bytes());
            case 11 -> bytes();
            case 12 -> random.nextDouble() * TimeUnit.DAYS.toNanos(1);
            default -> text();
        };
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
