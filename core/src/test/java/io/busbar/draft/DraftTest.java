package io.busbar.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.draft.UnfitException.Fault;
import io.busbar.plugin.Event;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That it does not matter where an event is encoded. */
class DraftTest {

    private static final long EVENT_BYTES = 1_000;

    private static List<Event> events() {
        return Arrays.asList(
                Event.of("a", "one line", Map.of()).withType("said"),
                Event.of("a", "two\r\nlines, and ü\ud83d\ude00", Map.of()),
                Event.of("a", new JsonObject().put("text", "a\nb"), Map.of()),
                Event.of("a", null, Map.of()));
    }

    @ParameterizedTest
    @MethodSource("events")
    void theFrameIsTheSameWhereverItIsMade(Event event) throws UnfitException {
        Encoded late = Draft.of(event).encode(EVENT_BYTES);
        Encoded early = Draft.encoded(event, EVENT_BYTES).encode(EVENT_BYTES);
        assertThat(early).isEqualTo(late);
        assertThat(early.event()).isSameAs(event);
        assertThat(early.frame().array()).hasSize(early.frame().readableBytes());
    }

    @Test
    void whatIsEncodedIsNotEncodedAgain() throws UnfitException {
        Draft draft = Draft.encoded(Event.of("a", "x", Map.of()), EVENT_BYTES);
        assertThat(draft.encode(EVENT_BYTES)).isSameAs(draft.encode(EVENT_BYTES));
        assertThat(draft.as(draft.event())).isSameAs(draft);
    }

    /** As when a plugin has come while the event was on its way. */
    @Test
    void anEventThatHasBecomeAnotherGetsTheFrameOfThat() throws UnfitException {
        Event event = Event.of("a", "before", Map.of());
        Draft draft = Draft.encoded(event, EVENT_BYTES).as(event.withBody("after"));
        assertThat(draft.event().body()).isEqualTo("after");
        assertThat(draft.encode(EVENT_BYTES).frame().toString(StandardCharsets.UTF_8))
                .isEqualTo("data: after\n\n");
    }

    @Test
    void anEventIsTooLargeIfItsFrameIs() {
        // "data: " and two line ends are 8 bytes, and the letter has 2.
        assertThatNothingIsWrong("x".repeat((int) EVENT_BYTES - 8));
        assertFault("x".repeat((int) EVENT_BYTES - 7), Fault.TOO_LARGE);
        assertThatNothingIsWrong("x".repeat((int) EVENT_BYTES - 10) + "ü");
        assertFault("x".repeat((int) EVENT_BYTES - 9) + "ü", Fault.TOO_LARGE);
        assertFault("x".repeat(2 * (int) EVENT_BYTES), Fault.TOO_LARGE);
    }

    @Test
    void whatCannotBeEncodedIsToldToWhoeverRecordsIt() {
        assertFault(new Object(), Fault.NO_TEXT);
        assertFault(new JsonObject(Map.of("no JSON", new Object())), Fault.FAILED);
    }

    private static void assertThatNothingIsWrong(Object body) {
        assertThat(List.of(Draft.of(of(body)), Draft.encoded(of(body), EVENT_BYTES)))
                .allSatisfy(draft -> assertThat(draft.encode(EVENT_BYTES)).isNotNull());
    }

    private static void assertFault(Object body, Fault fault) {
        assertThat(List.of(Draft.of(of(body)), Draft.encoded(of(body), EVENT_BYTES)))
                .allSatisfy(draft -> assertThatThrownBy(() -> draft.encode(EVENT_BYTES))
                        .isInstanceOfSatisfying(
                                UnfitException.class, e -> assertThat(e.fault()).isEqualTo(fault)));
    }

    private static Event of(Object body) {
        return Event.of("a", body, Map.of());
    }
}
