package io.busbar.draft;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.wire.EventData;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RetainedBodyTest {

    /** Texts in a class of a loader of their own, as a plugin's classes are. */
    public static final class Foreign implements CharSequence {
        @Override
        public int length() {
            return 7;
        }

        @Override
        public char charAt(int index) {
            return "foreign".charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return "foreign".substring(start, end);
        }

        @Override
        public String toString() {
            return "foreign";
        }
    }

    private static CharSequence foreign() {
        URL[] here = {Foreign.class.getProtectionDomain().getCodeSource().getLocation()};
        try (URLClassLoader loader = new URLClassLoader(here, CharSequence.class.getClassLoader())) {
            return (CharSequence)
                    loader.loadClass(Foreign.class.getName()).getConstructor().newInstance();
        } catch (IOException | ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Object> plain() {
        return Stream.of(
                "text",
                1,
                2.5,
                true,
                Buffer.buffer("bytes"),
                new byte[] {1},
                new JsonObject().put("a", new JsonArray().add(1).addNull().add(new JsonObject().put("b", "c"))),
                new JsonArray().add(Instant.EPOCH).add(new byte[] {1}),
                new JsonObject(new LinkedHashMap<>(Map.of("a", List.of(1, 2, 3), "b", Map.of()))),
                new JsonArray(new ArrayList<>(List.of(Map.of("a", 1)))));
    }

    @ParameterizedTest
    @MethodSource("plain")
    void whatRefersToNoClassOfOthersStaysAsItIs(Object body) {
        assertThat(RetainedBody.of(body, String.valueOf(EventData.of(body)))).isSameAs(body);
    }

    @Test
    void noBodyStaysNoBody() {
        assertThat(RetainedBody.of(null, "")).isNull();
    }

    static Stream<Arguments> foreignBodies() {
        JsonObject inValue = new JsonObject().put("a", foreign());
        JsonArray deep = new JsonArray().add(new JsonObject().put("a", new ArrayList<>(List.of(foreign()))));
        // A view, whose elements are plain, may hold more than them.
        JsonArray view = new JsonArray(Collections.unmodifiableList(Arrays.asList(1, 2)));
        JsonObject sorted = new JsonObject(new TreeMap<>(Map.of("a", 1)));
        return Stream.of(
                Arguments.of(inValue, new JsonObject("{\"a\":\"foreign\"}")),
                Arguments.of(deep, new JsonArray("[{\"a\":[\"foreign\"]}]")),
                Arguments.of(view, new JsonArray("[1,2]")),
                Arguments.of(sorted, new JsonObject("{\"a\":1}")));
    }

    @ParameterizedTest
    @MethodSource("foreignBodies")
    void whatMayReferToOneIsRetainedAsACopyThatSaysTheSame(Object body, Object expected) {
        Object retained = RetainedBody.of(body, String.valueOf(EventData.of(body)));
        assertThat(retained).isNotSameAs(body).isEqualTo(expected);
        assertThat(RetainedBody.of(retained, "")).as("a copy is plain").isSameAs(retained);
    }

    @Test
    void numbersInACopyHaveTheTextThatTheyHad() {
        JsonObject body = new JsonObject()
                .put("a", foreign())
                .put("b", new BigDecimal("12345678901234567890.10"))
                .put("c", 1.5f);
        Object retained = RetainedBody.of(body, body.encode());
        assertThat(EventData.of(retained)).isEqualTo(body.encode());
    }
}
