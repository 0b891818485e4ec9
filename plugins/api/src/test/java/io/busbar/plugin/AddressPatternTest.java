package io.busbar.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPatternTest {

    @ParameterizedTest
    @CsvSource({
        "orders, orders, true",
        "orders, orders.eu, false",
        "orders, order, false",
        "or.ers, orders, false",
        "orders.*, orders.eu, true",
        "orders.*, orders, false",
        "orders.*, orders.eu.1, false",
        "orders.*, orders., true",
        "*.eu, orders.eu, true",
        "*.eu, .eu, true",
        "*, orders, true",
        "*, orders.eu, false",
        "orders.*.1, orders.eu.1, true",
        "orders.*.1, orders.eu.2, false",
        "orders.**, orders.eu.1, true",
        "orders.**, orders., true",
        "orders.**, orders, false",
        "**, any.at.all, true",
        "a+b.(c, a+b.(c, true",
    })
    void wildcardsStandForWholeSegments(String pattern, String address, boolean matches) {
        assertThat(AddressPattern.parse(pattern).matches(address)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*", "*a", "**.a", "a.***", "a.b*c", "a.**.b"})
    void aWildcardThatIsNoWholeSegmentIsRefusedWithTheText(String text) {
        assertThatThrownBy(() -> AddressPattern.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a.*.**", ".", "a..b"})
    void itIsWrittenAsItWasRead(String text) {
        assertThat(AddressPattern.parse(text)).hasToString(text);
    }
}
