package io.busbar.config.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.config.Default;
import io.busbar.plugin.config.Description;
import io.busbar.plugin.config.Matches;
import io.busbar.plugin.config.Range;
import io.busbar.plugin.config.Size;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordReferenceTest {

    private static final String HEAD = """
            | key | type | default | constraints | description |
            | --- | --- | --- | --- | --- |
            """;

    private enum Mode {
        ON,
        HALF_ON
    }

    @Description("A part.")
    private record Part(@Range(min = 1) int a, @Nullable Mode b) {}

    private record Example(
            @Description("Some text.") @Size(min = 1, max = 9) @Matches("[a-z]+")
            String text,

            @Default("5s") @Description("How long.") Duration delay,
            @Default("true") boolean flag,
            @Range(max = 0.5) double share,
            @Default("half-on") Mode mode,
            @Nullable JsonObject json,
            Part part,
            @Default("[]") @Size(max = 3) List<Part> parts,
            @Size(min = 1) Map<String, Part> named,
            @Nullable @Matches("x+") List<String> words,
            Map<String, List<Long>> numbers,
            List<Map<String, Part>> deep,
            List<@Nullable Mode> modes,
            @Range(min = 2, max = 2) int two) {}

    private record Awkward(
            @Default("a|b") @Matches("a.b|c") @Description("One | or\n  the \\| other.")
            String pipes,

            @Default("") String empty,
            @Default(" ") String blank,
            @Default("`") String tick,
            @Default("1") @Matches("1|\\|") String escaped) {}

    private record Nothing() {}

    @Test
    void eachComponentHasALineAndNestedOnesFollow() {
        assertThat(RecordReference.of(Example.class)).isEqualTo(HEAD + """
                        | `text` | text | required | 1 to 9 characters, matches `[a-z]+` | Some text. |
                        | `delay` | duration | `5s` |  | How long. |
                        | `flag` | true or false | `true` |  |  |
                        | `share` | number | required | at most 0.5 |  |
                        | `mode` | one of `on`, `half-on` | `half-on` |  |  |
                        | `json` | JSON object | optional |  |  |
                        | `part` | object | required |  | A part. |
                        | `part.a` | whole number | required | at least 1 |  |
                        | `part.b` | one of `on`, `half-on` | optional |  |  |
                        | `parts` | list of objects | `[]` | at most 3 elements |  |
                        | `parts[].a` | whole number | required | at least 1 |  |
                        | `parts[].b` | one of `on`, `half-on` | optional |  |  |
                        | `named` | map of objects | required | at least 1 entry |  |
                        | `named.<name>.a` | whole number | required | at least 1 |  |
                        | `named.<name>.b` | one of `on`, `half-on` | optional |  |  |
                        | `words` | list of texts | optional | each matches `x+` |  |
                        | `numbers` | map of lists of whole numbers | required |  |  |
                        | `deep` | list of maps of objects | required |  |  |
                        | `deep[].<name>.a` | whole number | required | at least 1 |  |
                        | `deep[].<name>.b` | one of `on`, `half-on` | optional |  |  |
                        | `modes` | list of any of `on`, `half-on` or null | required |  |  |
                        | `two` | whole number | required | exactly 2 |  |
                        """);
    }

    @Test
    void noTextBreaksTheTable() {
        assertThat(RecordReference.of(Awkward.class)).isEqualTo(HEAD + """
                        | `pipes` | text | `a\\|b` | matches `a.b\\|c` | One \\| or the \\| other. |
                        | `empty` | text | `""` |  |  |
                        | `blank` | text | <code>&#32;</code> |  |  |
                        | `tick` | text | <code>&#96;</code> |  |  |
                        | `escaped` | text | `1` | matches <code>1&#124;&#92;&#124;</code> |  |
                        """);
    }

    @Test
    void aRecordWithoutComponentsHasNoLines() {
        assertThat(RecordReference.of(Nothing.class)).isEqualTo(HEAD);
    }
}
