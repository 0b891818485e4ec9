package io.busbar.config.record;

import io.busbar.config.ConfigException;
import io.busbar.plugin.config.Default;
import io.busbar.plugin.config.Description;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a record allows from its components and their annotations. */
final class RecordReader {

    private static final String SUPPORTED =
            "use String, boolean, int, long, double, Duration, an enum, JsonObject, a record,"
                    + " or a List<…> or Map<String, …> of these";

    /** The records around the one that is being read. */
    private final Deque<Class<?>> open = new ArrayDeque<>();

    private RecordReader() {}

    /**
     * Reads {@code type}.
     *
     * @throws IllegalArgumentException if its author made it wrong; the message says what to do
     */
    static RecordKind read(Class<?> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type.getName() + " is no record; a configuration must be one");
        }
        try {
            return new RecordReader().record(type);
        } catch (LinkageError | TypeNotPresentException | InaccessibleObjectException e) {
            throw new IllegalArgumentException(
                    "record " + type.getName() + " can't be read; add to its jar, or open to reflection: " + e, e);
        }
    }

    private RecordKind record(Class<?> type) {
        if (type.getTypeParameters().length > 0) {
            throw new IllegalArgumentException(
                    "record " + type.getName() + " has type parameters; write one for each use, without them");
        }
        open.push(type);
        List<Component> components = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            components.add(component(new Site(type, component.getName()), component));
        }
        open.pop();
        return new RecordKind(constructor(type), components, description(type));
    }

    private static Constructor<?> constructor(Class<?> type) {
        List<Class<?>> types = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            types.add(component.getType());
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types.toArray(new Class<?>[0]));
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a record without its canonical constructor", e);
        }
    }

    private Component component(Site site, RecordComponent component) {
        Constraints constraints = new Constraints(site, component);
        Kind kind = kind(site, component.getAnnotatedType(), constraints);
        constraints.refuseRest();
        Default byDefault = component.getAnnotation(Default.class);
        if (byDefault != null) {
            tryDefault(site, kind, byDefault.value());
        }
        String description = description(component);
        return new Component(
                component.getName(),
                kind,
                byDefault == null ? null : byDefault.value(),
                description == null ? description(component.getType()) : description);
    }

    private static void tryDefault(Site site, Kind kind, String text) {
        try {
            kind.check("", kind.parse(text)).make();
        } catch (DecodeException e) {
            throw site.fault("its @Default must be JSON, as its type is no text: " + text);
        } catch (ConfigException e) {
            throw site.fault("its @Default does not fit: " + e.getMessage());
        }
    }

    private static @Nullable String description(AnnotatedElement element) {
        Description description = element.getAnnotation(Description.class);
        return description == null ? null : description.value();
    }

    private Kind kind(Site site, AnnotatedType annotated, Constraints constraints) {
        Kind kind = annotated instanceof AnnotatedParameterizedType generic
                ? generic(site, generic, constraints)
                : plain(site, annotated.getType(), constraints);
        if (!annotated.isAnnotationPresent(Nullable.class)) {
            return kind;
        }
        if (annotated.getType() instanceof Class<?> type && type.isPrimitive()) {
            throw site.fault(type + " can't be null; use its box, or leave out @Nullable");
        }
        return new NullableKind(kind);
    }

    private Kind generic(Site site, AnnotatedParameterizedType annotated, Constraints constraints) {
        ParameterizedType type = (ParameterizedType) annotated.getType();
        AnnotatedType[] arguments = annotated.getAnnotatedActualTypeArguments();
        if (type.getRawType() == List.class) {
            Count size = constraints.takeSize(Count.Unit.ELEMENTS);
            boolean areTexts = arguments[0].getType() == String.class;
            return new ListKind(kind(site, arguments[0], constraints.inner(areTexts)), size);
        }
        if (type.getRawType() == Map.class) {
            if (arguments[0].getType() != String.class) {
                throw site.fault("the keys of a Map must be texts; use Map<String, …>");
            }
            Count size = constraints.takeSize(Count.Unit.ENTRIES);
            return new MapKind(kind(site, arguments[1], constraints.inner(false)), size);
        }
        throw unsupported(site, type);
    }

    private Kind plain(Site site, Type type, Constraints constraints) {
        if (type == String.class) {
            return Scalars.text(constraints.takeSize(Count.Unit.CHARACTERS), constraints.takePattern());
        }
        if (type == boolean.class || type == Boolean.class) {
            return Scalars.bool();
        }
        if (type == int.class || type == Integer.class) {
            return Scalars.integer(constraints.takeWholeRange(Integer.MIN_VALUE, Integer.MAX_VALUE));
        }
        if (type == long.class || type == Long.class) {
            return Scalars.longInteger(constraints.takeWholeRange(Long.MIN_VALUE, Long.MAX_VALUE));
        }
        if (type == double.class || type == Double.class) {
            return Scalars.number(constraints.takeRange());
        }
        if (type == Duration.class) {
            return Scalars.duration();
        }
        if (type == JsonObject.class) {
            return Scalars.json();
        }
        if (type instanceof Class<?> own && own.isEnum()) {
            return Scalars.constant(constants(site, own));
        }
        if (type instanceof Class<?> own && own.isRecord()) {
            return nested(site, own);
        }
        throw unsupported(site, type);
    }

    private Kind nested(Site site, Class<?> type) {
        if (open.contains(type)) {
            throw site.fault(type.getName() + " contains itself; use JsonObject for what nests without end");
        }
        return record(type);
    }

    private static Map<String, Object> constants(Site site, Class<?> type) {
        Map<String, Object> constants = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (constants.put(name, constant) != null) {
                throw site.fault("two constants of " + type.getName() + " are written " + name + "; rename one");
            }
        }
        if (constants.isEmpty()) {
            throw site.fault(type.getName() + " has no constants; add one, or leave out the component");
        }
        return constants;
    }

    private static IllegalArgumentException unsupported(Site site, Type type) {
        if (type == List.class) {
            return site.fault("a List must say what is in it; use such as List<String>");
        }
        if (type == Map.class) {
            return site.fault("a Map must say what is in it; use such as Map<String, Integer>");
        }
        return site.fault(type.getTypeName() + " is not supported; " + SUPPORTED);
    }
}
