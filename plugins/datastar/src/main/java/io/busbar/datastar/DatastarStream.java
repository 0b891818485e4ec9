package io.busbar.datastar;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/**
 * A response that is a stream of Datastar events. Opened when everything that can fail has not: after that there is no
 * status any more by which a page could tell.
 *
 * <p>An {@link #end} tells the page that this is all: by default it does not come back. {@link #cut} looks like a broken
 * connection: it does. Events are written whole, and in the order of the calls; any thread may call.
 *
 * @see <a href="https://github.com/starfederation/datastar/blob/main/sdk/ADR.md#construction--initialization">the SDK
 *     specification</a>
 */
public final class DatastarStream implements WriteStream<DatastarEvent> {

    /** In HTTP/2; a page takes what ends with NO_ERROR for complete. */
    private static final long INTERNAL_ERROR = 0x2;

    private final HttpServerResponse response;
    private final Promise<Void> closed = Promise.promise();
    private volatile @Nullable Handler<Throwable> exceptionHandler;

    private DatastarStream(HttpServerResponse response) {
        this.response = response;
    }

    /**
     * Begins the response, whose head is sent at once. Sets its {@code Content-Type}, {@code Cache-Control}, {@code
     * X-Accel-Buffering} (for nginx) and, in HTTP/1.1, {@code Connection}; other headers, set before, stay. Read the
     * request's body first.
     *
     * @throws IllegalStateException if its head has been sent already
     */
    public static DatastarStream open(HttpServerResponse response) {
        if (response.headWritten()) {
            throw new IllegalStateException("The response has begun already");
        }
        DatastarStream stream = new DatastarStream(response);
        stream.begin();
        return stream;
    }

    private void begin() {
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader("X-Accel-Buffering", "no");
        boolean hasChunks = response.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        if (hasChunks) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.KEEP_ALIVE);
        }
        response.closeHandler(gone -> closed.tryComplete());
        response.exceptionHandler(this::fail);
        // In HTTP/1.0 Vert.x sends no head without a body: a comment is one.
        boolean needsBody = !hasChunks && response.streamId() < 0;
        (needsBody ? response.write(":\n") : response.writeHead()).onFailure(this::fail);
        // Handlers that are set after the client has left are never called.
        if (response.closed()) {
            closed.tryComplete();
        }
    }

    private void fail(Throwable failure) {
        closed.tryComplete();
        Handler<Throwable> handler = exceptionHandler;
        if (handler != null) {
            handler.handle(failure);
        }
    }

    /**
     * Returns a future that completes, and never fails, when the stream is over: the client has gone, or it was ended, or
     * cut. Stop there what feeds it.
     */
    public Future<Void> closed() {
        return closed.future();
    }

    /** Returns whether the stream is over. */
    public boolean isClosed() {
        return closed.future().isComplete();
    }

    /**
     * Writes one event. What is written to a client that does not read is kept in memory: mind {@link #writeQueueFull}.
     *
     * @return completes when it is written; fails if the stream is over
     */
    @Override
    public Future<Void> write(DatastarEvent event) {
        if (isClosed()) {
            return Future.failedFuture("The stream is over");
        }
        return response.write(Buffer.buffer(event.encode()));
    }

    /**
     * Ends the stream for good: by default the page does not open it again.
     *
     * @return completes when everything is written, or at once if the stream is over
     */
    @Override
    public Future<Void> end() {
        return closed.tryComplete() ? response.end() : Future.succeededFuture();
    }

    /**
     * Breaks the stream off, so that the page opens it again: for a server that stops, and whatever else passes. What was
     * written and is not sent yet may be lost.
     */
    public void cut() {
        if (closed.tryComplete()) {
            response.reset(INTERNAL_ERROR);
        }
    }

    @Override
    public DatastarStream exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }

    @Override
    public DatastarStream setWriteQueueMaxSize(int bytes) {
        response.setWriteQueueMaxSize(bytes);
        return this;
    }

    /** Returns whether so much waits for the client that it is better to wait for {@link #drainHandler}. */
    @Override
    public boolean writeQueueFull() {
        return !isClosed() && response.writeQueueFull();
    }

    @Override
    public DatastarStream drainHandler(@Nullable Handler<Void> handler) {
        response.drainHandler(handler);
        return this;
    }
}
