package io.busbar.examples.quickstart;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.busbar.testing.Conditions;
import io.busbar.testing.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.BindException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/** A way to the example that can be cut, with all connections that go over it, and mended. */
public final class Link implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();
    private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
    private final int to;
    private final int port;
    private NetServer server;

    /** Creates a link to a port of this machine. */
    public Link(int to) {
        this.to = to;
        // One that the system gives to nobody who connects, so that it is still free when this listens again.
        port = FreePorts.first();
        server = listen(port);
    }

    /** Returns a URL on the way. */
    public URI uri(String path) {
        return URI.create("http://" + HOST + ":" + port + path);
    }

    /** Breaks off all connections, and lets no new ones in. */
    public void cut() {
        await(server.close());
        // What is published from now on is not to get through.
        Conditions.await("the connections to be closed", open::isEmpty);
    }

    /** Lets nothing through any more on the connections that there are, which stay; new ones are not concerned. */
    public void swallow() {
        sockets.forEach(socket -> socket.handler(lost -> {}));
        sockets.clear();
    }

    /** Lets new connections in again. */
    public void mend() {
        // The JDK closes a socket with the next turn of its selector, which may be after Vert.x says that it is closed.
        Conditions.await("the port to be free", () -> {
            server = listenIfFree(port);
            return server != null;
        });
    }

    /** Returns null if another socket listens there. */
    private NetServer listenIfFree(int wanted) {
        try {
            return listen(wanted);
        } catch (CompletionException e) {
            if (e.getCause() instanceof BindException) {
                return null;
            }
            throw e;
        }
    }

    private NetServer listen(int wanted) {
        return await(vertx.createNetServer().connectHandler(this::connect).listen(wanted, HOST));
    }

    private void connect(NetSocket near) {
        near.pause();
        open.add(near);
        near.closeHandler(closed -> open.remove(near));
        client.connect(to, HOST)
                .onSuccess(far -> {
                    near.pipeTo(far);
                    far.pipeTo(near);
                    sockets.add(near);
                    sockets.add(far);
                })
                .onFailure(refused -> near.close());
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, SECONDS)
                .join();
    }
}
