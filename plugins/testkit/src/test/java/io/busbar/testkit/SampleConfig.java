package io.busbar.testkit;

import io.busbar.plugin.config.Default;
import io.busbar.plugin.config.Description;
import io.busbar.plugin.config.Size;

/**
 * The sample's configuration.
 *
 * @param mark what is put behind texts
 */
@Description("Puts a mark behind texts.")
public record SampleConfig(
        @Description("What is put behind texts.") @Default("!") @Size(min = 1, max = 8) String mark) {}
