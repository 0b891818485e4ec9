package io.busbar.presence;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Which keys have their first subscriber, and which have lost their last, for good: one that soon gets another has not lost
 * it. One node tells that to producers. The others keep in mind what it may not have told before it left, so that whoever
 * speaks after it tells that again: at least once. Confined to one thread.
 */
final class SubscriberEvents {

    /** More than so many losses are not kept for another node to tell. */
    static final int MOST_LEFT = 10_000;

    private final long delayNanos;
    private final LongSupplier nanoTime;
    private final BiConsumer<String, Boolean> teller;

    /** Keys that have subscribers, or had until lately. */
    private final Set<String> wanted = new HashSet<>();

    /** When the loss of a key is due to be told. */
    private final Map<String, Long> lost = new HashMap<>();

    /** Losses that were due, and left to the node that speaks, with the time. */
    private final Map<String, Long> left = new HashMap<>();

    private boolean speaks;

    /**
     * Creates one that is silent.
     *
     * @param delayNanos how long a key has no subscriber before that is told
     * @param nanoTime as {@link System#nanoTime}
     * @param teller tells producers of a key, and whether it has subscribers
     */
    SubscriberEvents(long delayNanos, LongSupplier nanoTime, BiConsumer<String, Boolean> teller) {
        this.delayNanos = delayNanos;
        this.nanoTime = nanoTime;
        this.teller = teller;
    }

    /** Notes that {@code key} has a subscriber, after it had none. */
    void first(String key) {
        lost.remove(key);
        left.remove(key);
        if (wanted.add(key) && speaks) {
            teller.accept(key, true);
        }
    }

    /** Notes that {@code key} has no subscriber any more. */
    void last(String key) {
        lost.put(key, nanoTime.getAsLong() + delayNanos);
    }

    /**
     * Notes keys without subscribers of which another node knows that their loss may not have been told.
     *
     * @param keys with the nanoseconds until that is due
     */
    void missed(Map<String, Long> keys) {
        long now = nanoTime.getAsLong();
        keys.forEach((key, nanos) -> {
            if (!wanted.contains(key)) {
                lost.putIfAbsent(key, now + nanos);
            }
        });
    }

    /** Returns the keys whose loss may not have been told yet, with the nanoseconds until that is due, or 0. */
    Map<String, Long> untold() {
        long now = nanoTime.getAsLong();
        Map<String, Long> untold = new HashMap<>();
        left.keySet().forEach(key -> untold.put(key, 0L));
        lost.forEach((key, due) -> untold.put(key, Math.max(0, due - now)));
        return untold;
    }

    /** Has this node be the one that tells, or not. When it begins to, it tells what the one before may have left. */
    void speak(boolean wantsToSpeak) {
        boolean begins = wantsToSpeak && !speaks;
        speaks = wantsToSpeak;
        if (begins) {
            wanted.forEach(key -> teller.accept(key, true));
            List.copyOf(left.keySet()).forEach(key -> teller.accept(key, false));
            left.clear();
        }
    }

    /**
     * Tells what is due, or leaves it to the node that speaks; to be called now and then.
     *
     * @param told what was due before this time, the node that speaks has told; as {@link System#nanoTime}
     */
    void tick(long told) {
        long now = nanoTime.getAsLong();
        left.values().removeIf(nanos -> nanos - told <= 0);
        List<String> due = lost.entrySet().stream()
                .filter(each -> each.getValue() - now <= 0)
                .map(Map.Entry::getKey)
                .toList();
        for (String key : due) {
            lost.remove(key);
            wanted.remove(key);
            if (speaks || left.size() >= MOST_LEFT) {
                teller.accept(key, false);
            } else {
                left.put(key, now);
            }
        }
    }

    /** Tells that nobody has subscribers any more, if this node speaks: nobody is left to tell it later. */
    void end() {
        if (speaks) {
            wanted.addAll(lost.keySet());
            wanted.forEach(key -> teller.accept(key, false));
            wanted.clear();
            lost.clear();
        }
    }
}
