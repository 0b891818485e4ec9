package io.busbar.testing;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request and what came back, over a plain socket of its own.
 *
 * @param status the status; 0 if the connection was closed without a response
 * @param headers the response's headers, with case-insensitive names
 * @param body the response's body as text
 */
public record HttpExchange(int status, Map<String, List<String>> headers, String body) {

    /** Gets {@code path}. Headers as {@code Name: value}. */
    public static HttpExchange get(int port, String path, String... headers) {
        return request(port, "GET", path, new byte[0], headers);
    }

    /** Posts {@code body} as UTF-8. Headers as {@code Name: value}. */
    public static HttpExchange post(int port, String path, String contentType, String body, String... headers) {
        String[] all = new String[headers.length + 1];
        all[0] = "Content-Type: " + contentType;
        System.arraycopy(headers, 0, all, 1, headers.length);
        return request(port, "POST", path, body.getBytes(StandardCharsets.UTF_8), all);
    }

    /** Sends a request with any method. A body that is not empty gets its length. */
    public static HttpExchange request(int port, String method, String path, byte[] body, String... headers) {
        StringBuilder head = new StringBuilder(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        if (body.length > 0 || method.equals("POST")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        request.writeBytes(body);
        return raw(port, request.toByteArray(), Conditions.PATIENCE);
    }

    /**
     * Sends any bytes, and reads a response, or the end of the connection.
     *
     * @throws AssertionError if neither comes within {@code timeout}, or if it is no valid response
     */
    public static HttpExchange raw(int port, byte[] bytes, Duration timeout) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            HttpResponseReader response = new HttpResponseReader((body, offset, length) -> {});
            try {
                socket.getOutputStream().write(bytes);
            } catch (SocketException e) {
                // The server may have refused before it had read everything; its answer may have arrived all the same.
            }
            read(socket, response, System.nanoTime() + timeout.toNanos());
            return new HttpExchange(
                    response.status(), response.headers(), new String(response.body(), StandardCharsets.UTF_8));
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no response within " + timeout, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(Socket socket, HttpResponseReader response, long deadline) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        while (!response.isComplete()) {
            socket.setSoTimeout((int) Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            int n;
            try {
                n = socket.getInputStream().read(buffer);
            } catch (SocketException e) {
                // Reset: what is not here by now won't come.
                n = -1;
            }
            if (n < 0) {
                if (response.status() != 0 && !response.mayEndHere()) {
                    throw new AssertionError(
                            "the response was cut: " + new String(response.raw(), StandardCharsets.UTF_8));
                }
                return;
            }
            response.feed(buffer, n);
        }
    }

    /** Returns the values of the response's header {@code name}, joined by a comma, or null. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? null : String.join(", ", values);
    }

    /** Returns the body as a JSON object. */
    public JsonObject json() {
        return new JsonObject(body);
    }

    /** Returns the body as whatever JSON it is. */
    public Object jsonValue() {
        return Json.decodeValue(body);
    }

    @Override
    public String toString() {
        return status + " " + headers + " " + body;
    }
}
