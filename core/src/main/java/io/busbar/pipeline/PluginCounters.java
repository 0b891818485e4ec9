package io.busbar.pipeline;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of one plugin since it was started. Thread-safe. */
public final class PluginCounters {

    /** What can become of an event, or of a call. */
    public enum Count {
        /** Events that came to its transforms. */
        EVENTS("events"),
        /** Events that its transforms dropped, as they meant to. */
        DROPPED("dropped"),
        /** Subscribers who did not get an event because of its filters. */
        FILTERED("filtered"),
        /** Subscriptions that its authorizers refused. */
        REFUSED("refused"),
        /** Calls that threw, answered what they must not, or came to nothing in time. */
        FAILURES("failures"),
        /** Those of the failures that were not answered in time. */
        TIMEOUTS("timeouts"),
        /** Events that were lost because too many waited for it. */
        OVERFLOWS("overflows"),
        /** Calls that kept a thread for longer than a second. */
        BLOCKED("blocked"),
        /** Events that passed by it while it was taken out. */
        BYPASSED("bypassed");

        private final String text;

        Count(String text) {
            this.text = text;
        }
    }

    private final Map<Count, LongAdder> adders = new EnumMap<>(Count.class);

    /** Creates counters that are 0. */
    public PluginCounters() {
        for (Count count : Count.values()) {
            adders.put(count, new LongAdder());
        }
    }

    @SuppressWarnings("NullAway") // the constructor puts every constant in
    void add(Count count) {
        adders.get(count).increment();
    }

    /** Returns all counts under their names. */
    public Map<String, Long> all() {
        Map<String, Long> all = new LinkedHashMap<>();
        adders.forEach((count, adder) -> all.put(count.text, adder.sum()));
        return all;
    }
}
