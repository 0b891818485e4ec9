package com.example.yaml;

import io.busbar.plugin.Event;
import io.busbar.plugin.EventTransform;
import io.busbar.plugin.PluginMetrics;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** Replaces texts by what they mean as YAML. */
final class YamlToJson implements EventTransform {

    /** The header that says by which version of SnakeYAML a body was read. */
    static final String LIBRARY_HEADER = "x-yaml-library";

    private final Set<String> addresses;
    private final YamlReader reader;
    private final String libraryVersion;
    private final LongAdder documents;

    /**
     * Creates one.
     *
     * @param metrics gets the counter {@code documents_snakeyaml_2_2}, or whatever the version is
     */
    YamlToJson(YamlToJsonConfig config, String libraryVersion, PluginMetrics metrics) {
        this.addresses = Set.copyOf(config.addresses());
        this.reader = new YamlReader(config);
        this.libraryVersion = libraryVersion;
        this.documents = metrics.counter(
                "documents_snakeyaml_" + libraryVersion.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_"));
    }

    /**
     * Returns the event with an object or array as its body, or itself if it is not for this plugin.
     *
     * @throws RuntimeException if the text is not YAML, is too much of it, or means what JSON can't say: the bridge then
     *     does what its configuration says about failures
     */
    @Override
    public Event apply(Event event) {
        if (!addresses.contains(event.address()) || !(event.body() instanceof String text)) {
            return event;
        }
        Object json = reader.read(text);
        documents.increment();
        return event.withBody(json).withHeader(LIBRARY_HEADER, libraryVersion);
    }
}
