package io.busbar.metrics;

import io.busbar.history.ResumeStatus;
import io.busbar.plugin.CloseReason;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What a bridge counts since its start. Thread-safe. */
public final class Counters {

    private final LongAdder eventsIn = new LongAdder();
    private final LongAdder eventsOut = new LongAdder();
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final LongAdder slow = new LongAdder();
    private final LongAdder missed = new LongAdder();
    private final Map<ResumeStatus, LongAdder> resumed = adders(ResumeStatus.class);
    private final Map<CloseReason, LongAdder> closed = adders(CloseReason.class);
    private final Map<DropReason, LongAdder> dropped = adders(DropReason.class);

    /** Counts one event that came in. */
    public void eventIn() {
        eventsIn.increment();
    }

    /** Counts events that were written to a connection. */
    public void eventsOut(int count) {
        eventsOut.add(count);
    }

    /** Counts subscriptions that came, or, negative, that went. */
    public void subscriptions(int change) {
        subscriptions.addAndGet(change);
    }

    /** Counts one connection that became slow. */
    public void slow() {
        slow.increment();
    }

    /** Counts entries of the log that a slow connection may not have got. */
    public void missed(long entries) {
        missed.add(entries);
    }

    /** Counts one connection that resumed. */
    public void resumed(ResumeStatus status) {
        adder(resumed, status).increment();
    }

    /** Counts one connection that ended. */
    public void closed(CloseReason reason) {
        adder(closed, reason).increment();
    }

    /** Counts one event that reached nobody. */
    public void dropped(DropReason reason) {
        adder(dropped, reason).increment();
    }

    /** Counts events that reached nobody. */
    public void dropped(DropReason reason, int count) {
        adder(dropped, reason).add(count);
    }

    /** Returns how many events came in. */
    public long eventsIn() {
        return eventsIn.sum();
    }

    /** Returns how many events were written, one per connection that got it. */
    public long eventsOut() {
        return eventsOut.sum();
    }

    /** Returns how many subscriptions there are now. */
    public int subscriptions() {
        return subscriptions.get();
    }

    /** Returns how often a connection became slow. */
    public long slowCount() {
        return slow.sum();
    }

    /** Returns how many entries of the log slow connections may not have got. */
    public long missedCount() {
        return missed.sum();
    }

    /** Returns the connections that resumed, by how that ended; each status is there. */
    public Map<String, Long> resumed() {
        Map<String, Long> sums = new LinkedHashMap<>();
        resumed.forEach((status, count) -> sums.put(status.text(), count.sum()));
        return sums;
    }

    /** Returns the connections that ended, by reason; each reason is there. */
    public Map<String, Long> closed() {
        Map<String, Long> sums = new LinkedHashMap<>();
        closed.forEach((reason, count) -> sums.put(reason.text(), count.sum()));
        return sums;
    }

    /** Returns the events that reached nobody, by reason; each reason is there. */
    public Map<String, Long> dropped() {
        Map<String, Long> sums = new LinkedHashMap<>();
        dropped.forEach((reason, count) -> sums.put(reason.text(), count.sum()));
        return sums;
    }

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
        Map<E, LongAdder> adders = new EnumMap<>(type);
        for (E reason : type.getEnumConstants()) {
            adders.put(reason, new LongAdder());
        }
        return adders;
    }

    @SuppressWarnings("NullAway") // the constructor puts every constant in
    private static <E extends Enum<E>> LongAdder adder(Map<E, LongAdder> adders, E reason) {
        return adders.get(reason);
    }
}
