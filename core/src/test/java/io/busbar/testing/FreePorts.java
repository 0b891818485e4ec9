package io.busbar.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that can't choose one themselves. They are below those that a system gives to others, which could take
 * them in the meantime. Stateless.
 */
public final class FreePorts {

    private static final int LOWEST = 12_000;
    private static final int HIGHEST = 30_000;

    /** As many as Hazelcast looks at: whoever asks for one gets the next ones as well. */
    private static final int COUNT = 5;

    /** Goes up from a place of each process's own, so that none is given out twice. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(HIGHEST - LOWEST));

    private FreePorts() {}

    /** Returns the first of five on which nobody listens. */
    public static int first() {
        while (true) {
            int candidate = LOWEST + Math.floorMod(NEXT.getAndAdd(COUNT), HIGHEST - LOWEST);
            if (areFree(candidate, COUNT)) {
                return candidate;
            }
        }
    }

    private static boolean areFree(int from, int count) {
        if (count == 0) {
            return true;
        }
        try (ServerSocket socket = new ServerSocket(from, 1, InetAddress.getLoopbackAddress())) {
            return areFree(socket.getLocalPort() + 1, count - 1);
        } catch (IOException e) {
            return false;
        }
    }
}
