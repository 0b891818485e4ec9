package io.busbar.benchmarks.load.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.benchmarks.load.tool.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    private static final Map<String, String> NOTHING =
            Map.of("connections", "", "addresses", "", "rate", "", "bytes", "");

    @Test
    void isAsItIsUnlessSomethingElseIsChosen() {
        assertThat(Catalogue.of("S2", Settings.parse("", NOTHING)).describe())
                .isEqualTo("S2: 5,000 connections, 1 address, 20 events/s, 200 bytes");
        assertThat(Catalogue.of("S2", Settings.parse("connections=100 addresses=50 rate=7 bytes=50", NOTHING))
                        .describe())
                .isEqualTo("S2: 100 connections, 50 addresses, 7 events/s, 50 bytes");
    }

    @Test
    void namesWhatCannotBe() {
        assertThatThrownBy(() -> Catalogue.of("S9", Settings.parse("", NOTHING)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("S9")
                .hasMessageContaining("S1L");
        assertThatThrownBy(() -> Catalogue.of("S1", Settings.parse("addresses=7", NOTHING)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
