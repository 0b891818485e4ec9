package io.busbar.benchmarks.load.baseline;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The connections of one event loop, by address. Confined to its thread, but for {@link #broadcast}. */
final class RawReaders {

    private final EventExecutor loop;
    private final Map<String, List<Channel>> channels = new HashMap<>();

    RawReaders(EventExecutor loop) {
        this.loop = loop;
    }

    /** Returns whether this is where {@code channel} belongs. */
    boolean isOf(Channel channel) {
        return channel.eventLoop() == loop;
    }

    /** Adds a reader. */
    void add(String address, Channel channel) {
        List<Channel> readers = channels.computeIfAbsent(address, absent -> new ArrayList<>());
        readers.add(channel);
        channel.closeFuture().addListener(closed -> {
            // The last takes its place, which has been written to if this is while an event is.
            int index = readers.indexOf(channel);
            Channel last = readers.remove(readers.size() - 1);
            if (last != channel) {
                readers.set(index, last);
            }
        });
    }

    /** Writes a chunk to all readers of {@code address}, and releases it. */
    void broadcast(String address, ByteBuf chunk) {
        loop.execute(() -> {
            List<Channel> readers = channels.getOrDefault(address, List.of());
            for (int i = readers.size() - 1; i >= 0; i--) {
                Channel channel = readers.get(i);
                channel.writeAndFlush(chunk.retainedDuplicate(), channel.voidPromise());
            }
            chunk.release();
        });
    }
}
