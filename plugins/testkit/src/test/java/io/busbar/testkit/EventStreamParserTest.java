package io.busbar.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules, and the examples, of the standard's sections 9.2.5 and 9.2.6. */
class EventStreamParserTest {

    private final List<SseEvent> events = new ArrayList<>();
    private final EventStreamParser parser = new EventStreamParser(events::add);

    @Test
    void linesOfDataAreJoinedByLineFeeds() {
        assertThat(read("data: YHOO\ndata: +2\ndata: 10\n\n")).containsExactly(message("YHOO\n+2\n10"));
    }

    @Test
    void commentsFieldsWithoutAColonAndUnknownOnesAreNoData() {
        assertThat(read(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n"))
                .containsExactly(
                        new SseEvent("message", "first event", "1"), message("second event"), message(" third event"));
        assertThat(read("other: 1\nDATA: 2\nretry: 3\n\n")).isEmpty();
    }

    @Test
    void anEmptyLineOfDataIsDataAndNoneIsNot() {
        assertThat(read("data\n\ndata\ndata\n\nevent: x\n\nid: 4\n\n")).containsExactly(message(""), message("\n"));
        assertThat(parser.lastEventId()).isEqualTo("4");
    }

    @Test
    void whatTheEndCutsIsNoEvent() {
        assertThat(read("data: 1\n\ndata: 2\n")).containsExactly(message("1"));
    }

    @Test
    void aNameIsForOneEventAndAnIdForAllThatFollow() {
        assertThat(read("event: a\nid: 7\ndata: 1\n\ndata: 2\n\nevent: b\n\nid: 8\ndata: 3\n\n"))
                .containsExactly(
                        new SseEvent("a", "1", "7"),
                        new SseEvent("message", "2", "7"),
                        new SseEvent("message", "3", "8"));
    }

    @Test
    void anIdWithNulIsIgnored() {
        assertThat(read("id: 1\nid: 2\0\ndata: x\n\n")).containsExactly(new SseEvent("message", "x", "1"));
    }

    @Test
    void oneByteOrderMarkAtTheBeginIsNoPartOfTheFirstLine() {
        assertThat(read("\uFEFFdata: 1\n\n\uFEFFdata: 2\n\n")).containsExactly(message("1"));
    }

    @Test
    void aByteOrderMarkIsStrippedOnce() {
        assertThat(read("\uFEFF\uFEFFdata: 1\n\ndata: 2\n\n")).containsExactly(message("2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void anyLineEndWillDoAndPiecesMayBeCutAnywhere(String end) {
        byte[] stream = "data: \u00e4\uD83D\uDE00|data:2||event: x|data: 3||"
                .replace("|", end)
                .getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= stream.length; cut++) {
            events.clear();
            EventStreamParser cutParser = new EventStreamParser(events::add);
            cutParser.read(ByteBuffer.wrap(stream, 0, cut));
            cutParser.read(ByteBuffer.wrap(stream, cut, stream.length - cut));
            assertThat(events).containsExactly(message("\u00e4\uD83D\uDE00\n2"), new SseEvent("x", "3", ""));
        }
    }

    @Test
    void whatIsNoCharacterIsReplaced() {
        parser.read(ByteBuffer.wrap(new byte[] {'d', 'a', 't', 'a', ':', (byte) 0xC3, '\n', '\n'}));
        assertThat(events).containsExactly(message("\uFFFD"));
    }

    private List<SseEvent> read(String stream) {
        events.clear();
        parser.read(ByteBuffer.wrap(stream.getBytes(StandardCharsets.UTF_8)));
        return events;
    }

    private static SseEvent message(String data) {
        return new SseEvent("message", data, "");
    }
}
