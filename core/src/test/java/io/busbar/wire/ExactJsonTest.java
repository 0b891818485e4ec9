package io.busbar.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactJsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1.10,\"b\":[1.5,12345678901234567890.12,1E+400,18446744073709551616,-3,2.0E-5]}",
                "[{\"x\":{},\"y\":[],\"z\":[[null,true,false,\"\\\"\\u0000é\"]]}]",
                "\"text\"",
                "0.1",
                "null",
                "1"
            })
    void whatIsReadIsWrittenAgainAsItWas(String text) {
        assertThat(Json.encode(ExactJson.value(text))).isEqualTo(text);
    }

    @Test
    void numbersAreOfTheUsualTypesWhereThatIsExact() {
        assertThat(ExactJson.array("[1,5000000000,18446744073709551616,1.5,1.50]").stream())
                .containsExactly(
                        1, 5_000_000_000L, new BigInteger("18446744073709551616"), 1.5, new BigDecimal("1.50"));
    }

    @Test
    void objectsAndArraysAreTold() {
        assertThat(ExactJson.object("{}")).isEqualTo(new JsonObject());
        assertThat(ExactJson.array("[]")).isEqualTo(new JsonArray());
        assertThatThrownBy(() -> ExactJson.object("[]")).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> ExactJson.array("{}")).isInstanceOf(DecodeException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "{", "[", "[1", "[1,]", "{\"a\"}", "{\"a\":}", "1 2", "tru", "{\"a\":1}]", "]", "NaN"})
    void whatIsNotJsonIsRefused(String text) {
        assertThatThrownBy(() -> ExactJson.value(text)).isInstanceOf(DecodeException.class);
    }

    @Test
    void jsonThatIsTooDeepIsRefused() {
        String text = "[".repeat(100_000);
        assertThatThrownBy(() -> ExactJson.value(text)).isInstanceOf(DecodeException.class);
    }
}
