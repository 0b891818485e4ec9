package com.example.yaml;

import io.busbar.plugin.config.Default;
import io.busbar.plugin.config.Description;
import io.busbar.plugin.config.Matches;
import io.busbar.plugin.config.Range;
import io.busbar.plugin.config.Size;
import java.util.List;

/**
 * What is read, and how much of it: publishers need not be friends.
 *
 * @param addresses the addresses whose texts are YAML
 * @param maxCharacters how long a text may be, in code points; it may not mean more values than that, either
 * @param maxAliases how many aliases ({@code *name}) may stand for a mapping or sequence
 * @param maxDepth how deep mappings and sequences may be nested
 */
@Description("Makes JSON of YAML.")
public record YamlToJsonConfig(
        @Description("The addresses whose texts are YAML.") @Size(min = 1, max = 100) @Matches("[^*]+")
        List<String> addresses,

        @Description("How many characters a text may have.") @Default("65536") @Range(min = 1, max = 1_048_576)
        int maxCharacters,

        @Description("How many aliases may stand for a mapping or sequence.")
        @Default("50")
        @Range(min = 0, max = 1_000)
        int maxAliases,

        @Description("How deep mappings and sequences may be nested.") @Default("50") @Range(min = 1, max = 200)
        int maxDepth) {}
