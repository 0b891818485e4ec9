package io.busbar.benchmarks.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PublishRequestTest {

    @Test
    void goesRoundTheAddressesAndSaysHowLongTheEventIs() {
        PublishRequest request = PublishRequest.inTurn("/publish/load.", 3, 60);
        for (int number = 0; number < 7; number++) {
            String text = new String(request.of(number, 1_234), StandardCharsets.ISO_8859_1);
            assertThat(text).startsWith("POST /publish/load.00000" + number % 3 + " HTTP/1.1\r\n");
            String body = text.substring(text.indexOf("\r\n\r\n") + 4);
            assertThat(body).isEqualTo(Payload.text(number, 1_234, 60)).hasSize(60);
            assertThat(text).contains("\r\nContent-Length: 60\r\n");
        }
    }

    @Test
    void leavesAPathWithoutNumberAsItIs() {
        String text = new String(PublishRequest.to("/publish/a", 60).of(7, 8), StandardCharsets.ISO_8859_1);
        assertThat(text).startsWith("POST /publish/a HTTP/1.1\r\n");
    }
}
