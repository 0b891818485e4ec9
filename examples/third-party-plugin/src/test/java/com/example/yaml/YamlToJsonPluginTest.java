package com.example.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.busbar.plugin.Event;
import io.busbar.plugin.EventTransform;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlToJsonPluginTest {

    private static final Vertx VERTX = Vertx.vertx();

    private final RecordingContext context = new RecordingContext(VERTX);
    private EventTransform transform;

    @BeforeEach
    void start() throws Exception {
        new YamlToJsonPlugin()
                .start(new YamlToJsonConfig(List.of("machines"), 1_000, 20, 20), context)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        transform = context.transform;
    }

    @AfterAll
    static void close() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aMappingBecomesAnObject() throws Exception {
        Event result =
                transform.apply(event("id: 7\nname: north\nup: true\nload: [0.5, 1]\nsince: 2026-11-01\nowner:\n"));

        assertEquals(
                new JsonObject()
                        .put("id", 7)
                        .put("name", "north")
                        .put("up", true)
                        .put("load", new JsonArray().add(0.5).add(1))
                        .put("since", "2026-11-01T00:00:00Z")
                        .putNull("owner"),
                result.body());
    }

    @Test
    void aSequenceBecomesAnArray() throws Exception {
        assertEquals(
                new JsonArray().add(new JsonObject().put("id", 1)).add(2),
                transform.apply(event("- id: 1\n- 2\n")).body());
    }

    @Test
    void itTellsWhichLibraryItUsed() throws Exception {
        assertEquals("2.2", transform.apply(event("id: 7")).headers().get("x-yaml-library"));
        assertEquals(1, context.counters.get("documents_snakeyaml_2_2").sum());
    }

    @Test
    void aPublisherCannotTellForItAndKeepsItsOtherHeaders() throws Exception {
        Event event = Event.of("machines", "id: 7", Map.of("X-YAML-Library", "9", "trace", "1"));

        assertEquals(2, transform.apply(event).headers().size());
        assertEquals("2.2", transform.apply(event).headers().get("x-yaml-library"));
        assertEquals("1", transform.apply(event).headers().get("trace"));
    }

    @Test
    void otherEventsPassAsTheyAre() throws Exception {
        Event elsewhere = Event.of("chat", "id: 7", Map.of());
        Event noText = Event.of("machines", new JsonObject(), Map.of());

        assertSame(elsewhere, transform.apply(elsewhere));
        assertSame(noText, transform.apply(noText));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "just text",
                "id: [1",
                "id: 1\nid: 2",
                "a: 1\n---\nb: 2",
                "? [a]\n: 1",
                "load: .nan",
                "!!java.net.URL [\"http://localhost/\"]",
                "&a [*a]",
                "a: &a [1]\nb: [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]",
                "[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]",
            })
    void whatIsNotPlainYamlWithinTheLimitsFails(String text) {
        assertThrows(RuntimeException.class, () -> transform.apply(event(text)));
    }

    @Test
    void aTextThatIsTooLongFails() {
        assertThrows(RuntimeException.class, () -> transform.apply(event("id: " + "7".repeat(1_000))));
    }

    /** Each line means twice what the one before means: few aliases, few characters, thousands of values. */
    @Test
    void aTextThatMeansMoreThanItSaysFails() {
        StringBuilder text = new StringBuilder("a0: &a0 [1]\n");
        for (int i = 1; i <= 10; i++) {
            text.append("a%d: &a%d [*a%d,*a%d]%n".formatted(i, i, i - 1, i - 1));
        }
        assertThrows(IllegalArgumentException.class, () -> transform.apply(event(text.toString())));
    }

    private static Event event(String text) {
        return Event.of("machines", text, Map.of());
    }
}
