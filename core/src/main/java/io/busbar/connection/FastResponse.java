package io.busbar.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A plain HTTP/1.1 response below Vert.x's codec. Its head is written by Vert.x. If the connection is to be the bridge's own, it
 * then takes the place of Vert.x's handlers, which lets go of them, of the request, and of the response.
 *
 * <p>Relies on the names of Vert.x's handlers in the pipeline; {@link #of} says where that can be done.
 */
final class FastResponse extends ChannelInboundHandlerAdapter {

    private static final String NAME = "busbar";
    private static final String CODEC = "httpEncoder";
    private static final String VERTX = "handler";
    private static final Set<String> REPLACEABLE =
            Set.of("httpDecoder", CODEC, "inflater", "webSocketExtensionHandler", "chunkedWriter", VERTX);

    /** Who says so much more after a request for a stream is no client of one. */
    private static final int MOST_IGNORED_BYTES = 65_536;

    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final boolean own;
    private ChannelHandlerContext below;

    /** Null when it was let go of. */
    private @Nullable HttpServerRequest request;

    /** Null as long as Netty has to see what is written. */
    private @Nullable EpollSocket socket;

    private StreamWriter.@Nullable Observer observer;
    private int ignoredBytes;

    private FastResponse(HttpServerRequest request, ChannelHandlerContext below, boolean own) {
        this.request = request;
        this.below = below;
        this.own = own;
    }

    /**
     * Returns the response to {@code request}; null if something in the pipeline would have to see what is written.
     *
     * @param own whether the connection is to be the bridge's own once the head is written
     */
    static @Nullable FastResponse of(HttpServerRequest request, VertxInternal vertx, boolean own) {
        if (request.version() != HttpVersion.HTTP_1_1 || request.isSSL() || vertx.isMetricsEnabled()) {
            return null;
        }
        ChannelHandlerContext context = Channels.contextOf(request);
        if (context == null) {
            return null;
        }
        ChannelPipeline pipeline = context.pipeline();
        // While it is not writable Vert.x holds back what it writes: what goes past it must not come before.
        boolean observed = !context.channel().isWritable()
                || pipeline.get("deflater") != null
                || pipeline.get("idle") != null
                || pipeline.get(VERTX) == null
                || pipeline.get(NAME) != null;
        ChannelHandlerContext below = observed ? null : pipeline.context(CODEC);
        return below == null ? null : new FastResponse(request, below, own);
    }

    /** Returns the connection. */
    Channel channel() {
        return below.channel();
    }

    /** Returns from where to write. */
    ChannelHandlerContext below() {
        return below;
    }

    /** Gives {@code bytes} to the socket, if that can be done past Netty; returns how many it took. The rest is to be written. */
    int take(ByteBuf bytes) {
        try {
            return socket == null ? 0 : socket.send(bytes);
        } catch (IOException e) {
            // As when Netty can't write.
            cut();
            return bytes.readableBytes();
        }
    }

    /**
     * Writes the head and {@code first}, and tells {@code newObserver} from then on when the client leaves; returns false if it
     * has left before.
     */
    boolean begin(Buffer first, StreamWriter.Observer newObserver) {
        HttpServerResponse response = response();
        if (response == null || response.closed() || response.ended()) {
            return false;
        }
        observer = newObserver;
        response.setChunked(true).write(first);
        if (!channel().isActive()) {
            return false;
        }
        channel().pipeline().addBefore(VERTX, NAME, this);
        if (own) {
            // Not now: this may be within Vert.x's reading of the request, which would go on with what is gone.
            channel().eventLoop().execute(this::takeOver);
        }
        return true;
    }

    private void takeOver() {
        ChannelPipeline pipeline = channel().pipeline();
        ChannelHandlerContext context = pipeline.context(this);
        if (context == null || isEnded() || !channel().isActive() || !isAllVertx(pipeline)) {
            return;
        }
        request = null;
        below = context;
        socket = EpollSocket.of(channel());
        for (String name : REPLACEABLE) {
            if (pipeline.get(name) != null) {
                pipeline.remove(name);
            }
        }
        // Vert.x may have stopped to read, with more requests than it can answer.
        channel().config().setAutoRead(true);
    }

    private static boolean isAllVertx(ChannelPipeline pipeline) {
        return pipeline.toMap().keySet().stream().allMatch(name -> name.equals(NAME) || REPLACEABLE.contains(name));
    }

    private @Nullable HttpServerResponse response() {
        return request == null ? null : request.response();
    }

    /** Returns whether somebody else has ended it. */
    boolean isEnded() {
        HttpServerResponse response = response();
        return response != null && response.ended();
    }

    /** Ends it as complete, and closes the connection. */
    void end() {
        if (!channel().isActive()) {
            return;
        }
        if (request == null) {
            below.writeAndFlush(Unpooled.wrappedBuffer(LAST_CHUNK))
                    .addListener(ended -> channel().close());
        } else if (!isEnded()) {
            HttpServerRequest ending = request;
            ending.response().end().onComplete(ended -> ending.connection().close());
        }
    }

    /** Closes the connection at once, whatever is left to be written. */
    void cut() {
        if (request == null) {
            channel().close();
        } else {
            Channels.cut(request);
        }
    }

    /** Lets go of the observer, and leaves the response as it is. */
    void release() {
        observer = null;
        if (request != null && channel().pipeline().context(this) != null) {
            channel().pipeline().remove(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        try {
            if (observer != null) {
                observer.onClosed();
            }
        } finally {
            context.fireChannelInactive();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (request != null) {
            context.fireChannelRead(message);
            return;
        }
        if (message instanceof ByteBuf bytes) {
            ignoredBytes += bytes.readableBytes();
        }
        ReferenceCountUtil.release(message);
        if (ignoredBytes > MOST_IGNORED_BYTES) {
            cut();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (request != null) {
            context.fireExceptionCaught(cause);
        } else {
            cut();
        }
    }
}
