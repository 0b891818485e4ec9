package io.busbar.connection;

import io.busbar.window.Entry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes through Vert.x's response: any protocol, any pipeline. */
final class PortableWriter implements StreamWriter {

    /**
     * What goes to Vert.x at once, and so the most that a connection has of its own on the heap. A larger event goes
     * piece by piece, from the window, so that a slow reader of it is seen to make progress.
     */
    private static final int PIECE_BYTES = 16_384;

    private static final long NO_ERROR = 0x0;
    private static final long CANCEL = 0x8;

    private final RoutingContext context;
    private final EventLoop eventLoop;
    private final HttpServerResponse response;
    private final RoundBytes bytes;
    private @Nullable Observer observer;
    private @Nullable ByteBuf rest;
    private boolean busy;
    private long completed;

    PortableWriter(RoutingContext context, EventLoop eventLoop, RoundBytes bytes) {
        this.context = context;
        this.eventLoop = eventLoop;
        this.response = context.response();
        this.bytes = bytes;
    }

    @Override
    public boolean open(Buffer first, Observer newObserver) {
        if (response.closed() || response.ended()) {
            return false;
        }
        observer = newObserver;
        // Not the response's own handlers: there is one of each, and the application may have set end handlers.
        context.addEndHandler(ended -> onLoop(newObserver::onClosed));
        response.setChunked(true);
        send(first);
        return !response.closed();
    }

    @Override
    public int write(List<Entry> entries) {
        if (entries.size() == 1 && entries.get(0).payloadBytes() > PIECE_BYTES) {
            rest = entries.get(0).payload();
            boolean there = rest != null;
            sendRest();
            return there ? 1 : 0;
        }
        Buffer payload = bytes.frames(entries);
        if (payload == null) {
            return 0;
        }
        send(payload);
        return entries.size();
    }

    @Override
    public void write(Buffer payload) {
        send(payload);
    }

    private void sendRest() {
        while (rest != null && !busy) {
            byte[] piece = new byte[Math.min(PIECE_BYTES, rest.readableBytes())];
            rest.readBytes(piece);
            if (!rest.isReadable()) {
                letGoOfRest();
            }
            send(Buffer.buffer(piece));
        }
    }

    private void send(Buffer piece) {
        if (response.closed() || response.ended()) {
            letGoOfRest();
            return;
        }
        Future<Void> written = response.write(piece);
        if (!written.isComplete()) {
            busy = true;
            written.onComplete(result -> onLoop(this::pieceTaken));
        }
    }

    private void pieceTaken() {
        busy = false;
        completed++;
        sendRest();
        if (!busy && observer != null) {
            observer.onDrained();
        }
    }

    private void letGoOfRest() {
        if (rest != null) {
            rest.release();
            rest = null;
        }
    }

    /** Vert.x calls back in the request's context, which in a worker verticle is not the event loop. */
    private void onLoop(Runnable task) {
        if (eventLoop.inEventLoop()) {
            task.run();
        } else {
            eventLoop.execute(task);
        }
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
    public boolean holdsWindow() {
        return rest != null;
    }

    @Override
    public long progress() {
        if (context.request().version() == HttpVersion.HTTP_2) {
            // The channel's buffer is shared by all streams, and says nothing about this one.
            return completed;
        }
        return completed + Channels.pendingSignature(context.request());
    }

    @Override
    public int maxBytes() {
        return PIECE_BYTES;
    }

    @Override
    public void end() {
        if (response.closed() || response.ended()) {
            return;
        }
        boolean isShared = context.request().version() == HttpVersion.HTTP_2;
        HttpConnection connection = context.request().connection();
        response.end().onComplete(ended -> {
            if (isShared) {
                connection.goAway(NO_ERROR);
            } else {
                connection.close();
            }
        });
    }

    @Override
    public void breakOff() {
        cut(false);
        if (context.request().version() == HttpVersion.HTTP_2) {
            context.request().connection().goAway(NO_ERROR);
        }
    }

    @Override
    public void cut(boolean dead) {
        if (context.request().version() != HttpVersion.HTTP_2) {
            Channels.cut(context.request());
            return;
        }
        response.reset(CANCEL);
        ChannelHandlerContext channel = Channels.contextOf(context.request());
        if (dead && channel != null && !channel.channel().isWritable()) {
            // Not only the stream: the peer does not take what the whole connection carries.
            channel.close();
        }
    }

    @Override
    public void release() {
        observer = null;
        letGoOfRest();
    }
}
