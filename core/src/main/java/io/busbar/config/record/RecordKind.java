package io.busbar.config.record;

import io.busbar.config.ConfigException;
import io.busbar.config.ConfigMapper;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A record: an object with a key for each component, and no others. */
record RecordKind(
        Constructor<?> constructor,
        List<Component> components,
        @Nullable String description) implements Kind {

    @Override
    public Checked check(String path, @Nullable Object value) {
        if (!(value instanceof JsonObject json)) {
            throw Faults.mustBe(path, must(), value);
        }
        List<String> known = components.stream().map(Component::name).toList();
        for (String name : json.fieldNames()) {
            if (!known.contains(name)) {
                throw new ConfigException(Faults.key(path, name), ConfigMapper.unknownKey(name, known));
            }
        }
        List<Checked> arguments = new ArrayList<>();
        for (Component component : components) {
            arguments.add(component.check(Faults.key(path, component.name()), json));
        }
        return () -> make(path, arguments);
    }

    private Object make(String path, List<Checked> arguments) {
        @Nullable Object[] values = arguments.stream().map(Checked::make).toArray();
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw refusal(path, e.getCause() == null ? e : e.getCause());
        } catch (LinkageError e) {
            // Of the record's static initializer.
            throw refusal(path, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the fault without the cause, which would keep the record's class for as long as somebody keeps the fault. */
    private static ConfigException refusal(String path, Throwable thrown) {
        if (thrown instanceof VirtualMachineError error) {
            throw error;
        }
        String message = thrown.getMessage();
        if (thrown instanceof IllegalArgumentException && message != null && !message.isBlank()) {
            return new ConfigException(path, message);
        }
        return new ConfigException(path, thrown.getClass().getName() + (message == null ? "" : ": " + message));
    }

    @Override
    public String must() {
        return "an object";
    }

    @Override
    public JsonObject schema() {
        JsonObject properties = new JsonObject();
        JsonArray required = new JsonArray();
        for (Component component : components) {
            properties.put(component.name(), component.schema());
            if (component.isRequired()) {
                required.add(component.name());
            }
        }
        JsonObject schema = new JsonObject().put("type", "object");
        if (description != null) {
            schema.put("description", description);
        }
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema.put("additionalProperties", false);
    }

    @Override
    public String type(boolean many) {
        return many ? "objects" : "object";
    }

    @Override
    public List<String> constraints() {
        return List.of();
    }

    @Override
    public void walk(String key, BiConsumer<String, Component> rows) {
        for (Component component : components) {
            String own = key.isEmpty() ? component.name() : key + "." + component.name();
            rows.accept(own, component);
            component.kind().walk(own, rows);
        }
    }
}
