package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.Journey.Item;
import io.busbar.Journey.Segment;
import io.busbar.KnownLog.Known;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares what a reader was given with the log: every event of its lanes, once, in order, except in ranges that it was
 * told of. Confined to one thread.
 */
final class JourneyCheck {

    /**
     * What the bridge may do in this run.
     *
     * @param conflates whether events may be left out that have a newer one of their key
     * @param tellsOfLag whether {@code busbar.lagged} may come for less than falling out of the retention
     * @param retained how many events are retained at least; 0 if other bounds than that may count
     */
    record Rules(boolean conflates, boolean tellsOfLag, int retained) {}

    private record Gap(long after, long upTo) {
        boolean contains(long place) {
            return place > after && place <= upTo;
        }
    }

    private record Key(String address, String key) {}

    private final Lanes lanes;
    private final KnownLog log;
    private final Rules rules;

    /** All gaps, and what was expected and what came, over all segments. */
    private final List<Gap> allGaps = new ArrayList<>();

    private final NavigableMap<Long, Known> skipped = new TreeMap<>();
    private final NavigableMap<Long, Known> given = new TreeMap<>();

    /** Of each lane the number that came last, and up to which number it may have missed some. */
    private final int[] last;

    private final int[] excused;
    private final Set<String> joined = new HashSet<>();

    /** Places before which the recording of addresses began that are not recorded all the time. */
    private final Map<String, Long> recordedBefore = new HashMap<>();

    /**
     * Creates a check of one journey.
     *
     * @param roomsRecorded the place from which on the rooms were recorded all the time; there are positions before it
     */
    JourneyCheck(Lanes lanes, KnownLog log, Rules rules, long roomsRecorded) {
        this.lanes = lanes;
        this.log = log;
        this.rules = rules;
        this.last = new int[lanes.all().size()];
        this.excused = new int[lanes.all().size()];
        Lanes.rooms().forEach(room -> recordedBefore.put(room, roomsRecorded));
    }

    /** Checks everything; returns how many events were left out for newer ones. */
    int check(Journey journey) {
        for (int i = 0; i < journey.segments.size(); i++) {
            Segment segment = journey.segments.get(i);
            if (segment.position != null) {
                check(segment, "stream " + i + ", a " + segment);
                noteRecording(segment);
                joined.addAll(segment.keys);
            }
        }
        return checkSkipped();
    }

    /** The recording of an address began, at the latest, with the first stream, and anew when that was told. */
    private void noteRecording(Segment segment) {
        boolean anew = "partial".equals(segment.status) && segment.missed == null;
        for (String key : segment.keys) {
            if (Lanes.isRecordedOnDemand(key) && (anew || !joined.contains(key))) {
                recordedBefore.put(key, log.placeAfter(segment.begunAtPosition));
            }
        }
    }

    private void check(Segment segment, String what) {
        List<Gap> gaps = new ArrayList<>();
        long start = checkStart(segment, gaps, what);
        excuseAtStart(segment);
        long place = Math.max(start, gaps.isEmpty() ? start : segment.position);
        NavigableMap<Long, Known> came = new TreeMap<>();
        for (Item item : segment.items) {
            if (item.known() != null) {
                assertThat(item.place()).as("%s: after %d", what, place).isGreaterThan(place);
                came.put(item.place(), item.known());
                checkNumber(item.known(), what + ": at " + item.place());
            } else if (item.lagged()) {
                checkLagged(segment, item, place, what);
                gaps.add(new Gap(place, item.place()));
                excuse(segment.keys, item.begun());
            } else {
                assertThat(item.place())
                        .as("%s: a position after %d", what, place)
                        .isGreaterThanOrEqualTo(place);
            }
            place = item.place();
        }
        place = Math.max(place, segment.position);
        NavigableMap<Long, Known> due = new TreeMap<>();
        log.between(start, place).forEach((each, known) -> {
            if (gaps.stream().noneMatch(gap -> gap.contains(each)) && lanes.wanted(segment.keys, known.lane())) {
                due.put(each, known);
            }
        });
        Map<Long, Known> tooMany = new TreeMap<>(came);
        tooMany.keySet().removeAll(due.keySet());
        assertThat(tooMany).as("%s: came, but was not asked for", what).isEmpty();
        due.keySet().removeAll(came.keySet());
        if (!rules.conflates()) {
            assertThat(due)
                    .as("%s: lost without a word; told of %s", what, gaps)
                    .isEmpty();
        }
        skipped.putAll(due);
        given.putAll(came);
        allGaps.addAll(gaps);
    }

