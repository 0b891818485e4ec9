package io.busbar.server;

import io.busbar.config.record.RecordReference;
import io.busbar.config.record.RecordSchema;
import io.busbar.plugins.PluginDirectory;
import io.busbar.plugins.PluginException;
import io.busbar.plugins.PluginOffer;
import io.busbar.server.config.PluginsConfig;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** What {@code busbar plugins} prints. */
final class PluginList {

    private final String directory;
    private final PrintWriter out;
    private final PrintWriter err;

    PluginList(String directory, PrintWriter out, PrintWriter err) {
        this.directory = directory;
        this.out = out;
        this.err = err;
    }

    /**
     * Prints all plugins, or one's configuration.
     *
     * @return whether nothing was refused
     */
    boolean print(@Nullable String schema, @Nullable String reference) {
        try (PluginDirectory plugins = NodePlugins.open(new PluginsConfig().setDirectory(directory))) {
            if (plugins == null) {
                return true;
            }
            if (schema != null) {
                out.println(RecordSchema.of(find(plugins, schema).configType()).encodePrettily());
            }
            if (reference != null) {
                out.println(RecordReference.of(find(plugins, reference).configType())
                        .stripTrailing());
            }
            if (schema != null || reference != null) {
                return true;
            }
            boolean fine = true;
            for (String name : plugins.names()) {
                fine &= print(find(plugins, name));
            }
            plugins.refusals().forEach(refusal -> err.println("busbar: refused: " + refusal));
            return fine && plugins.refusals().isEmpty();
        }
    }

    private boolean print(PluginOffer offer) {
        try {
            RecordSchema.of(offer.configType());
            out.println(offer.title());
            return true;
        } catch (PluginException | IllegalArgumentException e) {
            err.println("busbar: refused: " + e.getMessage());
            return false;
        }
    }

    private static PluginOffer find(PluginDirectory plugins, String name) {
        PluginOffer offer = plugins.find(name);
        if (offer == null) {
            throw new PluginException("there is no plugin \"" + name + "\"; there are " + plugins.names());
        }
        return offer;
    }
}
