package io.busbar;

import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.MessageEvent;
import com.launchdarkly.eventsource.StreamException;
import io.busbar.testing.Chromium;
import io.busbar.testing.Waiting;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Somebody else's reader of event streams. */
abstract class ForeignReader implements AutoCloseable {

    /** An event as the reader dispatched it. */
    record Read(String type, String data) {}

    private final BlockingQueue<Read> events = new LinkedBlockingQueue<>();

    void take(String type, String data) {
        if (!type.equals("busbar.position")) {
            events.add(new Read(type, data));
        }
    }

    /** Returns the next {@code number} events. */
    List<Read> next(int number) throws InterruptedException {
        List<Read> next = new ArrayList<>();
        while (next.size() < number) {
            Read event = events.poll(30, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError(this + ": only " + next.size() + " of " + number + " events" + state());
            }
            next.add(event);
        }
        return next;
    }

    /** Returns whether there are events that nobody took. */
    boolean isExhausted() {
        return events.isEmpty();
    }

    /** Returns what this reader makes of {@code event}, if it is known to deviate from the standard. */
    Read asReadHere(Read event) {
        return event;
    }

    String state() {
        return "";
    }

    @Override
    public abstract void close();

    @Override
    public String toString() {
        return getClass().getSimpleName();
    }

    /** LaunchDarkly's okhttp-eventsource. */
    static final class OkHttp extends ForeignReader {

        private final EventSource source;
        private final Thread thread = new Thread(this::run, "okhttp-eventsource");

        OkHttp(int port, String path) {
            source = new EventSource.Builder(ConnectStrategy.http(URI.create("http://127.0.0.1:" + port + path)))
                    .build();
            thread.start();
        }

        private void run() {
            try {
                source.start();
                while (true) {
                    MessageEvent event = source.readMessage();
                    take(event.getEventName(), event.getData());
                }
            } catch (StreamException e) {
                // Closed, or what the test sees as missing events.
            }
        }

        @Override
        public void close() {
            source.close();
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The event stream codec of Vert.x's web client. */
    static final class Vertx extends ForeignReader {

        private final Runnable close;

        private Vertx(Function<BodyCodec<Void>, Runnable> opener) {
            close = opener.apply(
                    BodyCodec.sseStream(stream -> stream.handler(event -> take(event.event(), event.data()))));
        }

        /**
         * Reads as applications do. Only events of less than 4 KiB: at a larger one the codec asks the client to wait
         * until there is less to read, which never comes.
         */
        static Vertx client(io.vertx.core.Vertx vertx, int port, String path) {
            WebClient client = WebClient.create(vertx);
            return new Vertx(codec -> {
                client.get(port, "127.0.0.1", path).as(codec).send();
                return client::close;
            });
        }

        /** Reads with the codec alone, which takes events of any size. */
        static Vertx codec(io.vertx.core.Vertx vertx, int port, String path) {
            HttpClient client = vertx.createHttpClient();
            return new Vertx(codec -> {
                client.request(HttpMethod.GET, port, "127.0.0.1", path)
                        .compose(HttpClientRequest::send)
                        .onSuccess(response -> {
                            try {
                                response.handler(codec.stream()::write);
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        });
                return () -> Waiting.on(client.close());
            });
        }

        /** It loses empty lines at the start and one at the end. The other readers, and the standard, keep them. */
        @Override
        Read asReadHere(Read event) {
            StringBuilder data = new StringBuilder();
            for (String line : event.data().split("\n", -1)) {
                data.append(data.isEmpty() ? "" : "\n").append(line);
            }
            boolean shorter = !data.isEmpty() && data.charAt(data.length() - 1) == '\n';
            return new Read(event.type(), shorter ? data.substring(0, data.length() - 1) : data.toString());
        }

        @Override
        public void close() {
            close.run();
        }
    }

    /** Chromium's {@code EventSource}, in a page that hands over each event as it is dispatched. */
    static final class Browser extends ForeignReader {

        private static final String PAGE = """
                <!doctype html><meta charset="utf-8"><title>reader</title><script>
                let batch = [], sending = Promise.resolve();
                const flush = () => {
                  const events = batch;
                  batch = [];
                  if (events.length) return fetch("/reader/seen", {method: "POST", body: JSON.stringify(events)});
                };
                const take = event => {
                  batch.push([event.type, event.data]);
                  sending = sending.then(flush);
                };
                const source = new EventSource(%s);
                for (const type of %s) source.addEventListener(type, take);
                </script>
                """;

        private final Chromium chromium;
        private final BlockingQueue<JsonArray> batches;

        /** Adds the page that {@link #Browser} opens, for events of these types on {@code path}. */
        static void addPage(Router router, String path, List<String> types, BlockingQueue<JsonArray> batches) {
            String page = PAGE.formatted(Json.encode(path), Json.encode(types));
            router.get("/reader").handler(context -> context.response()
                    .putHeader("content-type", "text/html;charset=utf-8")
                    .end(page));
            router.post("/reader/seen")
                    .handler(BodyHandler.create(false).setBodyLimit(100_000_000))
                    .handler(context -> {
                        batches.add(context.body().asJsonArray());
                        context.response().end();
                    });
        }

        Browser(int port, BlockingQueue<JsonArray> batches) {
            this.batches = batches;
            chromium = Chromium.open("http://127.0.0.1:" + port + "/reader");
        }

        @Override
        List<Read> next(int number) throws InterruptedException {
            List<Read> next = new ArrayList<>();
            while (next.size() < number) {
                JsonArray batch = batches.poll(30, TimeUnit.SECONDS);
                if (batch == null) {
                    throw new AssertionError(this + ": only " + next.size() + " of " + number + " events" + state());
                }
                for (int i = 0; i < batch.size(); i++) {
                    JsonArray event = batch.getJsonArray(i);
                    next.add(new Read(event.getString(0), event.getString(1)));
                }
            }
            return next;
        }

        @Override
        boolean isExhausted() {
            return batches.isEmpty();
        }

        @Override
        String state() {
            return "; Chromium said: " + chromium.output();
        }

        @Override
        public void close() {
            chromium.close();
        }
    }
}
