package io.busbar.config.record;

import io.busbar.config.ConfigException;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/** Makes records of JSON, under the constraints of {@link io.busbar.plugin.config}. */
public final class RecordBinder {

    private RecordBinder() {}

    /**
     * Returns a new record with what {@code json} says, and defaults for the rest. All of it is checked before any
     * constructor of a record is called, but for those in defaults. May be called on any thread; keeps neither {@code
     * json}, which it copies, nor {@code type}.
     *
     * @throws ConfigException for the first fault in {@code json}, naming its path, such as {@code fields[2].name}, and
     *     value; also for what a constructor throws: the message of an {@code IllegalArgumentException}, else class and
     *     message
     * @throws IllegalArgumentException that is no {@code ConfigException}, for what {@link RecordSchema#check} refuses
     */
    public static <C> C bind(Class<C> type, JsonObject json) {
        Object made = RecordReader.read(type).check("", PlainJson.copy(json)).make();
        return type.cast(Objects.requireNonNull(made));
    }
}
