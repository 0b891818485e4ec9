package io.busbar.benchmarks.load.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A server that somebody else has made: any command. */
public final class ExternalServer implements Subject {

    private static final String PORT = "{port}";
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final long LOOK_MILLIS = 20;

    private final ChildProcess process;
    private final int port;
    private final String streams;
    private final String publishing;

    private ExternalServer(ChildProcess process, int port, String streams, String publishing) {
        this.process = process;
        this.port = port;
        this.streams = streams;
        this.publishing = publishing;
    }

    /**
     * Starts one that has streams at {@code GET /sse/NUMBER}, and to which is published by {@code POST /pub/NUMBER}; waits until
     * it listens.
     *
     * @param errors where its stderr goes
     * @param command words parted by blanks; <code>{port}</code> stands for the port
     */
    public static ExternalServer start(Path errors, String command) throws IOException, InterruptedException {
        int port = freePort();
        List<String> words = Arrays.stream(command.strip().split("\\s+", -1))
                .map(word -> word.replace(PORT, String.valueOf(port)))
                .toList();
        return start(errors, words, port, "/sse/", "/pub/");
    }

    /** Starts one, and waits until it listens. */
    static ExternalServer start(Path errors, List<String> command, int port, String streams, String publishing)
            throws IOException, InterruptedException {
        ChildProcess process = ChildProcess.start(errors, Map.of(), command);
        ExternalServer server = new ExternalServer(process, port, streams, publishing);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!listens(port)) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                process.close();
                throw new IOException("does not listen: " + command + " " + process.lastWords());
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return server;
    }

    /** Returns a port that nobody listens on. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String streams() {
        return streams;
    }

    @Override
    public String publishing() {
        return publishing;
    }

    @Override
    public ProcessHandle handle() {
        return process.handle();
    }

    @Override
    public boolean isJvm() {
        return false;
    }

    @Override
    public void close() {
        process.close();
    }
}
