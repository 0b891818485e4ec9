package io.busbar.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.ReadEvent;
import io.busbar.testing.SpecReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameEncoderTest {

    @Test
    void writesTypeAndDataInThisOrderWithABlankLineBehind() {
        assertThat(encode("add", "hello")).isEqualTo("event: add\ndata: hello\n\n");
    }

    @Test
    void writesNoEventFieldWithoutAType() {
        assertThat(encode(null, "")).isEqualTo("data: \n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\r\nb"})
    void anyLineBreakStartsANewDataLine(String data) {
        assertThat(encode(null, data)).isEqualTo("data: a\ndata: b\n\n");
    }

    @Test
    void aLineBreakAtTheEndIsKept() {
        assertThat(encode(null, "a\n")).isEqualTo("data: a\ndata: \n\n");
    }

    @Test
    void whatIsNoCharacterBecomesTheReplacementCharacter() {
        assertThat(encode(null, "a\ud83db\ude00c\0")).isEqualTo("data: a\ufffdb\ufffdc\ufffd\n\n");
        assertThat(encode(null, "\ud83d\ude00\ud83d")).isEqualTo("data: \ud83d\ude00\ufffd\n\n");
    }

    /** For all texts: a reader that follows the specification gets back what was sent, as exactly one event. */
    @Test
    void whatIsEncodedIsWhatAReaderSees() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String data = anyText(random, "ab :\r\n\t\0\ud83d\ude00\ufeff\u2028data:idretry\u0085");
            SpecReader reader = new SpecReader();
            byte[] bytes = encode("t", data).getBytes(StandardCharsets.UTF_8);
            reader.feed(bytes, 0, bytes.length);
            String seen = data.replace("\r\n", "\n").replace('\r', '\n').replace('\0', '\ufffd');
            assertThat(reader.events())
                    .as("seed %d, data %s", seed, data)
                    .extracting(ReadEvent::type, ReadEvent::data)
                    .isEqualTo(List.of(org.assertj.core.groups.Tuple.tuple("t", seen)));
        }
    }

    private static String encode(@Nullable String type, String data) {
        ByteBuf out = Unpooled.buffer();
        FrameEncoder.encode(type, data, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String anyText(Random random, String alphabet) {
        int[] points = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
