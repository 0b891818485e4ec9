package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.Http2TestClient;
import io.busbar.testing.ReadEvent;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestStream;
import io.busbar.testing.Wire;
import io.busbar.testing.WritePath;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * Readers that take nothing until something is expected, over small buffers, so that a few events of 10 KB fill them;
 * and what they may find when they read again.
 */
final class SlowReaders {

    /** The least bound that goes with the default size of an event: a few hundred events of {@link #PAYLOAD}. */
    static final long BOUND = 4_194_304;

    /** So many events are more than {@link #BOUND} holds, and what is on its way to a reader, by far. */
    static final int TOO_MANY = 1_000;

    static final String PAYLOAD = "x".repeat(10_000);

    private static final int RECEIVE_BUFFER = 4_096;
    private static final int SEND_BUFFER = 16_384;
    private static final int BATCH = 50;

    private SlowReaders() {}

    /** Returns the ways of writing that differ in how they notice that a reader is slow. */
    static List<Wire> wires() {
        return List.of(
                new Wire(WritePath.OWN, Wire.Protocol.HTTP_1_1),
                new Wire(WritePath.PORTABLE, Wire.Protocol.HTTP_1_1),
                new Wire(WritePath.PORTABLE, Wire.Protocol.HTTP_2));
    }

    /** Returns options with a history, or without one, and a policy; null is the default. */
    static SseBridgeOptions options(boolean history, SlowConsumerPolicy policy, Duration lag) {
        return (history ? BridgeServer.permitAll() : BridgeServer.withoutHistory())
                .setHeartbeat(Duration.ZERO)
                .setSlowConsumer(
                        new SlowConsumerOptions().setPolicy(policy).setLag(lag).setStall(Duration.ofMinutes(10)));
    }

    /** Starts a server with small send buffers. */
    static BridgeServer start(Wire wire, SseBridgeOptions options) {
        return wire.with(options)
                .http(http -> http.setSendBufferSize(SEND_BUFFER))
                .start();
    }

    /** Opens a stream that takes nothing until something is expected. */
    static TestStream open(Wire wire, BridgeServer server, String path, String... headers) {
        if (wire.isHttp2()) {
            return Http2TestClient.neverRead(server.vertx(), server.port(), false, path, headers);
        }
        SseTestClient.Builder client = SseTestClient.to(server.port(), path).receiveBuffer(RECEIVE_BUFFER);
        for (String header : headers) {
            client.header(header);
        }
        return client.open();
    }

    /** Opens a stream over HTTP/1.1 that reads, while something is expected, so many bytes each 50 ms. */
    static TestStream openTrickling(BridgeServer server, int bytes, String path, String... headers) {
        SseTestClient.Builder client = SseTestClient.to(server.port(), path)
                .receiveBuffer(RECEIVE_BUFFER)
                .slowly(bytes, Duration.ofMillis(50));
        for (String header : headers) {
            client.header(header);
        }
        return client.open();
    }

    /** Publishes the events {@code from} to {@code to - 1}, 10 KB each, and waits until they have come in. */
    static void publish(BridgeServer server, String address, int from, int to) {
        long before = server.status().eventsIn();
        for (int i = from; i < to; i++) {
            server.publish(address, i + " " + PAYLOAD);
            long due = before + i - from + 1;
            if (i == to - 1 || i % BATCH == 0) {
                Conditions.await("the event to come in", () -> server.status().eventsIn() >= due);
            }
        }
    }

    /** Waits until so many readers were called slow, one after the other. */
    static void awaitSlow(BridgeServer server, int times) {
        Conditions.await(
                () -> times + " times slow, heard " + server.listener().slow(),
                () -> server.listener().slow().size() >= times,
                Conditions.PATIENCE);
    }

    /** Waits for no more than time to pass. */
    static void awaitPassed(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        Conditions.await(time + " to pass", () -> System.nanoTime() - end > 0);
    }

    /** Returns the number in an event id. */
    static long seqOf(String id) {
        return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    }

    /** Returns the number that {@link #publish} gave an event. */
    static int numberOf(ReadEvent event) {
        return Integer.parseInt(event.data().substring(0, event.data().indexOf(' ')));
    }

    /** Returns how many were missed, as a {@code busbar.lagged} says. */
    static long missedOf(ReadEvent lagged) {
        return new JsonObject(lagged.data()).getLong("missed");
    }

    static boolean isLagged(ReadEvent event) {
        return event.type().equals("busbar.lagged");
    }

    /** As {@link #readOn(TestStream, IntToLongFunction, int, int)}, if nothing else was recorded from the start. */
    static int readOn(TestStream stream, int next, int last) {
        return readOn(stream, number -> number + 1L, next, last);
    }

    /**
     * Reads events that {@link #publish} made, from {@code next} to {@code last}, of a bridge with a history. Checks that
     * each comes once and in order, unless its loss is told, with exactly its place, and an extent that is not too small
     * and not more than entries of the log.
     *
     * @param seqs the number in an event's id, by the number that it was published with
     * @return how many times a loss was told
     */
    static int readOn(TestStream stream, IntToLongFunction seqs, int next, int last) {
        int losses = 0;
        int expected = next;
        while (expected <= last) {
            ReadEvent event = stream.nextEvent();
            long seq = seqOf(event.lastEventId());
            if (isLagged(event)) {
                long before = expected == 0 ? 0 : seqs.applyAsLong(expected - 1);
                int first = expected;
                while (first <= last && seqs.applyAsLong(first) <= seq) {
                    first++;
                }
                assertThat(first).as("the next after %s", event).isGreaterThan(expected);
                assertThat(missedOf(event))
                        .as("%s, from event %d to %d", event, expected, first - 1)
                        .isBetween((long) first - expected, seq - before);
                expected = first;
                losses++;
            } else {
                assertThat(event.type()).isEqualTo("message");
                assertThat(numberOf(event)).isEqualTo(expected);
                assertThat(seq).isEqualTo(seqs.applyAsLong(expected));
                expected++;
            }
        }
        return losses;
    }

    /**
     * As {@link #readOn}, of a bridge without a history: nothing has an id, and what was missed is at least what did not
     * come.
     */
    static int readOnWithoutIds(TestStream stream, int next, int last) {
        int losses = 0;
        int expected = next;
        long mayMiss = 0;
        while (expected <= last) {
            ReadEvent event = stream.nextEvent();
            assertThat(event.lastEventId()).isEmpty();
            if (isLagged(event)) {
                mayMiss = missedOf(event);
                losses++;
            } else {
                assertThat(event.type()).isEqualTo("message");
                assertThat((long) numberOf(event)).isBetween((long) expected, expected + mayMiss);
                expected = numberOf(event) + 1;
                mayMiss = 0;
            }
        }
        return losses;
    }
}
