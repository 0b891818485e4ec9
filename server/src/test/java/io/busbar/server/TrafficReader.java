package io.busbar.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.parsetools.RecordParser;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads one stream after the other: when one ends, for whatever reason, it goes on at another server with the last event id.
 * Over all of them it must see each number of its lanes once, in order. On the event loop of its {@link Traffic}, but for
 * what the test asks.
 */
final class TrafficReader {

    private static final long TIMEOUT_MILLIS = 5_000;
    private static final long RETRY_MILLIS = 50;
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final Traffic traffic;
    private final int number;
    private final String query;

    /** By lane, the last that was seen. */
    private final Map<Integer, Integer> seen = new ConcurrentHashMap<>();

    private volatile @Nullable SocketAddress server;
    private volatile String id = "";
    private volatile boolean open;
    private final AtomicInteger resumes = new AtomicInteger();
    private volatile String lastEnd = "";

    /** By server and reason, how often a stream was ended. */
    private final Map<String, Integer> ends = new ConcurrentHashMap<>();

    // the stream that is read, and the event
    private int stream;
    private @Nullable HttpClientResponse response;
    private boolean isResume;
    private String type = "";
    private String data = "";
    private String eventId = "";
    private boolean hasData;

    TrafficReader(Traffic traffic, int number, String query, List<Integer> lanes) {
        this.traffic = traffic;
        this.number = number;
        this.query = query;
        lanes.forEach(lane -> seen.put(lane, 0));
    }

    /** Opens a stream, where the one before ended, but at another server. */
    void connect() {
        connect(traffic.serverAfter(server));
    }

    /** How far a reader has come, over all its streams. */
    record Place(String id, Map<Integer, Integer> seen) {}

    /** Returns how far this one has come. */
    Place place() {
        return new Place(id, Map.copyOf(seen));
    }

    /** Opens the first stream there, behind what another one has seen. */
    void resume(Place place, SocketAddress first) {
        id = place.id();
        eventId = id;
        seen.putAll(place.seen());
        connect(first);
    }

    private void connect(SocketAddress next) {
        int opening = ++stream;
        server = next;
        RequestOptions request = new RequestOptions()
                .setServer(next)
                .setURI("/events?" + query)
                .putHeader("Accept", "text/event-stream")
                .setTimeout(TIMEOUT_MILLIS);
        if (!id.isEmpty()) {
            request.putHeader("Last-Event-ID", id);
        }
        traffic.http()
                .request(request)
                .compose(opened -> opened.send())
                .onSuccess(response -> opened(opening, response))
                .onFailure(cause -> ended(opening, String.valueOf(cause.getMessage())));
    }

    /** Leaves the stream, and goes on at another server. */
    void move() {
        HttpClientResponse left = response;
        if (left != null) {
            ended(stream, "a move");
            left.request().reset();
        }
    }

    private void opened(int opening, HttpClientResponse response) {
        int status = response.statusCode();
        if (status != OK) {
            if (status != UNAVAILABLE) {
                traffic.fault(this + ": status " + status);
            }
            ended(opening, "status " + status);
            return;
        }
        this.response = response;
        isResume = !id.isEmpty();
        RecordParser lines = RecordParser.newDelimited("\n", line -> {
            if (opening == stream) {
                line(line);
            }
        });
        response.handler(lines)
                .exceptionHandler(cause -> ended(opening, String.valueOf(cause.getMessage())))
                .endHandler(end -> ended(opening, "a clean end"));
    }

    private void ended(int opening, String why) {
        if (opening != stream) {
            return;
        }
        open = false;
        response = null;
        stream++;
        lastEnd = why + " of " + server;
        type = "";
        data = "";
        eventId = id;
        hasData = false;
        traffic.later(RETRY_MILLIS, this::connect);
    }

    private void line(Buffer line) {
        int length = line.length();
        if (length == 0) {
            id = eventId;
            if (hasData) {
                event();
            }
            type = "";
            hasData = false;
            return;
        }
        switch (line.getByte(0)) {
            case 'd' -> {
                data = line.getString(6, length);
                hasData = true;
            }
            case 'e' -> type = line.getString(7, length);
            case 'i' -> eventId = line.getString(4, length);
            default -> {
                // a comment, or the reconnection time
            }
        }
    }

    private void event() {
        switch (type) {
            case "" -> message();
            case "busbar.position" -> open = true;
            case "busbar.resume" -> {
                resumes.incrementAndGet();
                if (!isResume || !data.equals("{\"status\":\"exact\"}")) {
                    traffic.fault(this + ": a resume " + data);
                }
            }
            case "busbar.lagged" -> {
                // Nobody recorded for a while; what was published by HTTP waited.
                if (!data.equals("{}")) {
                    traffic.fault(this + ": lagged " + data);
                }
            }
            case "busbar.closing" -> {
                lastEnd = data;
                ends.merge(server + data, 1, Integer::sum);
            }
            default -> traffic.fault(this + ": " + type + " " + data);
        }
    }

    private void message() {
        int space = data.indexOf(' ');
        int lane = Integer.parseInt(data.substring(0, space));
        int event = Integer.parseInt(data.substring(space + 1));
        Integer last = seen.get(lane);
        if (last == null || event != last + 1) {
            traffic.fault(this + ": lane " + lane + ": " + event + " comes after " + last);
        }
        if (last != null) {
            seen.put(lane, event);
        }
    }

    // ---- any thread ----

    /** Returns whether a stream is open that said where it is. */
    boolean isOpen() {
        return open;
    }

    /** Returns whether such a stream is open at {@code address}. */
    boolean isOpenAt(SocketAddress address) {
        return open && address.equals(server);
    }

    /** Returns how many streams {@code address} has ended for {@code reason}. */
    int ended(SocketAddress address, String reason) {
        return ends.getOrDefault(address + "{\"reason\":\"" + reason + "\"}", 0);
    }

    /** Returns the last event id. */
    String id() {
        return id;
    }

    /** Returns how often a stream was resumed. */
    int resumes() {
        return resumes.get();
    }

    /** Returns whether it has got, of each of its lanes, as far as {@code due} says. */
    boolean hasSeen(List<Integer> due) {
        return seen.entrySet().stream().allMatch(each -> each.getValue() >= due.get(each.getKey()));
    }

    /** Returns how many numbers that were acknowledged it has not seen. */
    int lag(List<TrafficLane> lanes) {
        return seen.entrySet().stream()
                .mapToInt(each -> Math.max(0, lanes.get(each.getKey()).acknowledged() - each.getValue()))
                .sum();
    }

    @Override
    public String toString() {
        return "reader " + number + " at " + server + (open ? "" : ", not open") + ", id " + id + ", last end: "
                + lastEnd + (seen.size() > 10 ? "" : ", seen " + new TreeMap<>(seen));
    }
}
