package io.busbar;

import static io.busbar.testing.Replays.after;
import static io.busbar.testing.Replays.resume;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.CapturedLog;
import io.busbar.testing.EventId;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.ReadEvent;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Event ids come back from clients, who may have made them up, or got them from someone who may see more. Whatever they
 * say, it is a place in the log or an error, and what a reader gets is what that reader may see now.
 */
class HostileIdTest {

    private static final String EXACT = "{\"status\":\"exact\"}";
    private static final String RESET = "{\"status\":\"reset\"}";
    private static final int RETAINED = 60;
    private static final String ALPHABET = "abcXYZ0123456789-._~ +,;:/\\\"'<>{}%&=?#\t\r\n\0\u007fäß€😀";

    private final BridgeServer server = BridgeServer.with(new SseBridgeOptions()
                    .setHistory(new HistoryOptions().setEvents(RETAINED))
                    .addSource(new SourceOptions().setAddress("news"))
                    .addSource(new SourceOptions().setAddress("vault"))
                    .addOutboundPermitted(
                            new PermittedOptions().setAddress("news").setMatch(new JsonObject().put("public", true)))
                    .addOutboundPermitted(
                            new PermittedOptions().setAddressRegex(".+").setRequiredAuthority("read:secret")))
            .routes(HeaderUsers::authenticate)
            .start();
    private final CapturedLog log = CapturedLog.of("io.busbar");

    /** What was recorded and anyone may see, oldest first. */
    private final List<ReadEvent> open = new ArrayList<>();

    /** The ids of all that was recorded. */
    private final List<String> ids = new ArrayList<>();

    @BeforeEach
    void record() {
        for (int i = 0; i < 50; i++) {
            publish("news", true);
            publish("news", false);
            publish("vault", true);
        }
    }

