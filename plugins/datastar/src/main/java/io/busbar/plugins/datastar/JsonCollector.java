package io.busbar.plugins.datastar;

import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Shows templates what is in JSON. The engine's own one would also call methods of whatever Java object there is, and take
 * an object for a list of its fields.
 */
final class JsonCollector extends BasicCollector {

    private static final Mustache.VariableFetcher FIELD = (context, name) -> {
        JsonObject object = (JsonObject) context;
        return object.containsKey(name) ? object.getValue(name) : Template.NO_FETCHER_FOUND;
    };

    @Override
    public @Nullable Iterator<?> toIterator(Object value) {
        return value instanceof JsonObject ? null : super.toIterator(value);
    }

    @Override
    public Mustache.@Nullable VariableFetcher createFetcher(Object context, String name) {
        // The dot, and what is in lists and maps.
        Mustache.VariableFetcher common = super.createFetcher(context, name);
        return common == null && context instanceof JsonObject ? FIELD : common;
    }

    @Override
    public <K, V> Map<K, V> createFetcherCache() {
        return new ConcurrentHashMap<>();
    }
}
