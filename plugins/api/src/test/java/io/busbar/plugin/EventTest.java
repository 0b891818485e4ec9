package io.busbar.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventTest {

    private static final Event EVENT = Event.of("a", "body", Map.of("Trace", "1", "other", "2"))
            .withType("type")
            .withKey("key");

    @Test
    void oneHeaderMoreLeavesTheRestAsItIs() {
        Event event = EVENT.withHeader("new", "3");

        assertThat(event.headers()).isEqualTo(Map.of("Trace", "1", "other", "2", "new", "3"));
        assertThat(event.body()).isEqualTo("body");
        assertThat(event.type()).isEqualTo("type");
        assertThat(event.key()).isEqualTo("key");
        assertThat(event.time()).isEqualTo(EVENT.time());
        assertThat(EVENT.headers()).hasSize(2);
    }

    @Test
    void aHeaderTakesThePlaceOfOneThatDiffersInCaseAlone() {
        assertThat(EVENT.withHeader("TRACE", "9").headers()).hasSize(2).containsEntry("trace", "9");
        assertThat(EVENT.withHeader("TRACE", "9").headers().keySet()).containsExactly("other", "TRACE");
    }

    @Test
    void anEventOfEarlierKeepsItsTime() {
        Event event = EVENT.withTime(-5);

        assertThat(event.time()).isEqualTo(-5);
        assertThat(event.withType(null).withHeader("new", "3").time()).isEqualTo(-5);
        assertThat(event.address()).isEqualTo("a");
        assertThat(event.headers()).isEqualTo(EVENT.headers());
        assertThat(event.body()).isEqualTo("body");
        assertThat(event.type()).isEqualTo("type");
        assertThat(event.key()).isEqualTo("key");
    }

    @Test
    void jsonIsFoundInWhateverItComes() {
        JsonObject object = new JsonObject().put("a", 1);

        assertThat(EVENT.withBody(object).json()).isSameAs(object);
        assertThat(EVENT.withBody(" {\"a\":1}\n").json()).isEqualTo(object);
        assertThat(EVENT.withBody(Buffer.buffer("{\"a\":1}")).json()).isEqualTo(object);
        assertThat(EVENT.withBody("[1]".getBytes(StandardCharsets.UTF_8)).json())
                .isEqualTo(new JsonArray().add(1));
        for (Object none : new Object[] {null, "", "a", "1", "{\"a\":", 1, true, new byte[] {'[', (byte) 0xFF, ']'}}) {
            assertThat(EVENT.withBody(none).json()).isNull();
        }
    }

    @Test
    void aHeaderOfNullIsNone() {
        assertThat(EVENT.withHeader("trace", null).headers()).isEqualTo(Map.of("other", "2"));
        assertThat(EVENT.withHeader("none", null).headers()).hasSize(2);
    }

    @Test
    @SuppressWarnings("NullAway")
    void aHeaderHasAName() {
        assertThatThrownBy(() -> EVENT.withHeader(null, "1")).isInstanceOf(NullPointerException.class);
    }
}
