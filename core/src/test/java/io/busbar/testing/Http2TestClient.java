package io.busbar.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An event stream over HTTP/2, in clear text (prior knowledge) or TLS with ALPN, read with Vert.x's client. Confined to
 * the test's thread.
 */
public final class Http2TestClient extends TestStream {

    private final HttpClient client;
    private final HttpClientRequest request;
    private final HttpClientResponse response;
    private final BlockingQueue<Buffer> input;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final boolean lazy;
    private boolean asked;
    private End end = End.OPEN;

    // what the queue holds after the last piece of the body
    private static final Buffer ENDED = Buffer.buffer();
    private static final Buffer RESET = Buffer.buffer();

    private Http2TestClient(
            HttpClient client,
            HttpClientRequest request,
            HttpClientResponse response,
            BlockingQueue<Buffer> input,
            boolean lazy) {
        this.client = client;
        this.request = request;
        this.response = response;
        this.input = input;
        this.lazy = lazy;
    }

    /** Opens a stream, and waits for the response's head. Headers as {@code Name: value}. */
    public static Http2TestClient connect(Vertx vertx, int port, boolean tls, String path, String... headers) {
        return open(client(vertx, tls), port, path, false, headers);
    }

    /** As {@link #connect}, but takes nothing of the body until something is expected, so that the server has to wait. */
    public static Http2TestClient neverRead(Vertx vertx, int port, boolean tls, String path, String... headers) {
        return open(client(vertx, tls), port, path, true, headers);
    }

    private static HttpClient client(Vertx vertx, boolean tls) {
        return vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setSsl(tls)
                .setUseAlpn(tls)
                .setTrustAll(true)
                .setVerifyHost(false));
    }

    private static Http2TestClient open(HttpClient client, int port, String path, boolean lazy, String... headers) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(path)
                .putHeader("accept", "text/event-stream");
        for (String header : headers) {
            int colon = header.indexOf(':');
            options.addHeader(
                    header.substring(0, colon), header.substring(colon + 1).strip());
        }
        BlockingQueue<Buffer> input = new LinkedBlockingQueue<>();
        return Waiting.on(
                client.request(options).compose(request -> request.send().map(response -> {
                    response.handler(input::add)
                            .endHandler(ended -> input.add(ENDED))
                            .exceptionHandler(cause -> input.add(RESET));
                    if (lazy) {
                        response.pause();
                    }
                    return new Http2TestClient(client, request, response, input, lazy);
                })));
    }

    /** Opens another stream on the same connection. Closing either of them closes the connection. */
    public Http2TestClient another(String path, String... headers) {
        return open(client, request.connection().remoteAddress().port(), path, lazy, headers);
    }

    /** Returns the version that was agreed on. */
    public HttpVersion version() {
        return request.version();
    }

    @Override
    public int status() {
        return response.statusCode();
    }

    @Override
    public @Nullable String header(String name) {
        return response.headers().contains(name)
                ? String.join(", ", response.headers().getAll(name))
                : null;
    }

    @Override
    public byte[] bodyBytes() {
        return body.toByteArray();
    }

    /** Returns what becomes true when the server has said that the connection takes no further streams, and none is left. */
    public AtomicBoolean toldToLeave() {
        AtomicBoolean told = new AtomicBoolean();
        // Not a GOAWAY handler: Vert.x never releases what it gives to that.
        request.connection().shutdownHandler(shutdown -> told.set(true));
        return told;
    }

    /** Cancels the stream with RST_STREAM, and leaves the connection open. */
    public void cancel() {
        Waiting.on(request.reset(8));
    }

    @Override
    public void close() {
        Waiting.on(client.close());
    }

    @Override
    protected boolean readMore(long nanos) {
        Buffer piece;
        if (lazy && !asked && input.isEmpty()) {
            asked = true;
            response.fetch(1);
        }
        try {
            piece = input.poll(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        asked &= piece == null;
        if (piece == ENDED) {
            end = End.CLEAN;
        } else if (piece == RESET) {
            end = End.CUT;
        } else if (piece != null) {
            byte[] bytes = piece.getBytes();
            body.writeBytes(bytes);
            received(bytes, 0, bytes.length);
        }
        return piece != null;
    }

    @Override
    protected End end() {
        return end;
    }
}
