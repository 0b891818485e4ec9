package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.ForeignReader.Read;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Chromium;
import io.busbar.testing.Conditions;
import io.busbar.testing.ReadEvent;
import io.busbar.testing.SseTestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same stream, read by four readers that have nothing in common, is what was published. Only line ends differ: CR
 * and CR LF mean the same as LF in an event stream, and come out as that; and what can't be in one comes as U+FFFD.
 */
class ReadersAgreeTest {

    private static final List<String> TYPES = List.of("message", "price", "two words", "grüße", ":x");

    /** A message, and what a subscriber must get of it. */
    private record Sent(String type, Object body, String data) {

        static Sent text(String text) {
            String lines = text.replace("\r\n", "\n").replace('\r', '\n');
            return new Sent("message", text, wellFormed(lines));
        }

        Read read() {
            return new Read(type, data);
        }
    }

    /** Replaces halves of surrogate pairs, which have no place in UTF-8, and NUL, which has none in a field. */
    private static String wellFormed(String text) {
        StringBuilder result = new StringBuilder();
        text.codePoints()
                .map(point -> point == 0 || Character.getType(point) == Character.SURROGATE ? 0xFFFD : point)
                .forEach(result::appendCodePoint);
        return result.toString();
    }

    private static List<Sent> everything() {
        List<Sent> all = new ArrayList<>();
        for (char c = 0; c <= ' '; c++) {
            all.add(Sent.text("" + c));
            all.add(Sent.text("a" + c + "b"));
            all.add(Sent.text(c + "" + c + "a" + c + c));
        }
        for (String text : List.of(
                "a\r\nb",
                "a\n\rb",
                "a\r\n\r\nb",
                "\r\n",
                "\r\r\n\n",
                "a\r\n",
                "\n\na\n\n",
                // no line ends in an event stream
                "a\u2028b",
                "a\u2029b",
                "a\u0085b",
                "a\u000Bb\u000Cc",
                "\u2028",
                "\u0085",
                "\u007F",
                "\u0080",
                "\u00A0",
                "\u200B",
                "\uFFFD",
                "\uFFFE\uFFFF",
                "\uD83D\uDE00",
                "grüße \uD83D\uDE00\uD83D\uDE00 €",
                "\uD83D",
                "\uDE00",
                "a\uD83Db",
                "a\uDE00b",
                "\uDE00\uD83D",
                "\uD83D\uD83D\uDE00",
                "a\uD83D",
                "\uFEFFa",
                "a\uFEFF",
                "\uFEFF\uFEFF",
                "\uFEFFdata: x",
                "  a",
                " a ",
                "a  ",
                "\ta\t",
                " \n \n ",
                ":",
                "::a",
                ":a\n:b",
                "a:b",
                "data:",
                "data: a",
                "data",
                "\ndata: a\n\ndata: b\n\n",
                "event: x",
                "a\nevent: x\n\nb",
                "id: 1",
                "a\nid: 1",
                "id",
                "retry: 1",
                "a\nretry: 1\n",
                "",
                "{\"a\":\"\\r\\n\"}",
                "\\",
                "\\n",
                "<script>",
                "%0A",
                "+")) {
            all.add(Sent.text(text));
        }
        all.add(Sent.text("x".repeat(1 << 20)));
        all.add(Sent.text("ü€\uD83D\uDE00".repeat(1 << 16)));
        all.add(Sent.text("line\n".repeat(1 << 15)));
        for (String type : TYPES) {
            all.add(new Sent(type, type, type));
        }
        JsonObject json = new JsonObject().put("all", "\0\1\r\n\u2028\uD83D\uDE00");
        all.add(new Sent("price", json, json.encode()));
        all.add(new Sent("message", null, ""));
        all.add(Sent.text("the end"));
        return all;
    }

    @ParameterizedTest(name = "fast path {0}")
    @ValueSource(booleans = {true, false})
    void everyReaderReadsWhatWasPublished(boolean fastPath) throws InterruptedException {
        List<Sent> sent = everything();
        try (BridgeServer server = BridgeServer.start(options(fastPath));
                SseTestClient client = SseTestClient.connect(server.port(), "/events/news");
                ForeignReader okHttp = new ForeignReader.OkHttp(server.port(), "/events/news");
                ForeignReader codec = ForeignReader.Vertx.codec(server.vertx(), server.port(), "/events/news")) {
            awaitReaders(server, 3);
            publish(server, sent);
            for (int i = 0; i < sent.size(); i++) {
                ReadEvent event = client.nextEvent();
                assertThat(new Read(event.type(), event.data()))
                        .as("own reader, event %d", i)
                        .isEqualTo(sent.get(i).read());
                assertThat(event.lastEventId()).as("own reader, event %d", i).endsWith("-" + (i + 1));
            }
            client.assertExhausted();
            for (ForeignReader reader : List.of(okHttp, codec)) {
                check(reader, sent);
            }
        }
    }

    @ParameterizedTest(name = "fast path {0}")
    @ValueSource(booleans = {true, false})
    void vertxsWebClientReadsWhatWasPublished(boolean fastPath) throws InterruptedException {
        List<Sent> sent = everything().stream()
                .filter(event -> event.data().length() < 1_000)
                .toList();
        try (BridgeServer server = BridgeServer.start(options(fastPath));
                ForeignReader client = ForeignReader.Vertx.client(server.vertx(), server.port(), "/events/news")) {
            awaitReaders(server, 1);
            publish(server, sent);
            check(client, sent);
        }
    }

    @ParameterizedTest(name = "fast path {0}")
    @ValueSource(booleans = {true, false})
    void aBrowserReadsWhatWasPublished(boolean fastPath) throws InterruptedException {
        Chromium.require();
        List<Sent> sent = everything();
        BlockingQueue<JsonArray> batches = new LinkedBlockingQueue<>();
        try (BridgeServer server = BridgeServer.with(options(fastPath))
                        .routes(router -> ForeignReader.Browser.addPage(router, "/events/news", TYPES, batches))
                        .start();
                ForeignReader browser = new ForeignReader.Browser(server.port(), batches)) {
            awaitReaders(server, 1);
            publish(server, sent);
            check(browser, sent);
        }
    }

    private static void check(ForeignReader reader, List<Sent> sent) throws InterruptedException {
        List<Read> read = reader.next(sent.size());
        for (int i = 0; i < sent.size(); i++) {
            assertThat(read.get(i))
                    .as("%s, event %d", reader, i)
                    .isEqualTo(reader.asReadHere(sent.get(i).read()));
        }
        assertThat(read).hasSameSizeAs(sent);
        assertThat(reader.isExhausted()).as("%s has no more", reader).isTrue();
    }

    private static SseBridgeOptions options(boolean fastPath) {
        return BridgeServer.permitAll()
                .setFastPath(fastPath)
                .setLimits(new LimitOptions().setEventBytes(4 << 20))
                .setWindowBytes(64 << 20);
    }

    private static void awaitReaders(BridgeServer server, int number) {
        Conditions.await(
                "the readers to connect", () -> server.listener().opened().size() == number, Duration.ofSeconds(60));
    }

    private static void publish(BridgeServer server, List<Sent> sent) {
        for (Sent event : sent) {
            if (event.type().equals("message")) {
                server.publish("news", event.body());
            } else {
                server.publish("news", event.body(), "sse-event", event.type());
            }
        }
    }
}
