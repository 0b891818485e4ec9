package io.busbar.connection;

import io.busbar.window.Entry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the window's memory, which is framed as HTTP/1.1 chunks already, below the HTTP codec: no copy, no promise and
 * no encoding per connection.
 */
final class FastWriter implements StreamWriter {

    private static final int MAX_BYTES = 262_144;

    private final FastResponse response;
    private final RoundBytes bytes;
    private final Channel channel;
    private final ChannelPromise ignored;
    private @Nullable Observer observer;
    private boolean busy;
    private boolean holdsWindow;

    FastWriter(FastResponse response, RoundBytes bytes) {
        this.response = response;
        this.bytes = bytes;
        this.channel = response.channel();
        // The one that tells nobody: a failed write closes the channel, which is observed.
        this.ignored = channel.unsafe().voidPromise();
    }

    @Override
    public boolean open(Buffer first, Observer newObserver) {
        observer = newObserver;
        if (!response.begin(first, newObserver)) {
            return false;
        }
        checkDrained();
        return true;
    }

    @Override
    public int write(List<Entry> entries) {
        int start = 0;
        for (int i = 0; i < entries.size(); i++) {
            Entry last = entries.get(i);
            if (i + 1 < entries.size() && last.isFollowedBy(entries.get(i + 1))) {
                continue;
            }
            ByteBuf chunks = bytes.chunks(entries.get(start), last);
            if (chunks == null) {
                break;
            }
            boolean isAll = start == 0 && i + 1 == entries.size();
            start = i + 1;
            int taken = isAll ? response.take(chunks) : 0;
            if (taken == chunks.readableBytes()) {
                return start;
            }
            response.below().write(chunks.retainedSlice(taken, chunks.readableBytes() - taken), ignored);
        }
        flush();
        holdsWindow = busy;
        return start;
    }

    @Override
    public void write(Buffer payload) {
        byte[] head = (Integer.toHexString(payload.length()) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] tail = {'\r', '\n'};
        response.below().write(Unpooled.wrappedBuffer(head, payload.getBytes(), tail), ignored);
        flush();
    }

    private void flush() {
        response.below().flush();
        checkDrained();
    }

    /** If the socket did not take all, an empty write behind the rest tells when it has. */
    private void checkDrained() {
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        if (pending == null || pending.isEmpty()) {
            return;
        }
        busy = true;
        response.below().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            busy = false;
            holdsWindow = false;
            if (done.isSuccess() && observer != null) {
                observer.onDrained();
            }
        });
    }

    @Override
    public boolean isEnded() {
        return response.isEnded();
    }

    @Override
    public boolean isBusy() {
        return busy;
    }

    @Override
    public long progress() {
        return Channels.pendingSignature(channel);
    }

    @Override
    public int maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public void end() {
        response.end();
    }

    @Override
    public void breakOff() {
        response.cut();
    }

    @Override
    public boolean holdsWindow() {
        return holdsWindow;
    }

    @Override
    public void cut(boolean dead) {
        response.cut();
    }

    @Override
    public void release() {
        observer = null;
        response.release();
    }
}
