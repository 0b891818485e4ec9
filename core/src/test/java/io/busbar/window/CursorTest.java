package io.busbar.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.address.AddressPattern;
import io.busbar.address.Selection;
import io.busbar.address.SubscriptionKey;
import io.busbar.plugin.Event;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Cursors over random subscriptions, bounds and histories, read in random steps while events come and go, against a list
 * of all events: each is read once and in order, or the loss is told, and no less than the loss.
 */
class CursorTest {

    private static final int ROUNDS = 30;
    private static final int STEPS = 50;
    private static final List<String> ADDRESSES = List.of("a", "b", "a.x", "a.y", "b.x", "b.y.z", "c.x.y");
    private static final List<String> KEYS = List.of("a", "b", "c.x.y", "a.*", "*.x", "**", "b.**", "*", "none");
    private static final Map<String, List<String>> MATCHES = KEYS.stream()
            .collect(Collectors.toMap(key -> key, key -> ADDRESSES.stream()
                    .filter(AddressPattern.parse(key)::matches)
                    .toList()));
    private static final List<String> CONFLATION_KEYS = List.of("", "one", "two");

    private enum Sight {
        READ_BY_INDEX,
        READ_BY_WINDOW,
        INDEX_FULL,
        LOST_BY_INDEX,
        LOST_BY_WINDOW,
        SKIPPED_BY_AGE,
        SKIPPED_NOTHING,
        SUPERSEDED
    }

    /** An event as it was appended. */
    private record Appended(
            long seq, long nanos, String address, String key, BitSet rules, boolean seenByPatterns, int bytes) {}

    private final Map<Sight, Integer> seen = new EnumMap<>(Sight.class);

