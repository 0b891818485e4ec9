package io.busbar.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import org.jspecify.annotations.Nullable;

/** Reaches what Vert.x does not show of a connection. With {@link FastResponse}, the only user of its internals. */
final class Channels {

    private Channels() {}

    /** Returns the context of Vert.x's handler in the channel's pipeline; null if Vert.x hides it. */
    static @Nullable ChannelHandlerContext contextOf(HttpServerRequest request) {
        return request.connection() instanceof HttpServerConnection connection
                ? connection.channelHandlerContext()
                : null;
    }

    /** Closes the connection at once. Vert.x's own close waits until all is written, which a stalled reader prevents. */
    static void cut(HttpServerRequest request) {
        ChannelHandlerContext context = contextOf(request);
        if (context == null) {
            request.connection().close();
        } else {
            context.close();
        }
    }

    /** Returns a number that changes when the socket takes bytes. */
    static long pendingSignature(HttpServerRequest request) {
        ChannelHandlerContext context = contextOf(request);
        return context == null ? 0 : pendingSignature(context.channel());
    }

    /** Returns a number that changes when the socket takes bytes. */
    static long pendingSignature(Channel channel) {
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        return pending == null ? 0 : pending.totalPendingWriteBytes() - pending.currentProgress();
    }
}
