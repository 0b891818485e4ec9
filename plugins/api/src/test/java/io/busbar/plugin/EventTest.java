package io.busbar.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
