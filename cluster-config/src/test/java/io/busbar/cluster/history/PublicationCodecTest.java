package io.busbar.cluster.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.history.IdempotencyKey;
import io.busbar.plugin.Event;
import io.busbar.wire.EventData;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PublicationCodecTest {

    /** Version 1: nodes of different releases hand publications to each other. */
    private static final String GOLDEN = """
            01010a73636f70650e636f6e74656e740780b083c59868086e6577730274026b01026802760f010402
            """.replace("\n", "");

    private static Event sent(Event event) {
        return PublicationCodec.decode(PublicationCodec.encode(new Publication(event, null)))
                .event();
    }

    private static Object sent(Object body) {
        return sent(Event.of("a", body, Map.of())).body();
    }

    private static Publication sample() {
        Event event = Event.of("news", new JsonArray().add(1), Map.of("h", "v"))
                .withType("t")
                .withKey("k")
                .withTime(RandomEntries.NOW);
        return new Publication(event, new IdempotencyKey("scope", "content"));
    }

    @Test
    void theFirstVersionOfTheFormatStaysAsItIs() {
        assertThat(HexFormat.of().formatHex(PublicationCodec.encode(sample()).getBytes()))
                .isEqualTo(GOLDEN);
        Publication read = PublicationCodec.decode(Buffer.buffer(HexFormat.of().parseHex(GOLDEN)));
        assertThat(Described.event(read.event())).isEqualTo(Described.event(sample().event()));
        assertThat(read.key()).isEqualTo(sample().key());
    }

    @Test
    void whatIsHandedOverArrivesAsItWas() {
        long seed = Long.getLong("seed", System.nanoTime());
        RandomEntries entries = new RandomEntries(new Random(seed));
        for (int i = 0; i < 10_000; i++) {
            Publication publication = new Publication(entries.event(), entries.key());
            Publication read = PublicationCodec.decode(PublicationCodec.encode(publication));
            assertThat(Described.event(read.event()))
                    .as("seed %d", seed)
                    .isEqualTo(Described.event(publication.event()));
            assertThat(read.key()).as("seed %d", seed).isEqualTo(publication.key());
        }
    }

    @Test
    void headersAreFoundInAnyCaseAndStayInTheirOrder() {
        Map<String, String> headers = new HashMap<>();
        for (String name : List.of("b", "A", "c\r\n", "", "ß", "\ud800", "x".repeat(5_000))) {
            headers.put(name, name + "=");
        }
        Event event = sent(Event.of("a", null, headers));
        assertThat(event.headers().keySet()).containsExactly("", "A", "b", "c\r\n", "x".repeat(5_000), "ß", "\ud800");
        assertThat(event.headers()).containsEntry("a", "A=").containsEntry("B", "b=");
    }

    static Stream<Arguments> simplified() {
        Map<Object, Object> numbered = new TreeMap<>(Map.of(1, "one"));
        return Stream.of(
                Arguments.of(new AtomicInteger(5), new BigDecimal("5")),
                Arguments.of(new AtomicLong(Long.MIN_VALUE), new BigDecimal(Long.MIN_VALUE)),
                Arguments.of(number("1.10"), new BigDecimal("1.10")),
                Arguments.of(number("a half"), "a half"),
                // As a number it would have another text.
                Arguments.of(number("+1.5e3"), "+1.5e3"),
                Arguments.of(new JsonArray().add(TimeUnit.DAYS), new JsonArray().add("DAYS")),
                Arguments.of(new JsonArray().add(Instant.EPOCH), new JsonArray().add("1970-01-01T00:00:00Z")),
                Arguments.of(new JsonArray(List.of(new AtomicInteger(5))), new JsonArray().add(5)),
                Arguments.of(new JsonArray(List.of(Set.of(1))), new JsonArray().add(new JsonArray().add(1))),
                Arguments.of(
                        new JsonArray(List.of(new AtomicReference<>(new BigDecimal("12345678901234567890.10")))),
                        new JsonArray().add(new BigDecimal("12345678901234567890.10"))),
                Arguments.of(new JsonArray(List.of(numbered)), new JsonArray().add(new JsonObject().put("1", "one"))));
    }

    private static Number number(String text) {
        return new Number() {
            @Override
            public int intValue() {
                return 0;
            }

            @Override
            public long longValue() {
                return 0;
            }

            @Override
            public float floatValue() {
                return 0;
            }

            @Override
            public double doubleValue() {
                return 0;
            }

            @Override
            public String toString() {
                return text;
            }
        };
    }

    @ParameterizedTest
    @MethodSource("simplified")
    void anObjectThatIsOnlyALittleStrangeBecomesWhatHasTheSameText(Object body, Object expected) {
        Object read = sent(body);
        assertThat(Described.value(read)).isEqualTo(Described.value(expected));
        assertThat(EventData.of(read)).as("the text").isEqualTo(EventData.of(body));
    }

    static Stream<Arguments> unfit() {
        Map<String, Object> self = new LinkedHashMap<>();
        self.put("self", self);
        return Stream.of(
                Arguments.of(new Object(), "java.lang.Object"),
                Arguments.of('c', "java.lang.Character"),
                Arguments.of(new int[] {1}, "[I"),
                Arguments.of(new JsonArray().add(new Object()), "java.lang.Object"),
                Arguments.of(new JsonObject(self), "holds itself"),
                Arguments.of(
                        new JsonArray(List.of(Collections.singletonMap(null, 1))),
                        "java.util.Collections$SingletonMap"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void whatCantTravelIsRefusedByItsType(Object body, String told) {
        Publication publication = new Publication(Event.of("a", body, Map.of()), null);
        assertThatThrownBy(() -> PublicationCodec.encode(publication))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(told);
    }

    @Test
    void aPublicationThatIsCutOrHasMoreBehindIsNone() {
        byte[] bytes = PublicationCodec.encode(sample()).getBytes();
        for (int length = 0; length <= bytes.length + 1; length++) {
            if (length != bytes.length) {
                Buffer cut = Buffer.buffer(Arrays.copyOf(bytes, length));
                assertThatThrownBy(() -> PublicationCodec.decode(cut)).isInstanceOf(BatchFormatException.class);
            }
        }
    }

    @Test
    void anEventThatCantBeIsRefused() {
        CodecOutput out = new CodecOutput();
        out.writeByte(1);
        out.writeByte(0);
        out.writeByte(1);
        out.writeSigned(0);
        out.writeText("a");
        out.writeText("busbar.lagged");
        out.writeByte(BodyType.NULL);
        assertThatThrownBy(() -> PublicationCodec.decode(Buffer.buffer(out.toBytes())))
                .isInstanceOf(BatchFormatException.class)
                .hasMessageContaining("busbar.lagged");
    }
}
