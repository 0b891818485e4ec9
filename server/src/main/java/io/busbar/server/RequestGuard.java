package io.busbar.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Cuts connections on which a request does not arrive in time, so that clients that say nothing, or say it one byte at a
 * time, don't gather. For the first request the head counts, and with TLS the handshake before it. With HTTP/1 each
 * further one has six times as long, from the end of the response before. Bodies and streams don't count.
 *
 * <p>Vert.x tells of a connection only when it knows whether it will be HTTP/1.1 or HTTP/2, which is too late; and its
 * idle time-outs cost a timer per connection and are fed by every byte. So this looks at sockets when they are accepted,
 * from the one place that Vert.x offers for that, the transport, and one timer looks after all of them.
 *
 * <p>Of whatever listens on this Vert.x only the servers that were {@link #watch named} are looked after: those of the event bus
 * and of plugins know no requests.
 *
 * <p>Thread-safe.
 */
final class RequestGuard {

    private static final int IDLE_FACTOR = 6;

    private final ConcurrentHashMap<Channel, Long> deadlineNanos = new ConcurrentHashMap<>();
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
    private final Accepted accepted = new Accepted();
    private final long limitNanos;

    /** Creates one that cuts connections after {@code limit} without a first request, and up to a tenth of it. */
    RequestGuard(Duration limit) {
        limitNanos = limit.toNanos();
    }

    /** Returns {@code transport}, with the connections that its servers accept from now on being looked after. */
    Transport guard(Transport transport) {
        io.vertx.core.spi.transport.Transport spi = transport.implementation();
        // A proxy, since of all that a transport does only the set-up of servers matters here.
        Object guarded = Proxy.newProxyInstance(
                RequestGuard.class.getClassLoader(),
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

    /** Has the connections to a port looked after, those included that were accepted before. */
    void watch(int port) {
        ports.add(port);
    }

    /** Starts to cut connections, until {@code vertx} is closed. */
    void start(Vertx vertx) {
        vertx.setPeriodic(Math.max(1, limitNanos / 10_000_000), id -> sweep());
    }

    /** To be called with each request, first: its connection has said what it wants. */
    void requestArrived(HttpServerRequest request) {
        if (request.connection() instanceof HttpServerConnection internal) {
            Channel channel = internal.channelHandlerContext().channel();
            deadlineNanos.remove(channel);
            if (request.version() != HttpVersion.HTTP_2) {
                request.response().bodyEndHandler(ended -> expectRequest(channel, IDLE_FACTOR * limitNanos));
            }
        }
    }

    private void expectRequest(Channel channel, long withinNanos) {
        deadlineNanos.put(channel, System.nanoTime() + withinNanos);
    }

    /** Returns how many connections have to make a request. */
    int waiting() {
        return deadlineNanos.size();
    }

    private void sweep() {
        long now = System.nanoTime();
        Iterator<Map.Entry<Channel, Long>> entries = deadlineNanos.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Channel, Long> entry = entries.next();
            Channel channel = entry.getKey();
            if (!channel.isOpen() || now - entry.getValue() > 0) {
                entries.remove();
                if (isWatched(channel)) {
                    ChannelFuture unused = channel.close(); // nothing is left to do if that fails
                }
            }
        }
    }

    /** Asked late, as the first connections may be accepted before it is known where a server listens. */
    private boolean isWatched(Channel channel) {
        return channel.localAddress() instanceof InetSocketAddress address && ports.contains(address.getPort());
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
                expectRequest(channel, limitNanos);
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
