package io.busbar.benchmarks.load.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel holds for clients that have not taken it yet, as Linux tells it. */
public final class SendQueues {

    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final int LOCAL = 1;
    private static final int QUEUES = 4;
    private static final int HEXADECIMAL = 16;

    private SendQueues() {}

    /** Returns how many connections of the server at {@code port} have at least so many bytes waiting. */
    public static long count(int port, long bytes) throws IOException {
        long count = 0;
        for (Path table : TABLES) {
            if (Files.exists(table)) {
                try (Stream<String> lines = Files.lines(table)) {
                    count += lines.skip(1)
                            .filter(line -> isFull(line.strip().split("\\s+", -1), port, bytes))
                            .count();
                }
            }
        }
        return count;
    }

    private static boolean isFull(String[] words, int port, long bytes) {
        String local = words[LOCAL];
        String sending = words[QUEUES].substring(0, words[QUEUES].indexOf(':'));
        return Integer.parseInt(local.substring(local.indexOf(':') + 1), HEXADECIMAL) == port
                && Long.parseLong(sending, HEXADECIMAL) >= bytes;
    }
}