    /** Returns the place after which the stream owes events. */
    private long checkStart(Segment segment, List<Gap> gaps, String what) {
        if (segment.sent == null) {
            assertThat(segment.status).as("%s: a fresh one", what).isNull();
            return segment.position;
        }
        assertThat(segment.status).as(what).isIn("exact", "partial");
        assertThat(segment.position).as("%s: the position", what).isGreaterThanOrEqualTo(segment.sent);
        boolean leftRetention = segment.position > segment.sent;
        if (segment.status.equals("exact")) {
            assertThat(segment.missed).as("%s: missed in an exact resume", what).isNull();
            return segment.sent;
        }
        if (segment.missed == null) {
            boolean since = segment.keys.stream().anyMatch(key -> segment.sent < recordedBefore.getOrDefault(key, 0L));
            assertThat(since || segment.mayBeUnrecorded)
                    .as("%s: some address may not have been recorded all the time; not %s", what, recordedBefore)
                    .isTrue();
        } else {
            assertThat(leftRetention).as("%s: partial", what).isTrue();
            checkMissed(segment, new Gap(segment.sent, segment.position), segment.missed, what);
        }
        if (leftRetention) {
            checkRetention(segment.sent, segment.begunAtPosition, what);
            gaps.add(new Gap(segment.sent, segment.position));
        }
        return segment.sent;
    }

    private void checkLagged(Segment segment, Item item, long place, String what) {
        assertThat(item.place()).as("%s: lagged after %d", what, place).isGreaterThan(place);
        assertThat(item.missed()).as("%s: missed at %d", what, item.place()).isNotNull();
        checkMissed(segment, new Gap(place, item.place()), item.missed(), what);
        if (!rules.tellsOfLag()) {
            checkRetention(place, item.begun(), what);
        }
    }

    /** What was left out for newer ones, and then these left the retention, need not be counted twice. */
    private void checkMissed(Segment segment, Gap gap, long missed, String what) {
        long lost = log.between(gap.after(), gap.upTo()).values().stream()
                .filter(known -> lanes.wanted(segment.keys, known.lane()))
                .count();
        assertThat(missed)
                .as("%s: missed in %s", what, gap)
                .isBetween(rules.conflates() ? 1 : lost, gap.upTo() - gap.after());
    }

    /** What is retained must not be given up. */
    private void checkRetention(long place, Lanes.Counts begun, String what) {
        if (rules.retained() > 0) {
            assertThat(log.placeAfter(begun) - place)
                    .as("%s: behind %d, which must have left the %d that are retained", what, place, rules.retained())
                    .isGreaterThan(rules.retained());
        }
    }

    // ---- the numbers of a lane ----

    private void excuseAtStart(Segment segment) {
        for (Lane lane : lanes.all()) {
            if (!lanes.wanted(segment.keys, lane)) {
                continue;
            }
            int number = lane.number();
            boolean unlisted = lane.origin() == Lane.Origin.UNLISTED;
            boolean fromRetention = segment.sent == null || segment.position > segment.sent;
            if (fromRetention || (segment.status.equals("partial") && unlisted)) {
                excused[number] = segment.begunAtPosition.of(lane);
            } else if (!lanes.wanted(joined, lane)) {
                excused[number] = segment.begunBefore.of(lane);
            }
        }
    }

    private void excuse(Set<String> keys, Lanes.Counts begun) {
        for (Lane lane : lanes.all()) {
            if (lanes.wanted(keys, lane)) {
                excused[lane.number()] = begun.of(lane);
            }
        }
    }

    /** A lane's numbers have no holes, whatever became of the events on their way to the log. */
    private void checkNumber(Known known, String what) {
        int lane = known.lane().number();
        assertThat(known.number())
                .as("%s: of %s after %d", what, known, last[lane])
                .isGreaterThan(last[lane]);
        if (!rules.conflates()) {
            assertThat(known.number() - 1)
                    .as(
                            "%s: between %d and %s, all but the first %d of the lane must have come",
                            what, last[lane], known, excused[lane])
                    .isLessThanOrEqualTo(Math.max(last[lane], excused[lane]));
        }
        last[lane] = known.number();
    }

    // ---- conflation ----

    /** What was left out must have a newer one of its key that came, or that got lost with a word. */
    private int checkSkipped() {
        Map<Key, Long> newest = new HashMap<>();
        log.all().forEach((place, known) -> {
            boolean told = allGaps.stream().anyMatch(gap -> gap.contains(place));
            if (given.containsKey(place) || (told && lanes.wanted(joined, known.lane()))) {
                newest.put(new Key(known.lane().address(), known.key()), place);
            }
        });
        skipped.forEach((place, known) -> {
            Long newer = newest.get(new Key(known.lane().address(), known.key()));
            boolean isFinal = known.key().equals(LanePublisher.finalKey(known.lane()));
            assertThat(isFinal || (newer != null && newer > place))
                    .as("%s at %d, which was left out, has a newer one of its key that came", known, place)
                    .isTrue();
        });
        return skipped.size();
    }
}
