package io.busbar.benchmarks.load.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The readers of all nodes. They are in groups, each of which has to see every event once: a reader of all addresses is one,
 * and so are readers that share the addresses among themselves. For one thread, which is not the loop's.
 */
public final class Crowd implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    /** As many as a server can be expected to let wait for being accepted. */
    private static final int MOST_UNDER_WAY = 256;

    private final SocketLoop loop;
    private final int eventBytes;

    // on the loop
    private final Latencies latencies = new Latencies();
    private final List<List<Reader>> groups = new ArrayList<>();
    private final List<Callable<Boolean>> wanted = new ArrayList<>();
    private CompletableFuture<Boolean> allOpen = new CompletableFuture<>();
    private int asked;
    private int open;

    /** Creates a crowd of nobody; {@code eventBytes} is how long the text of the events is that are published. */
    public Crowd(SocketLoop loop, int eventBytes) {
        this.loop = loop;
        this.eventBytes = eventBytes;
    }

    /** Adds a group of readers, one for each of {@code requests}, which {@link #open} opens. */
    public void add(int port, List<byte[]> requests) {
        List<Reader> group = new ArrayList<>();
        groups.add(group);
        for (byte[] request : requests) {
            wanted.add(() -> group.add(
                    new Reader(loop, port, request, new EventScanner(eventBytes, latencies), this::answered)));
        }
    }

    /**
     * Opens all streams, and waits until they are open.
     *
     * @return how many were opened per second
     * @throws IllegalStateException if that fails
     */
    public double open() throws InterruptedException {
        long start = System.nanoTime();
        CompletableFuture<Boolean> opening = loop.call(() -> {
            allOpen = new CompletableFuture<>();
            openMore();
            return allOpen;
        });
        try {
            opening.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("only " + open + " of " + wanted.size() + " streams were opened", e);
        }
        return wanted.size() * 1e9 / (System.nanoTime() - start);
    }

    private void openMore() {
        try {
            while (asked < wanted.size() && asked - open < MOST_UNDER_WAY) {
                wanted.get(asked++).call();
            }
        } catch (Exception e) {
            allOpen.completeExceptionally(e);
        }
    }

    private void answered(Reader reader) {
        if (reader.hasEnded()) {
            allOpen.completeExceptionally(new IOException("a stream was refused"));
            return;
        }
        open++;
        if (open == wanted.size()) {
            allOpen.complete(true);
        } else {
            openMore();
        }
    }

    /** Returns how many groups there are. */
    public int groups() {
        return groups.size();
    }

    /** Begins to count events from number {@code first} on. */
    public void reset(long first) {
        loop.call(() -> {
            latencies.reset(first);
            groups.forEach(group -> group.forEach(reader -> reader.events().reset(first)));
            return true;
        });
    }

    /** Returns how many events readers saw so far. */
    public long delivered() {
        return loop.call(latencies::delivered);
    }

    /** Returns what was seen so far, of events numbered from {@code first} on, {@code count} of them. */
    public Sight look(long first, long count) {
        return loop.call(() -> Sight.of(groups, latencies, first, count));
    }

    @Override
    public void close() {
        loop.call(() -> {
            for (List<Reader> group : groups) {
                for (Reader reader : group) {
                    reader.close();
                }
            }
            return true;
        });
    }
}
