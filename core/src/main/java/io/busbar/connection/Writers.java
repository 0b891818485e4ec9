package io.busbar.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.web.RoutingContext;

/** Chooses how a response is written. */
public final class Writers {

    private Writers() {}

    /** Returns the event loop of the request's connection, on which the response must be written. */
    public static EventLoop eventLoopOf(RoutingContext context) {
        ChannelHandlerContext handler = Channels.contextOf(context.request());
        return handler == null
                ? ((ContextInternal) context.vertx().getOrCreateContext()).nettyEventLoop()
                : handler.channel().eventLoop();
    }

    /**
     * Returns the fast writer where it is allowed and possible, else the portable one.
     *
     * @param own whether the fast writer may have the connection for itself
     * @param bytes what writers of the loop share
     */
    public static StreamWriter forResponse(RoutingContext context, boolean fastPath, boolean own, RoundBytes bytes) {
        FastResponse response =
                fastPath ? FastResponse.of(context.request(), (VertxInternal) context.vertx(), own) : null;
        return response == null
                ? new PortableWriter(context, eventLoopOf(context), bytes)
                : new FastWriter(response, bytes);
    }
}
