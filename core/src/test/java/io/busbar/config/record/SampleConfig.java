package io.busbar.config.record;

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

/** A configuration with all that a record may have, and nothing that must be given. */
record SampleConfig(
        @Description("A word.") @Default("a") @Size(min = 1, max = 5) String text,

        @Default("x-1") @Matches("[a-z]-[0-9]") String code,
        @Default("true") boolean flag,
        @Default("-1") int number,
        @Default("5000000000") long large,
        @Default("1") @Range(min = 0) double share,
        @Default("2s") Duration timeout,
        @Default("drop-oldest") Policy policy,
        @Default("{\"a\":[1,null]}") JsonObject json,
        @Default("{\"max\":7}") Limits limits,
        @Default("[{\"name\":\"id\"}]") @Size(max = 2) List<Field> fields,
        @Default("[\"a\",\"b\"]") @Matches("[a-z]+") List<String> names,
        @Default("{\"eu\":{}}") @Size(max = 3) Map<String, Limits> regions,
        @Default("[[1],[]]") List<List<Integer>> rows,
        @Default("[null]") List<@Nullable Boolean> answers,
        @Nullable String note,
        @Nullable @Range(max = 9) Long count,
        @Nullable Policy fallback) {

    enum Policy {
        KEEP,
        DROP_OLDEST
    }

    record Field(String name, @Default("keep") Policy policy) {}

    @Description("What may be used.")
    record Limits(
            @Default("10") @Range(min = 1, max = 100) int max,
            @Default("0.5") @Range(min = 0, max = 1) double share) {

        Limits {
            switch (max) {
                case 13 -> throw new IllegalArgumentException("13 brings bad luck");
                case 14 -> throw new IllegalStateException("out of order");
                case 15 -> throw new IllegalArgumentException();
                case 16 -> throw new AssertionError("not here");
                default -> {}
            }
        }
    }
}
