package io.busbar.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each expectation is about the next event, and says what came instead. */
@ExtendWith(QuietLog.class)
class SseRecorderTest {

    @RegisterExtension
    final BusbarExtension busbar = BusbarExtension.with(SamplePlugin::new);

    private final SseRecorder recorder = new SseRecorder(URI.create("http://test/"), () -> "e-2");

    @Test
    void anEventOfAnotherTypeOrDataIsNotSkipped() {
        read("data: 1\n\nevent: b\ndata: 2\n\ndata: 3\n\n");

        assertThatThrownBy(() -> recorder.expect("2"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("\"2\"", "\"1\"", "http://test/", "b: \"2\"");
        assertThatThrownBy(() -> recorder.expect("2")).isInstanceOf(AssertionError.class);
        assertThat(recorder.expect("3")).isEqualTo(new SseEvent("message", "3", ""));
        assertThat(recorder.events()).hasSize(3);
    }

    @Test
    void jsonIsComparedByWhatItMeans() {
        read("data: {\"a\": 1,\ndata: \"b\": [2]}\n\ndata: no JSON\n\nevent: x\ndata: 1\n\ndata: null\n\n");

        recorder.expectJson("{\"b\":[2],\"a\":1}");
        assertThatThrownBy(() -> recorder.expectJson("1")).hasMessageContaining("no JSON");
        assertThatThrownBy(() -> recorder.expectJson("1")).hasMessageContaining("x: \"1\"");
        recorder.expectJson("null");
    }

    @Test
    void nothingIsNothingUpToThere() {
        read("id: e-1\ndata: 1\n\nid: e-3\ndata: 3\n\n");

        assertThatThrownBy(recorder::expectNothing)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("there came \"1\" (e-1)");
        recorder.expect("1");
        recorder.expectNothing();
        assertThatThrownBy(() -> recorder.expectNothingUpTo("e-3")).hasMessageContaining("\"3\"");
        recorder.expect("3");
        recorder.end(null);
        assertThatThrownBy(() -> recorder.expectNothingUpTo("e-4")).hasMessageContaining("it ended before");
    }

    @Test
    void thePositionAloneIsNoEvent() {
        read("id: e-2\nevent: busbar.position\ndata: \n\nid: e-3\nevent: busbar.lagged\ndata: {}\n\n");

        recorder.expectNothing();
        recorder.expect("busbar.lagged", "{}");
    }

    @Test
    void theEndIsTheEnd() {
        read("event: busbar.closing\ndata: {}\n\n");
        recorder.end(null);

        assertThatThrownBy(() -> recorder.expect("1"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("busbar.closing");
        assertThatThrownBy(() -> recorder.expect("1")).hasMessageContaining("the stream ended");
        recorder.expectEnd();
    }

    @Test
    void anEndWithAnEventBeforeItIsNotTheEndThatWasExpected() {
        read("data: 1\n\n");
        recorder.end(null);

        assertThatThrownBy(recorder::expectEnd).hasMessageContaining("there came \"1\"");
    }

    /** Ten seconds are the kit's patience; the event is published when the wait has begun. */
    @Test
    void whatDoesNotComeAtOnceIsWaitedFor() throws Exception {
        SseRecorder stream = SseRecorder.open(busbar.uri("/events/a"));
        busbar.vertx().setTimer(100, late -> busbar.vertx().eventBus().publish("a", "late"));
        stream.expect("late!");
        assertThatThrownBy(stream::expectNothing).isInstanceOf(IllegalStateException.class);
        stream.close();
        stream.expectEnd();
    }

    @Test
    void anEventWithoutAnIdOfItsOwnIsNotTheBridges() {
        read("id: e-1\ndata: 1\n\nid: e-2\ndata: 2\n\nevent: busbar.lagged\ndata: {}\n\n");
        StreamCheck.checkIds(recorder);

        read("data: evil\n\n");
        assertThatThrownBy(() -> StreamCheck.checkIds(recorder))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("evil", "after e-2");
    }

    @Test
    void howAStreamEndedAndWhatThePluginDidIsTold() throws Exception {
        recorder.end(new IOException("reset"));
        assertThatThrownBy(() -> recorder.expect("1"))
                .hasMessageContaining("the stream ended (java.io.IOException: reset)");

        SseRecorder stream = busbar.subscribe("a");
        busbar.publish("a", "fail");
        stream.close();
        assertThatThrownBy(() -> stream.expect("x"))
                .hasMessageContaining("plugin: {events=1, failures=1}; the log tells of the first failure");
    }

    private void read(String stream) {
        recorder.feed(List.of(ByteBuffer.wrap(stream.getBytes(StandardCharsets.UTF_8))));
    }
}
