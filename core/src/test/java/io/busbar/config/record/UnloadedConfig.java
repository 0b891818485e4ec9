package io.busbar.config.record;

import io.busbar.plugin.config.Default;
import io.busbar.plugin.config.Description;
import io.busbar.plugin.config.Matches;
import io.busbar.plugin.config.Range;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** As of a plugin that comes and goes. */
@Description("Of a plugin.")
public record UnloadedConfig(
        @Default("[]") @Matches("[a-z]+") List<String> names,
        @Default("{\"a\":{}}") Map<String, Part> parts,
        @Default("half-on") Mode mode,
        @Default("1s") Duration delay,
        @Nullable Part part) {

    enum Mode {
        ON,
        HALF_ON {}
    }

    record Part(@Default("1") @Range(min = 0) int size) {
        Part {
            if (size == 13) {
                throw new BadLuck();
            }
        }
    }

    static final class BadLuck extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
