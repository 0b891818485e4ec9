package io.busbar.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Cuts connections whose first request does not arrive in time, so that clients that say nothing, or say it one byte at
 * a time, don't gather. The head counts, and with TLS the handshake before it; bodies and streams don't.
 *
 * <p>Vert.x tells of a connection only when it knows whether it will be HTTP/1.1 or HTTP/2, which is too late; and its
 * idle time-outs cost a timer per connection and are fed by every byte. So this looks at sockets when they are accepted,
 * from the one place that Vert.x offers for that, the transport, and one timer looks after all of them.
 *
 * <p>Thread-safe.
 */
final class FirstRequestGuard {

    private final ConcurrentHashMap<Channel, Long> acceptedNanos = new ConcurrentHashMap<>();
    private final Accepted accepted = new Accepted();
    private final long limitNanos;

    /** Creates one that cuts connections after {@code limit}, and up to a tenth of it. */
    FirstRequestGuard(Duration limit) {
        limitNanos = limit.toNanos();
    }

    /** Returns {@code transport}, with the connections that its servers accept from now on being looked after. */
    Transport guard(Transport transport) {
        io.vertx.core.spi.transport.Transport spi = transport.implementation();
        // A proxy, since of all that a transport does only the set-up of servers matters here.
        Object guarded = Proxy.newProxyInstance(
                FirstRequestGuard.class.getClassLoader(),
                new Class<?>[] {io.vertx.core.spi.transport.Transport.class},
                (proxy, method, arguments) -> {
                    if (arguments != null) {
                        for (Object argument : arguments) {
                            if (argument instanceof ServerBootstrap bootstrap) {
                                bootstrap.handler(accepted);
                            }
                        }
                    }
                    return invoke(spi, method, arguments);
                });
        return new Guarded(transport, (io.vertx.core.spi.transport.Transport) guarded);
    }

    /** Starts to cut connections, until {@code vertx} is closed. */
    void start(Vertx vertx) {
        vertx.setPeriodic(Math.max(1, limitNanos / 10_000_000), id -> sweep());
    }

    /** To be called with each request: the request's connection has said what it wants. */
    void requestArrived(HttpConnection connection) {
        if (connection instanceof HttpServerConnection internal) {
            acceptedNanos.remove(internal.channelHandlerContext().channel());
        }
    }

    /** Returns how many connections have not made a request yet. */
    int waiting() {
        return acceptedNanos.size();
    }

    private void sweep() {
        long now = System.nanoTime();
        Iterator<Map.Entry<Channel, Long>> entries = acceptedNanos.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Channel, Long> entry = entries.next();
            Channel channel = entry.getKey();
            if (!channel.isOpen() || now - entry.getValue() > limitNanos) {
                entries.remove();
                ChannelFuture unused = channel.close(); // nothing is left to do if that fails
            }
        }
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** Sits in the pipelines of listening sockets, where what is read are accepted connections. */
    @Sharable
    private final class Accepted extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof Channel channel) {
                acceptedNanos.put(channel, System.nanoTime());
            }
            context.fireChannelRead(message);
        }
    }

    private record Guarded(Transport base, io.vertx.core.spi.transport.Transport implementation) implements Transport {

        @Override
        public String name() {
            return base.name();
        }

        @Override
        public boolean available() {
            return base.available();
        }

        @Override
        public Throwable unavailabilityCause() {
            return base.unavailabilityCause();
        }
    }
}
