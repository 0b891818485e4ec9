package io.busbar.hub;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts streams, open ones and those that are being opened, against the limits. Thread-safe. */
public final class Admission {

    /** The answer to a request for one more stream. */
    public enum Outcome {
        /** It counts, and must be given back. */
        ADMITTED,
        /** The node is full. */
        FULL,
        /** This client has enough. */
        TOO_MANY
    }

    private final int most;
    private final int mostPerIp;
    private final AtomicInteger total = new AtomicInteger();
    private final ConcurrentMap<String, Integer> perIp = new ConcurrentHashMap<>();

    Admission(int most, int mostPerIp) {
        this.most = most;
        this.mostPerIp = mostPerIp;
    }

    /** Asks for one more stream from {@code ip}. */
    public Outcome enter(String ip) {
        if (total.incrementAndGet() > most) {
            total.decrementAndGet();
            return Outcome.FULL;
        }
        if (perIp.merge(ip, 1, Integer::sum) > mostPerIp) {
            leave(ip);
            return Outcome.TOO_MANY;
        }
        return Outcome.ADMITTED;
    }

    /** Gives a stream from {@code ip} back. */
    public void leave(String ip) {
        total.decrementAndGet();
        perIp.computeIfPresent(ip, (key, count) -> count == 1 ? null : count - 1);
    }

    /** Returns how many streams there are now. */
    public int count() {
        return total.get();
    }
}
