package io.busbar.plugins.datastar;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The events of a stream as they come over a socket, but for their ids. */
final class EventText implements AutoCloseable {

    private static final int PATIENCE_MS = 10_000;

    private final Socket socket;
    private final BufferedReader reader;
    private String lastId = "";

    private EventText(Socket socket, BufferedReader reader) {
        this.socket = socket;
        this.reader = reader;
    }

    /** Opens a stream, and waits until it is told where in the log it begins. */
    static EventText open(int port, String path, @Nullable String lastEventId) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MS);
        OutputStream out = socket.getOutputStream();
        // A response to HTTP/1.0 comes without chunks.
        String resume = lastEventId == null ? "" : "last-event-id: " + lastEventId + "\r\n";
        out.write(("GET " + path + " HTTP/1.0\r\nAccept: text/event-stream\r\nDatastar-Request: true\r\n" + resume
                        + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        EventText text = new EventText(socket, reader);
        text.readHead();
        if (lastEventId == null) {
            String first = text.nextOfAny();
            if (!first.startsWith("event: busbar.position\n")) {
                throw new AssertionError(first);
            }
        }
        return text;
    }

    private void readHead() throws IOException {
        String status = reader.readLine();
        if (status == null || !status.contains(" 200 ")) {
            throw new AssertionError(status);
        }
        String line = status;
        while (line != null && !line.isEmpty()) {
            line = reader.readLine();
        }
    }

    /** Returns the next event but those that say where in the log the stream is: its lines without the id. */
    String next() throws IOException {
        String event = nextOfAny();
        return event.startsWith("event: busbar.position\n") ? next() : event;
    }

    private String nextOfAny() throws IOException {
        StringBuilder event = new StringBuilder();
        while (true) {
            String line = reader.readLine();
            if (line == null) {
                throw new AssertionError("the stream ended within: " + event);
            }
            if (line.startsWith("id: ")) {
                lastId = line.substring(4);
            } else if (line.isEmpty() && event.length() > 0) {
                return event.toString();
            } else if (!line.isEmpty() && !line.startsWith(":") && !line.startsWith("retry:")) {
                event.append(line).append('\n');
            }
        }
    }

    /** Returns the id of the event that was read last. */
    String lastId() {
        return lastId;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