    @AfterEach
    void nothingIsLeftAndNothingWasLogged() {
        log.close();
        server.awaitQuiet();
        server.close();
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void whatIsNoIdIsRefused() {
        String id = ids.get(140);
        String epoch = EventId.parse(id).epoch();
        for (String no : List.of(
                "-",
                "--",
                epoch,
                epoch + "-",
                "-1",
                epoch + "--1",
                epoch + "-x",
                epoch + "-1x",
                epoch + "-0x1",
                epoch + "-1.0",
                epoch + "~1",
                "0",
                "1",
                "null",
                "undefined",
                "..",
                " ",
                "\t",
                " " + id,
                id + " ",
                epoch + " -1",
                epoch + "-+1",
                epoch + "-1,000",
                epoch + "-١",
                epoch + "-１",
                "é-1",
                "\uFEFF" + id,
                "😀",
                "\u0000",
                id + "\u0000",
                id + "\r\n",
                id + "\ndata: forged",
                id + "\r\n\r\ndata: forged\r\n\r\n",
                "<script>-1",
                "'; drop table log; --",
                "%00",
                "../../etc/passwd",
                "x".repeat(129),
                epoch + "-" + "1".repeat(128),
                "x".repeat(3_000))) {
            for (HttpExchange exchange : List.of(
                    HttpExchange.get(server.port(), "/events/news?lastEventId=" + encoded(no)),
                    HttpExchange.get(server.port(), "/events/news?last_event_id=" + encoded(no)),
                    HttpExchange.post(server.port(), "/events", "application/json", body(no)))) {
                JsonObject problem = Problems.expect(400, exchange);
                assertThat(problem.encode()).as(no).doesNotContain("forged", "script", epoch);
            }
        }
    }

    @Test
    void aHeaderThatIsNoIdIsRefused() {
        String id = ids.get(140);
        for (String no :
                List.of("a b", "a/b", id + ",x", id + ", " + id, "ü-1", id + "ü", "\"" + id + "\"", "-", "1")) {
            Problems.expect(400, HttpExchange.get(server.port(), "/events/news", "Last-Event-ID: " + no));
        }
        // These are no HTTP, which may be noticed before the bridge is asked.
        for (String no : List.of(id + "\u0000", "\u0001", id + "\u007f", id + "\rx", id + "\n x")) {
            assertThat(HttpExchange.get(server.port(), "/events/news", "Last-Event-ID: " + no)
                            .status())
                    .as("%s", no)
                    .isIn(0, 400);
        }
    }

    @Test
    void jsonThatIsNoIdIsRefused() {
        for (String no : List.of("1", "-1", "1.5", "true", "[]", "{}", "[\"" + ids.get(140) + "\"]")) {
            Problems.expect(
                    400,
                    HttpExchange.post(
                            server.port(),
                            "/events",
                            "application/json",
                            "{\"addresses\":[\"news\"],\"lastEventId\":" + no + "}"));
        }
    }

    /** An empty header is what a client sends that has none. */
    @Test
    void anEmptyIdIsNone() {
        try (SseTestClient header = SseTestClient.connect(server.port(), "/events/news", "Last-Event-ID:");
                SseTestClient blank = SseTestClient.connect(server.port(), "/events/news", "Last-Event-ID:   ");
                SseTestClient query = SseTestClient.connect(server.port(), "/events/news?lastEventId=");
                SseTestClient posted = post("")) {
            ReadEvent live = publish("news", true);
            for (SseTestClient client : List.of(header, blank, query, posted)) {
                assertThat(client.nextEvent()).isEqualTo(live);
                client.assertExhausted();
            }
        }
    }

    @Test
    void whatIsNotInTheLogIsAReset() {
        EventId head = EventId.parse(ids.get(149));
        String epoch = head.epoch();
        List<SseTestClient> clients = new ArrayList<>();
        for (String id : List.of(
                head.plus(1).toString(),
                head.plus(1_000_000).toString(),
                epoch + "-" + Integer.MAX_VALUE,
                epoch + "-" + (1L << 32),
                epoch + "-999999999999999999",
                "other-1",
                "other-0",
                "0-0",
                "other-999999999999999999",
                epoch + "x-1",
                epoch.substring(1) + "-1",
                "x".repeat(64) + "-1")) {
            SseTestClient client = resume(server, "/events/news", id);
            clients.add(client);
            client.expectEvent("busbar.resume", RESET);
            assertThat(client.expectPosition()).isEqualTo(ids.get(149));
        }
        expectLive(clients);
    }

    /** Numbers that no counter can hold, and other spellings of those that it can. */
    @Test
    void aNumberThatWeWouldNotWriteIsRefusedOrMeansWhatItSays() {
        EventId id = EventId.parse(ids.get(140));
        for (String number : List.of(
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551615",
                BigInteger.ONE
                        .shiftLeft(32)
                        .add(BigInteger.valueOf(id.number()))
                        .toString(),
                BigInteger.ONE
                        .shiftLeft(64)
                        .add(BigInteger.valueOf(id.number()))
                        .toString(),
                BigInteger.ONE
                        .shiftLeft(128)
                        .add(BigInteger.valueOf(id.number()))
                        .toString(),
                "9".repeat(90),
                "0".repeat(50) + id.number(),
                "0" + id.number(),
                "00",
                "0",
                "1",
                "-0",
                "-" + id.number(),
                "+" + id.number())) {
            expectHonest(id.epoch() + "-" + number, 0, "number " + number);
        }
    }

    @Test
    void mutationsOfARealIdAreRefusedOrMeanWhatTheySay() {
        long seed = 20_261_121;
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            String id = ids.get(ids.size() - 1 - random.nextInt(RETAINED + 10));
            for (int i = random.nextInt(4); i > 0; i--) {
                id = mutated(id, random);
            }
            expectHonest(id, round, "seed " + seed + ", round " + round + ": " + id);
        }
    }

    /** Nobody gets by an id what they could not get without: rules look at the reader, not at where an id is from. */
    @Test
    void anIdOfAPrivilegedReaderIsNoPrivilege() {
        List<String> privileged = new ArrayList<>();
        try (SseTestClient ada = SseTestClient.connect(
                server.port(),
                "/events?address=news&address=vault&from=" + RETAINED,
                "X-User: ada",
                "X-Authority: read:secret")) {
            privileged.add(ada.expectPosition());
            for (int i = 0; i < RETAINED; i++) {
                privileged.add(ada.nextEvent().lastEventId());
            }
        }
        assertThat(privileged).contains(ids.get(148)).doesNotHaveDuplicates();
        List<SseTestClient> clients = new ArrayList<>();
        for (String id : privileged) {
            Problems.expect(403, HttpExchange.get(server.port(), "/events/vault", "Last-Event-ID: " + id));
            Problems.expect(
                    403,
                    HttpExchange.get(
                            server.port(),
                            "/events?address=news&address=vault",
                            "X-User: bob",
                            "X-Authority: write:secret",
                            "Last-Event-ID: " + id));
            for (String path : List.of("/events/news", "/events/*")) {
                SseTestClient bob = SseTestClient.connect(server.port(), path, "X-User: bob", "Last-Event-ID: " + id);
                clients.add(bob);
                bob.expectEvent("busbar.resume", EXACT);
                assertThat(bob.expectPosition()).isEqualTo(id);
                after(id, open).forEach(event -> assertThat(bob.nextEvent()).isEqualTo(event));
            }
        }
        expectLive(clients);
    }

