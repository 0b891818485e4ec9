package io.busbar.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Gives bytes to the socket of an epoll channel without the queue and the promises that Netty has for them: one system call.
 * That queue must get what the socket did not take. On the channel's event loop.
 */
final class EpollSocket {

    private static final boolean HAVE_EPOLL = isThere("io.netty.channel.epoll.EpollSocketChannel");

    private final Socket socket;
    private final Channel.Unsafe unsafe;

    private EpollSocket(Socket socket, Channel.Unsafe unsafe) {
        this.socket = socket;
        this.unsafe = unsafe;
    }

    /** Returns the socket of {@code channel}; null if it is of another transport. */
    static @Nullable EpollSocket of(Channel channel) {
        return HAVE_EPOLL && channel instanceof EpollSocketChannel epoll && epoll.fd() instanceof Socket socket
                ? new EpollSocket(socket, channel.unsafe())
                : null;
    }

    /**
     * Sends as much of {@code bytes} as the socket takes now, and leaves their indices as they are; returns how much, 0 if
     * something is in Netty's queue, or the channel is closed.
     */
    int send(ByteBuf bytes) throws IOException {
        ChannelOutboundBuffer queue = unsafe.outboundBuffer();
        return queue != null && queue.totalPendingWriteBytes() == 0 && bytes.hasMemoryAddress()
                ? socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex())
                : 0;
    }

    private static boolean isThere(String name) {
        try {
            Class.forName(name, false, EpollSocket.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
