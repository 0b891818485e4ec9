package io.busbar.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class EventDataTest {

    @Test
    void jsonIsCompact() {
        assertThat(EventData.of(new JsonObject().put("a", 1).put("b", new JsonArray().add(true))))
                .isEqualTo("{\"a\":1,\"b\":[true]}");
        assertThat(EventData.of(new JsonArray().add("x"))).isEqualTo("[\"x\"]");
    }

    @Test
    void numbersAndBooleansAreJson() {
        assertThat(EventData.of(42L)).isEqualTo("42");
        assertThat(EventData.of(-0.5)).isEqualTo("-0.5");
        assertThat(EventData.of(true)).isEqualTo("true");
    }

    @Test
    void nothingIsTheEmptyText() {
        assertThat(EventData.of(null)).isEmpty();
    }

    @Test
    void bytesAreTextIfTheyAreUtf8AndBase64Otherwise() {
        assertThat(EventData.of(Buffer.buffer("grün"))).isEqualTo("grün");
        assertThat(EventData.of(new byte[] {(byte) 0xff, 1})).isEqualTo("/wE=");
        assertThat(EventData.of(new byte[] {'a', 0})).isEqualTo("YQA=");
    }

    @Test
    void otherTypesHaveNoText() {
        assertThat(EventData.of(new Object())).isNull();
    }
}
