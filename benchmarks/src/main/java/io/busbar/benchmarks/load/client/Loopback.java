package io.busbar.benchmarks.load.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** Connections to this machine's servers. */
final class Loopback {

    /** A receive buffer as the system has it. */
    static final int AS_IT_IS = 0;

    private static final int SOURCES = 8;

    private Loopback() {}

    /**
     * Connects, blocking. Connections come from several addresses in turn, each of which has ports for some twenty thousand;
     * when closed they are reset, so that no port waits for late packets.
     *
     * @param number how many were made before
     * @param receiveBytes how large the receive buffer is, or {@link #AS_IT_IS}
     */
    static SocketChannel connect(int port, int number, int receiveBytes) throws IOException {
        byte[] source = {127, 0, 0, (byte) (1 + number % SOURCES)};
        SocketChannel channel = SocketChannel.open();
        if (receiveBytes != AS_IT_IS) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
        }
        channel.bind(new InetSocketAddress(InetAddress.getByAddress(source), 0));
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return channel;
    }
}
