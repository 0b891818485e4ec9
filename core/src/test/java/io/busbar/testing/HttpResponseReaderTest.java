package io.busbar.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpResponseReaderTest {

    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    @Test
    void chunksAreJoined() {
        HttpResponseReader response = read(CHUNKED + "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("transfer-encoding")).isEqualTo("chunked");
        assertThat(response.body()).asString().isEqualTo("abc0123456789");
        assertThat(response.isComplete()).isTrue();
    }

    @Test
    void aResponseWithoutItsLastChunkIsIncomplete() {
        HttpResponseReader response = read(CHUNKED + "3\r\nabc\r\n");
        assertThat(response.isComplete()).isFalse();
        assertThat(response.mayEndHere()).isFalse();
    }

    @Test
    void aLengthEndsTheBody() {
        assertThat(read("HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nno").isComplete())
                .isTrue();
        assertThat(read("HTTP/1.1 404 Not Found\r\ncontent-length: 3\r\n\r\nno").mayEndHere())
                .isFalse();
        assertThat(read("HTTP/1.1 204 No Content\r\n\r\n").isComplete()).isTrue();
    }

    @Test
    void withoutLengthTheConnectionEndsTheBody() {
        HttpResponseReader response = read("HTTP/1.0 200 OK\r\n\r\nabc");
        assertThat(response.body()).asString().isEqualTo("abc");
        assertThat(response.isComplete()).isFalse();
        assertThat(response.mayEndHere()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3\r\nabcd\r\n0\r\n\r\n",
                "3\r\nab\r\n0\r\n\r\n",
                "3\nabc\r\n",
                "3\r\nabc\n",
                " 3\r\nabc\r\n",
                "0x3\r\nabc\r\n",
                "3 \r\nabc\r\n",
                "3;a=b\r\nabc\r\n",
                "\r\n3\r\nabc\r\n",
                "data: x\r\n",
                "0\r\n\r\nmore",
                "0\r\n3\r\nabc\r\n",
            })
    void wrongFramingFails(String body) {
        assertThatThrownBy(() -> read(CHUNKED + body)).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
            })
    void wrongHeadsFail(String response) {
        assertThatThrownBy(() -> read(response)).isInstanceOf(AssertionError.class);
    }

    @Test
    void piecesMayBeCutAnywhere() {
        byte[] bytes = (CHUNKED + "3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        for (int cut = 0; cut <= bytes.length; cut++) {
            HttpResponseReader response = newReader();
            response.feed(bytes, cut);
            byte[] rest = Arrays.copyOfRange(bytes, cut, bytes.length);
            response.feed(rest, rest.length);
            assertThat(response.body()).as("cut at %d", cut).asString().isEqualTo("abcd");
            assertThat(response.isComplete()).isTrue();
        }
    }

    private static HttpResponseReader read(String response) {
        byte[] bytes = response.getBytes(StandardCharsets.ISO_8859_1);
        HttpResponseReader reader = newReader();
        reader.feed(bytes, bytes.length);
        return reader;
    }

    private static HttpResponseReader newReader() {
        return new HttpResponseReader((bytes, offset, length) -> {});
    }
}
