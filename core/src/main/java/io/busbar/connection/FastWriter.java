package io.busbar.connection;

import io.busbar.window.Entry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.VertxInternal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the window's memory, which is framed as HTTP/1.1 chunks already, below the HTTP codec: no copy, no promise and
 * no encoding per connection.
 *
 * <p>Relies on the names of Vert.x's handlers in the pipeline; {@link #encoderOf} says where that can be done.
 */
final class FastWriter implements StreamWriter {

    private static final int MAX_BYTES = 262_144;
    private static final String HANDLER = "busbar";

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final ChannelHandlerContext encoder;
    private final Channel channel;
    private final ChannelPromise ignored;
    private @Nullable Observer observer;
    private boolean busy;
    private boolean holdsWindow;

    FastWriter(HttpServerRequest request, ChannelHandlerContext encoder) {
        this.request = request;
        this.response = request.response();
        this.encoder = encoder;
        this.channel = encoder.channel();
        // A failed write closes the channel, which is observed; nobody needs to hear of it twice.
        this.ignored = new VoidChannelPromise(channel, false);
    }

    /** Returns the context below which to write, or null if something in the pipeline would have to see the writes. */
    static @Nullable ChannelHandlerContext encoderOf(HttpServerRequest request, VertxInternal vertx) {
        if (request.version() != HttpVersion.HTTP_1_1 || request.isSSL() || vertx.isMetricsEnabled()) {
            return null;
        }
        ChannelHandlerContext context = Channels.contextOf(request);
        if (context == null) {
            return null;
        }
        ChannelPipeline pipeline = context.pipeline();
        boolean observed = pipeline.get("deflater") != null
                || pipeline.get("idle") != null
                || pipeline.get("handler") == null
                || pipeline.get(HANDLER) != null;
        return observed ? null : pipeline.context("httpEncoder");
    }

    @Override
    public boolean open(Buffer first, Observer newObserver) {
        if (response.closed() || response.ended()) {
            return false;
        }
        observer = newObserver;
        response.setChunked(true).write(first);
        if (!channel.isActive()) {
            return false;
        }
        channel.pipeline().addBefore("handler", HANDLER, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelInactive(ChannelHandlerContext context) {
                try {
                    newObserver.onClosed();
                } finally {
                    context.fireChannelInactive();
                }
            }
        });
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
            ByteBuf chunks = entries.get(start).chunksTo(last);
            if (chunks == null) {
                break;
            }
            encoder.write(chunks, ignored);
            start = i + 1;
        }
        flush();
        holdsWindow = busy;
        return start;
    }

    @Override
    public void write(Buffer payload) {
        byte[] head = (Integer.toHexString(payload.length()) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] tail = {'\r', '\n'};
        encoder.write(Unpooled.wrappedBuffer(head, payload.getBytes(), tail), ignored);
        flush();
    }

    private void flush() {
        encoder.flush();
        checkDrained();
    }

    /** If the socket did not take all, an empty write behind the rest tells when it has. */
    private void checkDrained() {
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        if (pending == null || pending.isEmpty()) {
            return;
        }
        busy = true;
        encoder.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            busy = false;
            holdsWindow = false;
            if (done.isSuccess() && observer != null) {
                observer.onDrained();
            }
        });
    }

    @Override
    public boolean isEnded() {
        return response.ended();
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
        if (channel.isActive() && !response.ended()) {
            response.end().onComplete(ended -> request.connection().close());
        }
    }

    @Override
    public void breakOff() {
        cut(false);
    }

    @Override
    public boolean holdsWindow() {
        return holdsWindow;
    }

    @Override
    public void cut(boolean dead) {
        Channels.cut(request);
    }

    @Override
    public void release() {
        observer = null;
        if (channel.pipeline().get(HANDLER) != null) {
            channel.pipeline().remove(HANDLER);
        }
    }
}
