package io.busbar.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cases of the web-platform tests {@code eventsource/format-*}, and the reader's own. */
class SpecReaderTest {

    @Test
    void oneByteOrderMarkAtTheStartIsStripped() {
        assertThat(data("\uFEFFdata:1\n\n\uFEFFdata:2\n\ndata:3\n\n")).containsExactly("1", "3");
    }

    @Test
    void aSecondByteOrderMarkIsPartOfTheField() {
        assertThat(data("\uFEFF\uFEFFdata:1\n\ndata:2\n\ndata:3\n\n")).containsExactly("2", "3");
    }

    @Test
    void commentsAreNoData() {
        String longComment = ":" + "x".repeat(2048);
        SpecReader reader = reader(
                "data:1\r:\0\n:\r\ndata:2\n" + longComment + "\rdata:3\n:data:fail\r" + longComment + "\ndata:4\n\n");
        assertThat(reader.events()).extracting(ReadEvent::data).containsExactly("1\n2\n3\n4");
        assertThat(reader.comments())
                .containsExactly("\0", "", longComment.substring(1), "data:fail", longComment.substring(1));
    }

    @Test
    void anEventWithoutItsBlankLineIsNotDispatched() {
        assertThat(data("retry:1000\ndata:test1\n\nid:test\ndata:test2")).containsExactly("test1");
        assertThat(data("data:1\n")).isEmpty();
    }

    @Test
    void emptyDataLinesAreDataAndNoDataLineIsNone() {
        assertThat(data("data:\n\ndata\ndata\n\ndata:test\n\n")).containsExactly("", "\n", "test");
        assertThat(data("event:x\n\nid:1\n\n:\n\n\n\n")).isEmpty();
    }

    @Test
    void theNameIsForOneEvent() {
        assertThat(reader("event:test\ndata:x\n\ndata:x\n\n").events())
                .containsExactly(new ReadEvent("test", "x", ""), new ReadEvent("message", "x", ""));
    }

    @Test
    void theNameOfABlockWithoutDataIsForgotten() {
        assertThat(reader("event:test\n\ndata:x\n\n").events()).containsExactly(new ReadEvent("message", "x", ""));
    }

    @Test
    void anEmptyNameIsMessage() {
        assertThat(reader("event: \ndata:data\n\n").events()).containsExactly(new ReadEvent("message", "data", ""));
    }

    @Test
    void anIdStaysInForceUntilAnEmptyOneResetsIt() {
        assertThat(reader("id: …\ndata:1\n\ndata:2\n\nid\ndata:3\n\nid:4\n\ndata:5\n\n")
                        .events())
                .extracting(ReadEvent::lastEventId)
                .containsExactly("…", "…", "", "4");
    }

    @Test
    void anIdTakesEffectWithTheBlankLine() {
        SpecReader reader = reader("id:1\n");
        assertThat(reader.lastEventId()).isEmpty();
        reader.feed("\n".getBytes(StandardCharsets.UTF_8));
        assertThat(reader.lastEventId()).isEqualTo("1");
    }

    @Test
    void anIdWithANulIsIgnored() {
        for (String id : List.of("\0", "1\0", "\0001", "1\0002")) {
            assertThat(reader("id:0\nid:" + id + "\ndata:x\n\n").events())
                    .containsExactly(new ReadEvent("message", "x", "0"));
        }
    }

    @Test
    void onlyTheExactFieldNamesCount() {
        String first = "data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\n";
        String second = "data:3\rdata:\r\n data:32\ndata:4\n\n";
        assertThat(data(first + second)).containsExactly("\0\n 2\n1\n3\n\n4");
    }

    @Test
    void unknownFieldsAreIgnored() {
        assertThat(data("""
                        data:test
                         data
                        data
                        foobar:xxx
                        justsometext
                        :thisisacommentyay
                        data:test

                        """)).containsExactly("test\n\ntest");
    }

    @Test
    void retryTakesDigitsOnly() {
        assertThat(reader("retry:3000\nretry:1000x\n").reconnectionTime()).hasValue(3000);
        assertThat(reader("retry:3000\nretry\nretry:-1\nretry:١\n").reconnectionTime())
                .hasValue(3000);
        assertThat(reader("retry: 03000\ndata:x\n\n").reconnectionTime()).hasValue(3000);
        assertThat(reader("data:x\n\n").reconnectionTime()).isEmpty();
    }

    @Test
    void exactlyOneLeadingSpaceIsRemoved() {
        assertThat(data("data:\ttest\rdata: \ndata:test\n\n")).containsExactly("\ttest\n\ntest");
        assertThat(data("data:  x\n\n")).containsExactly(" x");
    }

    @Test
    void carriageReturnLineFeedAndTheirPairEndALine() {
        assertThat(data("data:test\r\ndata\ndata:test\r\n\r")).containsExactly("test\n\ntest");
    }

    @Test
    void nothingElseEndsALine() {
        String data = "a\u2028b\u2029c\u0085d\u000Be\u000Cf";
        assertThat(data("data:" + data + "\n\n")).containsExactly(data);
    }

    @Test
    void aNulIsData() {
        assertThat(data("data:\0\n\n\n\n")).containsExactly("\0");
    }

    @Test
    void whatIsNotUtf8IsReplaced() {
        byte[] stream = {'d', 'a', 't', 'a', ':', (byte) 0xC3, 'x', (byte) 0xFF, '\n', '\n'};
        assertThat(SpecReader.read(stream)).extracting(ReadEvent::data).containsExactly("\uFFFDx\uFFFD");
    }

    /** However the network cuts a stream, within a character or between CR and LF, it means the same. */
    @Test
    void piecesMayBeCutAnywhere() {
        byte[] stream = "\uFEFF:ok…\r\nevent:\uD83D\uDE00\r\ndata:ok…\r\ndata:\uD83D\uDE00\r\rid:1\r\ndata:2\r\n\r\n"
                .getBytes(StandardCharsets.UTF_8);
        List<ReadEvent> whole = SpecReader.read(stream);
        assertThat(whole)
                .containsExactly(
                        new ReadEvent("\uD83D\uDE00", "ok…\n\uD83D\uDE00", ""), new ReadEvent("message", "2", "1"));
        for (int cut = 0; cut <= stream.length; cut++) {
            SpecReader reader = new SpecReader();
            reader.feed(stream, 0, cut);
            reader.feed(stream, cut, stream.length - cut);
            assertThat(reader.events()).as("cut at %d", cut).isEqualTo(whole);
        }
        SpecReader byByte = new SpecReader();
        for (byte b : stream) {
            byByte.feed(new byte[] {b});
        }
        assertThat(byByte.events()).isEqualTo(whole);
    }

    private static SpecReader reader(String stream) {
        SpecReader reader = new SpecReader();
        reader.feed(stream.getBytes(StandardCharsets.UTF_8));
        return reader;
    }

    private static List<String> data(String stream) {
        return SpecReader.read(stream.getBytes(StandardCharsets.UTF_8)).stream()
                .map(ReadEvent::data)
                .toList();
    }
}
