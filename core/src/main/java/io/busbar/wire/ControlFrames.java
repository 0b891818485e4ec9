package io.busbar.wire;

import io.busbar.plugin.CloseReason;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The small frames that belong to the protocol and not to any address. Payloads, without chunk framing. */
public final class ControlFrames {

    /** A comment line that clients ignore, without a blank line: weak parsers would make an event of that. */
    public static final Buffer HEARTBEAT = Buffer.buffer(":\n");

    private static final int PADDING = 2048;

    private ControlFrames() {}

    /**
     * Returns the first bytes of a stream: a comment, so that clients see the stream as open, and the reconnection time.
     *
     * @param retry the mean; what is written lies at random between half and one and a half of it, since clients that
     *     were cut together would come back together
     * @param padding whether the comment is 2 KiB long
     */
    public static Buffer preamble(Duration retry, boolean padding) {
        Buffer preamble = Buffer.buffer().appendString(":");
        if (padding) {
            preamble.appendString(" ".repeat(PADDING));
        }
        return preamble.appendString("\nretry: " + jittered(retry) + "\n");
    }

    /**
     * Returns the event that says how a resume ended.
     *
     * @param status {@code exact}, {@code partial} or {@code reset}
     * @param missed how many entries of the log may be missing at most; negative if that is not known, or does not matter
     */
    public static Buffer resume(String status, long missed) {
        String more = missed < 0 ? "" : ",\"missed\":" + missed;
        return Buffer.buffer("event: busbar.resume\ndata: {\"status\":\"" + status + "\"" + more + "}\n\n");
    }

    /** Returns the event that says where a stream is, so that it can be resumed from there; null if nothing has ids. */
    public static Buffer position(@Nullable String id) {
        return Buffer.buffer(idLine(id) + "event: busbar.position\ndata: \n\n");
    }

    /**
     * Returns the event that says that a reader was too slow.
     *
     * @param id where the stream goes on; null if nothing has ids
     * @param missed how many entries of the log may be missing at most
     */
    public static Buffer lagged(@Nullable String id, long missed) {
        return Buffer.buffer(idLine(id) + "event: busbar.lagged\ndata: {\"missed\":" + missed + "}\n\n");
    }

    /** Returns the event that says that events were lost before anyone could get them; the id goes before it. */
    public static Buffer gap() {
        return Buffer.buffer("event: busbar.lagged\ndata: {}\n\n");
    }

    private static String idLine(@Nullable String id) {
        return id == null ? "" : "id: " + id + "\n";
    }

    /**
     * Returns the last event of a stream that the server ends, with when to come back.
     *
     * @param retry the mean, as for {@link #preamble}
     */
    public static Buffer closing(CloseReason reason, Duration retry) {
        return Buffer.buffer("retry: " + jittered(retry) + "\nevent: busbar.closing\ndata: {\"reason\":\""
                + reason.text() + "\"}\n\n");
    }

    /** Returns the whole body of an answer that sends an {@code EventSource} away for a while. */
    public static Buffer overloaded(Duration retry) {
        return Buffer.buffer("retry: " + jittered(retry) + "\nevent: busbar.overloaded\ndata: {}\n\n");
    }

    private static long jittered(Duration mean) {
        long millis = mean.toMillis();
        return ThreadLocalRandom.current().nextLong(Math.max(1, millis / 2), millis + millis / 2 + 1);
    }
}
