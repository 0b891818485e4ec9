package io.busbar.testing;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.Router;
import java.util.concurrent.atomic.AtomicLong;

/** Counts how often servers hand to sockets what they have written, each of which costs a call of the system. Thread-safe. */
@Sharable
public final class FlushCounter extends ChannelOutboundHandlerAdapter {

    private static final String NAME = "flush-counter";

    private final AtomicLong flushes = new AtomicLong();

    /** Watches the connections of all requests to {@code router}; for {@link BridgeServer.Options#routes}. */
    public void watch(Router router) {
        router.route().handler(context -> {
            watch(context.request());
            context.next();
        });
    }

    /** Below everything else, so that it sees what the socket sees. */
    private void watch(HttpServerRequest request) {
        ChannelHandlerContext context = ((HttpServerConnection) request.connection()).channelHandlerContext();
        if (context.pipeline().get(NAME) == null) {
            context.pipeline().addFirst(NAME, this);
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        flushes.incrementAndGet();
        context.flush();
    }

    /** Returns how often so far. */
    public long count() {
        return flushes.get();
    }
}
