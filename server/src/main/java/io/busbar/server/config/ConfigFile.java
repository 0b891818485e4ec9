package io.busbar.server.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.busbar.config.ConfigException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads a configuration file, whose name decides how: JSON if it ends with {@code .json}, else YAML. */
final class ConfigFile {

    private static final ObjectMapper JSON = strict(new JsonMapper());

    /** As YAML 1.2 has it, where {@code off} is a word, which {@code history.mode} needs, and no boolean. */
    private static final ObjectMapper YAML = strict(YAMLMapper.builder()
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .build());

    private ConfigFile() {}

    /**
     * Returns what {@code file} says. A key without a value is as if it were absent; an empty file says nothing.
     *
     * @throws ConfigException if it can't be read as an object
     */
    static JsonObject read(Path file) {
        String text = text(file);
        ObjectMapper mapper = file.toString().toLowerCase(Locale.ROOT).endsWith(".json") ? JSON : YAML;
        try {
            return isEmpty(mapper, text) ? new JsonObject() : object(mapper.readValue(text, Object.class));
        } catch (JacksonException e) {
            throw new ConfigException("", syntaxFault(e));
        } catch (IOException e) {
            throw new ConfigException("", "can't be read");
        }
    }

    private static JsonObject object(@Nullable Object value) {
        if (value == null) {
            return new JsonObject();
        }
        if (withoutNulls(value) instanceof Map<?, ?> map) {
            return new JsonObject(typed(map));
        }
        throw new ConfigException(
                "",
                "must hold an object with keys such as http and bridges, not "
                        + (value instanceof List<?> ? "a list" : "\"" + value + "\""));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException("", "no such file");
        } catch (CharacterCodingException e) {
            throw new ConfigException("", "is not UTF-8 text");
        } catch (IOException e) {
            throw new ConfigException("", Files.isDirectory(file) ? "is a directory" : "can't be read");
        }
    }

    /** Looks through the whole text, for Jackson reads an alias as the text of its name, which would be believed. */
    private static boolean isEmpty(ObjectMapper mapper, String text) throws IOException {
        boolean empty = true;
        try (JsonParser parser = mapper.createParser(text)) {
            while (parser.nextToken() != null) {
                empty = false;
                if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
                    int line = yaml.currentTokenLocation().getLineNr();
                    throw new ConfigException(
                            "", "line " + line + ": aliases such as *" + yaml.getText() + " are not supported");
                }
            }
        }
        return empty;
    }

    private static String syntaxFault(JacksonException e) {
        if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblem() != null) {
            Mark mark = yaml.getProblemMark();
            return (mark == null ? "" : "line " + (mark.getLine() + 1) + ": ") + yaml.getProblem();
        }
        String message =
                String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        return (e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ") + message;
    }

    /** Leaves {@code match} alone, which describes messages: there null is a value. */
    private static @Nullable Object withoutNulls(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> kept = new LinkedHashMap<>();
            map.forEach((key, member) -> {
                if (member != null) {
                    kept.put(String.valueOf(key), "match".equals(key) ? member : withoutNulls(member));
                }
            });
            return kept;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> kept = new ArrayList<>();
            list.forEach(element -> kept.add(withoutNulls(element)));
            return kept;
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> typed(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    private static ObjectMapper strict(ObjectMapper mapper) {
        return mapper.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }
}