    @Test
    void whatACursorReadsIsWhatAListOfAllEventsSays() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random seeds = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            new Round("round " + round + ", seed " + seed, new Random(seeds.nextLong())).run();
        }
        assertThat(seen).as("seed %d", seed).containsOnlyKeys(Sight.values());
    }

    private void sight(Sight sight) {
        seen.merge(sight, 1, Integer::sum);
    }

    /** A window with its bounds, and readers of it on one event loop. */
    private final class Round {

        private final String what;
        private final Random random;
        private final Retention retention;
        private final Conflation conflation = new Conflation();
        private final Window window;
        private final boolean conflates;
        private final List<Appended> all = new ArrayList<>();
        private final Map<List<String>, Feed> feeds = new LinkedHashMap<>();
        private final List<Reader> readers = new ArrayList<>();
        private final int largest;
        private long now = 1_000;
        private long trimmed;

        /** Up to where the loop has looked, and put what there was into the indexes. */
        private long indexedTo;

        Round(String what, Random random) {
            this.random = random;
            this.retention = new Retention(
                    random.nextBoolean() ? 1L << 40 : 200_000 + random.nextInt(2_000_000),
                    random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(6_000),
                    random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(4_000));
            this.window = new Window(retention, 0, this::onTrim);
            this.conflates = random.nextBoolean();
            this.largest = random.nextInt(4) == 0 ? 5_000 : 100;
            this.what = what + ", " + retention + (conflates ? ", conflating" : "");
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                int events = random.nextInt(random.nextInt(10) == 0 ? 1_000 : 30);
                for (int i = 0; i < events; i++) {
                    append();
                }
                if (random.nextInt(4) == 0) {
                    now += random.nextInt(500);
                    trimByAge();
                }
                if (random.nextInt(4) > 0) {
                    look();
                }
                if (random.nextInt(8) == 0) {
                    feeds.values().forEach(feed -> feed.trim(window.oldest()));
                }
                if (readers.size() < 3 || (readers.size() < 8 && random.nextInt(6) == 0)) {
                    readers.add(new Reader());
                }
                readers.forEach(Reader::step);
            }
            look();
            readers.forEach(Reader::drain);
            window.release();
        }

        private void append() {
            BitSet rules = new BitSet();
            rules.set(random.nextInt(3));
            String key = CONFLATION_KEYS.get(random.nextInt(CONFLATION_KEYS.size()));
            Appended next = new Appended(
                    all.size() + 1L,
                    now,
                    ADDRESSES.get(random.nextInt(ADDRESSES.size())),
                    key,
                    rules,
                    random.nextInt(4) > 0,
                    1 + random.nextInt(largest));
            all.add(next);
            ByteBuf frame = Unpooled.copiedBuffer("x".repeat(next.bytes()), StandardCharsets.US_ASCII);
            Event event = Event.of(next.address(), "x", Map.of()).withKey(key.isEmpty() ? null : key);
            Entry entry = window.append(now, event, rules, next.seenByPatterns(), Unpooled.EMPTY_BUFFER, frame, false);
            frame.release();
            if (conflates) {
                conflation.add(entry);
            }
            if (random.nextInt(20) == 0) {
                checkBounds();
            }
            now += random.nextInt(3);
        }

        /** As the loop does it. */
        private void look() {
            long first = indexedTo + 1;
            if (first < window.oldest()) {
                feeds.values().forEach(feed -> feed.forgetTo(window.oldest() - 1));
            }
            for (long seq = first; seq <= window.head(); seq++) {
                Appended event = at(seq);
                feeds.forEach((keys, feed) ->
                        keys.stream().filter(key -> matches(key, event)).forEach(key -> feed.add(event.seq())));
            }
            indexedTo = window.head();
        }

        private void onTrim(Entry entry) {
            conflation.remove(entry);
            trimmed++;
            if (entry.seq() != trimmed) {
                throw new AssertionError(entry.seq() + " is trimmed instead of " + trimmed + ", " + what);
            }
        }

        private void checkBounds() {
            assertThat(window.head()).as(what).isEqualTo(all.size());
            assertThat(window.oldest()).as("oldest, %s", what).isEqualTo(trimmed + 1);
            long held = window.head() - window.oldest() + 1;
            assertThat(held).as("events, %s", what).isBetween(1L, retention.events());
            if (retention.bytes() > 1L << 30 && retention.ageNanos() == Long.MAX_VALUE) {
                assertThat(held).as("events, %s", what).isEqualTo(Math.min(all.size(), retention.events()));
            }
            assertThat(window.bytes()).as("bytes, %s", what).isBetween(1L, retention.bytes() + (1 << 16));
        }

        private void trimByAge() {
            long left = window.trimByAge(now);
            if (window.oldest() > window.head()) {
                assertThat(left).as("nothing is left, %s", what).isEqualTo(Long.MAX_VALUE);
            } else {
                assertThat(left).as("the oldest's time, %s", what).isPositive();
                assertThat(left)
                        .as("the oldest's time, %s", what)
                        .isEqualTo(retention.ageNanos()
                                - (now - at(window.oldest()).nanos()));
            }
        }

        private Appended at(long seq) {
            return all.get((int) seq - 1);
        }

        private boolean matches(String key, Appended event) {
            return MATCHES.get(key).contains(event.address())
                    && (event.seenByPatterns() || !AddressPattern.isPattern(key));
        }

        private Feed feed(List<String> keys) {
            return feeds.computeIfAbsent(keys, each -> {
                Feed feed = new Feed();
                for (long seq = 1; seq <= indexedTo; seq++) {
                    Appended event = at(seq);
                    if (keys.stream().anyMatch(key -> matches(key, event))) {
                        feed.matching.add(seq);
                    }
                }
                // The index knows nothing of what came before.
                feed.forgetTo(window.head());
                return feed;
            });
        }

        /** An index, what a naive one knows, and all that one could know. */
        private final class Feed {

            private final SeqIndex index = new SeqIndex();
            private final Deque<Long> known = new ArrayDeque<>();
            private final TreeSet<Long> matching = new TreeSet<>();
            private long forgottenTo;

            void add(long seq) {
                boolean isNew = matching.add(seq);
                if (seq < window.oldest()) {
                    return;
                }
                index.add(seq);
                if (isNew) {
                    known.add(seq);
                }
                if (known.size() > SeqIndex.MOST) {
                    forgottenTo = Math.max(forgottenTo, known.remove());
                    sight(Sight.INDEX_FULL);
                }
            }

            void trim(long oldest) {
                index.trim(oldest);
                while (!known.isEmpty() && known.element() < oldest) {
                    forgottenTo = Math.max(forgottenTo, known.remove());
                }
            }

            void forgetTo(long seq) {
                index.forgetTo(seq);
                trim(seq + 1);
                forgottenTo = Math.max(forgottenTo, seq);
            }
        }

        /** A cursor, and where it has to be. */
        private final class Reader {

            private final List<String> keys = new ArrayList<>();
            private final BitSet entitled = new BitSet();
            private final Feed feed;
            private final Cursor cursor;
            private long position;

            Reader() {
                int most = 1 + random.nextInt(4);
                for (int i = 0; i < most; i++) {
                    String key = KEYS.get(random.nextInt(KEYS.size()));
                    if (!keys.contains(key)) {
                        keys.add(key);
                    }
                }
                entitled.set(random.nextInt(3));
                entitled.set(random.nextInt(3));
                position = random.nextBoolean()
                        ? window.head()
                        : Math.max(0, window.oldest() - 20)
                                + random.nextInt((int) (window.head() - window.oldest()) + 21);
                position = Math.min(position, window.head());
                EntryFilter filter = new EntryFilter(
                        entitled,
                        new Selection(keys.stream().map(SubscriptionKey::parse).toList()),
                        event -> true);
                feed = feed(List.copyOf(keys));
                cursor = new Cursor(window, filter, feed.index, () -> indexedTo, position);
            }

            void step() {
                switch (random.nextInt(6)) {
                    case 0, 1 -> read();
                    case 2 -> drain();
                    case 3 -> skipByAge();
                    case 4 -> {
                        cursor.advance();
                        if (!hasMore()) {
                            position = Math.max(position, indexedTo);
                        }
                    }
                    default -> {
                        // It reads nothing for a while.
                    }
                }
                checkPosition();
            }

            void drain() {
                for (int i = 0; hasMore(); i++) {
                    read();
                    assertThat(i).as("reads, %s", this).isLessThan(1_000_000);
                }
                checkPosition();
            }

            private void checkPosition() {
                assertThat(cursor.position()).as("position, %s", this).isEqualTo(position);
                assertThat(cursor.hasMore()).as("has more, %s", this).isEqualTo(hasMore());
                assertThat(cursor.isBehindWindow())
                        .as("is behind, %s", this)
                        .isEqualTo(position + 1 < window.oldest()
                                && (position < forgottenTo() || nextSelected(position) < window.oldest()));
            }

            private void read() {
                boolean conflating = conflates && random.nextBoolean();
                int maxBytes = 1 + random.nextInt(random.nextInt(3) == 0 ? 100_000 : 2_000);
                boolean byIndex = position >= forgottenTo();
                long before = position;
                List<Entry> batch = new ArrayList<>();
                boolean found = cursor.read(batch, maxBytes, conflating);
                long end = cursor.position();
                assertThat(batch.stream().map(Entry::seq))
                        .as("read from %d to %d, %s", before, end, this)
                        .containsExactlyElementsOf(LongStream.rangeClosed(before + 1, end)
                                .mapToObj(Round.this::at)
                                .filter(event -> isDue(event, conflating))
                                .map(Appended::seq)
                                .toList());
                long bytes = batch.stream().mapToLong(Entry::payloadBytes).sum();
                assertThat(bytes <= maxBytes || batch.size() == 1)
                        .as("%d of %d bytes, %s", bytes, maxBytes, this)
                        .isTrue();
                position = end;
                if (found) {
                    assertThat(end > before || nextSelected(before) == Long.MAX_VALUE)
                            .as("went on from %d, %s", before, this)
                            .isTrue();
                    sight(byIndex ? Sight.READ_BY_INDEX : Sight.READ_BY_WINDOW);
                    return;
                }
                assertThat(batch).as("before a loss, %s", this).isEmpty();
                assertThat(byIndex ? nextSelected(position) : position + 1)
                        .as("is lost, %s", this)
                        .isLessThan(window.oldest());
                sight(byIndex ? Sight.LOST_BY_INDEX : Sight.LOST_BY_WINDOW);
                assertThat(cursor.skipToWindow()).as("missed, %s", this).isEqualTo(window.oldest() - 1 - position);
                position = window.oldest() - 1;
            }

            private void skipByAge() {
                long nanos = random.nextInt(1_000);
                long upTo = window.oldest() - 1;
                while (upTo < window.head() && now - at(upTo + 1).nanos() >= nanos) {
                    upTo++;
                }
                boolean nothing = position >= forgottenTo() && upTo <= indexedTo && nextSelected(position) > upTo;
                long missed = nothing ? 0 : Math.max(0, upTo - position);
                assertThat(cursor.skipOlderThan(nanos, now))
                        .as("skipped, %s", this)
                        .isEqualTo(missed);
                sight(missed > 0 ? Sight.SKIPPED_BY_AGE : Sight.SKIPPED_NOTHING);
                position = Math.max(position, upTo);
            }

            private long forgottenTo() {
                return feed.forgottenTo;
            }

            private boolean hasMore() {
                return position < forgottenTo() || nextSelected(position) < Long.MAX_VALUE;
            }

            /** Returns the number of the next event of this reader's addresses, as far as the loop has looked. */
            private long nextSelected(long after) {
                Long next = feed.matching.higher(after);
                return next == null ? Long.MAX_VALUE : next;
            }

            private boolean isSelected(Appended event) {
                return keys.stream().anyMatch(key -> matches(key, event));
            }

            private boolean isWanted(Appended event) {
                return isSelected(event) && event.rules().intersects(entitled);
            }

            private boolean isDue(Appended event, boolean conflating) {
                if (!isWanted(event)) {
                    return false;
                }
                if (conflating && isSuperseded(event)) {
                    sight(Sight.SUPERSEDED);
                    return false;
                }
                return true;
            }

            /** The next few newer ones of the key count, as far as this reader gets them. */
            private boolean isSuperseded(Appended event) {
                int looks = 0;
                for (long seq = event.seq() + 1; seq <= all.size() && looks < 16; seq++) {
                    Appended newer = at(seq);
                    if (newer.address().equals(event.address()) && newer.key().equals(event.key())) {
                        looks++;
                        if (isWanted(newer)) {
                            return true;
                        }
                    }
                }
                return false;
            }

            @Override
            public String toString() {
                return "reader of " + keys + " at " + position + " of " + window.oldest() + " to " + window.head()
                        + ", forgotten " + forgottenTo() + ", " + what;
            }
        }
    }
}
