package io.busbar.benchmarks.load.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The requests that open streams. */
public final class StreamRequests {

    private StreamRequests() {}

    /** Returns a {@code GET}. */
    public static byte[] of(String path) {
        String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n";
        return request.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns a request of a Busbar server for these addresses. */
    public static byte[] of(List<String> addresses) {
        String body = addresses.stream().collect(Collectors.joining("\",\"", "{\"addresses\":[\"", "\"]}"));
        String request =
                "POST /events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body;
        return request.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns {@code readers} requests that share the addresses that {@code name} has for the numbers below {@code
     * addresses}. */
    public static List<byte[]> share(IntFunction<String> name, int addresses, int readers) {
        List<byte[]> requests = new ArrayList<>();
        for (int reader = 0; reader < readers; reader++) {
            int from = (int) ((long) addresses * reader / readers);
            int to = (int) ((long) addresses * (reader + 1) / readers);
            requests.add(of(IntStream.range(from, to).mapToObj(name).toList()));
        }
        return requests;
    }
}