    @Test
    void whoHasLostAnAuthorityGetsNothingMoreByAnOldId() {
        String id = ids.get(120);
        int secret = 0;
        try (SseTestClient before = SseTestClient.connect(
                server.port(), "/events/news", "X-Authority: read:secret", "X-User: ada", "Last-Event-ID: " + id)) {
            before.expectEvent("busbar.resume", EXACT);
            for (int i = 0; i < 19; i++) {
                secret += before.nextEvent().data().contains("\"public\":false") ? 1 : 0;
            }
        }
        assertThat(secret).isEqualTo(10);
        try (SseTestClient now =
                SseTestClient.connect(server.port(), "/events/news", "X-User: ada", "Last-Event-ID: " + id)) {
            now.expectEvent("busbar.resume", EXACT);
            after(id, open).forEach(event -> assertThat(now.nextEvent()).isEqualTo(event));
            expectLive(List.of(now));
        }
    }

    /**
     * Checks that {@code id} is either refused, or means a place in the log from which the reader gets all that it may
     * see, once and in order, and nothing else.
     *
     * @param way in which of its ways the id travels
     */
    private void expectHonest(String id, int way, String description) {
        try (SseTestClient client = openAt(id, way)) {
            assertThat(client.status()).as(description).isIn(200, 400);
            if (client.status() == 400) {
                assertThat(client.header("content-type")).as(description).startsWith("application/problem+json");
                return;
            }
            ReadEvent told = client.nextEvent();
            assertThat(told.type()).as(description).isEqualTo("busbar.resume");
            String status = new JsonObject(told.data()).getString("status");
            assertThat(status).as(description).isIn("exact", "partial", "reset");
            String position = client.expectPosition();
            if (status.equals("exact")) {
                EventId meant = EventId.parse(position);
                assertThat(id).as(description).matches(meant.epoch() + "-[0-9]+");
                assertThat(new BigInteger(id.substring(id.indexOf('-') + 1)))
                        .as(description)
                        .isEqualTo(BigInteger.valueOf(meant.number()));
            }
            for (ReadEvent event : after(position, open)) {
                assertThat(client.nextEvent()).as(description).isEqualTo(event);
            }
            expectLive(List.of(client));
        }
    }

    /** Checks that what {@code clients} get next is what is published now, and closes them. */
    private void expectLive(List<SseTestClient> clients) {
        ReadEvent live = publish("news", true);
        for (SseTestClient client : clients) {
            assertThat(client.nextEvent()).isEqualTo(live);
            client.close();
        }
    }

    private SseTestClient openAt(String id, int way) {
        // A header can't hold everything.
        boolean fitsHeader = id.chars().allMatch(c -> c > ' ' && c < 127);
        return switch (way % 4) {
            case 0 -> fitsHeader ? resume(server, "/events/news", id) : post(id);
            case 1 -> SseTestClient.connect(server.port(), "/events/news?lastEventId=" + encoded(id));
            case 2 -> SseTestClient.connect(server.port(), "/events/news?last_event_id=" + encoded(id));
            default -> post(id);
        };
    }

    private SseTestClient post(String id) {
        return SseTestClient.to(server.port(), "/events")
                .post("application/json", body(id))
                .open();
    }

    private static String body(String id) {
        return new JsonObject()
                .put("addresses", new JsonArray().add("news"))
                .put("lastEventId", id)
                .encode();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Returns {@code id} with something put in, taken out, changed, doubled or cut off; never empty. */
    private static String mutated(String id, Random random) {
        int at = random.nextInt(id.length());
        String before = id.substring(0, at);
        String from = id.substring(at);
        return switch (random.nextInt(8)) {
            case 0 -> before + ALPHABET.charAt(random.nextInt(ALPHABET.length())) + from;
            case 1 -> before + ALPHABET.charAt(random.nextInt(ALPHABET.length())) + from.substring(1);
            case 2 -> before + random.nextInt(10) + from.substring(1);
            case 3 -> id.length() > 1 ? before + from.substring(1) : id + "0";
            case 4 -> before.isEmpty() ? id + id : before;
            case 5 -> id + random.nextInt(10);
            case 6 -> before + from + from;
            default -> id.replace("-", "-" + "0".repeat(1 + random.nextInt(20)));
        };
    }

    private ReadEvent publish(String address, boolean isPublic) {
        JsonObject body = new JsonObject().put("public", isPublic).put("i", ids.size());
        String id = Waiting.on(server.bridge(0).publish(address, body, Map.of()));
        ReadEvent event = new ReadEvent("message", body.encode(), id);
        ids.add(id);
        if (address.equals("news") && isPublic) {
            open.add(event);
        }
        return event;
    }
}
