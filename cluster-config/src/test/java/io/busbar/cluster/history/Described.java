package io.busbar.cluster.history;

import io.busbar.history.LogRecord;
import io.busbar.plugin.Event;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What is to be compared of things that have no {@code equals}, or one that overlooks types and orders. */
final class Described {

    private Described() {}

    static List<Object> batch(Batch batch) {
        List<Object> parts = new ArrayList<>(
                List.of(batch.epoch(), batch.term(), batch.number(), batch.firstSeq(), batch.timeMillis()));
        batch.entries().forEach(entry -> parts.add(entry(entry)));
        return parts;
    }

    static Object entry(LogEntry entry) {
        if (!(entry instanceof LogEntry.Recorded recorded)) {
            return entry;
        }
        LogRecord record = recorded.record();
        return List.of(
                event(record.event()),
                record.seenByPatterns(),
                frame(record),
                String.valueOf(record.key()),
                record.kind());
    }

    static String frame(LogRecord record) {
        return HexFormat.of().formatHex(ByteBufUtil.getBytes(record.frame()));
    }

    static List<Object> event(Event event) {
        return List.of(
                event.address(),
                List.copyOf(event.headers().entrySet()),
                String.valueOf(event.type()),
                String.valueOf(event.key()),
                event.time(),
                value(event.body()));
    }

    /** With all types; a map of JSON is what a JsonObject is, and a list what a JsonArray is. */
    static Object value(Object value) {
        if (value instanceof JsonObject json) {
            return value(json.getMap());
        }
        if (value instanceof JsonArray json) {
            return value(json.getList());
        }
        if (value instanceof Map<?, ?> map) {
            List<Object> entries = new ArrayList<>(List.of("object"));
            map.forEach((name, each) -> entries.add(List.of(name, value(each))));
            return entries;
        }
        if (value instanceof List<?> list) {
            List<Object> elements = new ArrayList<>(List.of("array"));
            list.forEach(each -> elements.add(value(each)));
            return elements;
        }
        if (value instanceof byte[] bytes) {
            return "bytes " + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Buffer buffer) {
            return "buffer " + HexFormat.of().formatHex(buffer.getBytes());
        }
        return value == null ? "null" : List.of(value.getClass(), value);
    }
}
