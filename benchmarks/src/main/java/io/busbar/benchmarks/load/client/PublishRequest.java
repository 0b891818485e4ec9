package io.busbar.benchmarks.load.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A {@code POST} that publishes an event, of which only digits differ from event to event. For one thread. */
public final class PublishRequest {

    private static final int NONE = -1;

    private final byte[] bytes;
    private final int textAt;
    private final int addressAt;
    private final int addresses;

    private PublishRequest(byte[] bytes, int textAt, int addressAt, int addresses) {
        this.bytes = bytes;
        this.textAt = textAt;
        this.addressAt = addressAt;
        this.addresses = addresses;
    }

    /** Returns a request for one path; {@code size} is the event's, in bytes. */
    public static PublishRequest to(String path, int size) {
        return of(path, size, NONE, 0);
    }

    /** Returns a request for the path of {@code addresses} addresses in turn, see {@link Numbered}. */
    public static PublishRequest inTurn(String path, int addresses, int size) {
        return of(Numbered.name(path, 0), size, "POST ".length() + path.length(), addresses);
    }

    private static PublishRequest of(String path, int size, int addressAt, int addresses) {
        byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: "
                        + size + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] bytes = Arrays.copyOf(head, head.length + size);
        System.arraycopy(Payload.blank(size), 0, bytes, head.length, size);
        return new PublishRequest(bytes, head.length, addressAt, addresses);
    }

    /** Returns another one like this. */
    PublishRequest copy() {
        return new PublishRequest(bytes.clone(), textAt, addressAt, addresses);
    }

    /**
     * Returns the request for event {@code number}; the array is used again for the next.
     *
     * @param nanos when it is published, or was to be
     */
    byte[] of(long number, long nanos) {
        Payload.write(bytes, textAt, number, nanos);
        if (addressAt != NONE) {
            Payload.digits(bytes, addressAt, Numbered.DIGITS, number % addresses);
        }
        return bytes;
    }
}
