package io.busbar.config.record;

import java.util.List;

/** Writes what a record's author and user want to look up. */
public final class RecordReference {

    private static final String HEAD = """
            | key | type | default | constraints | description |
            | --- | --- | --- | --- | --- |
            """;

    private RecordReference() {}

    /**
     * Returns a Markdown table (as of GitHub) with a line for each component of {@code type}, nested ones after their
     * parent: {@code limits.max}, {@code fields[].name} in the elements of a list, {@code regions.<name>.max} in the
     * values of a map. Without components it has no lines. May be called on any thread; does not keep {@code type}.
     *
     * @throws IllegalArgumentException for what {@link RecordSchema#check} refuses
     */
    public static String of(Class<?> type) {
        StringBuilder table = new StringBuilder(HEAD);
        RecordReader.read(type).walk("", (key, component) -> table.append(line(key, component)));
        return table.toString();
    }

    private static String line(String key, Component component) {
        String description = component.description();
        List<String> cells = List.of(
                Markdown.code(key),
                component.kind().type(false),
                byDefault(component),
                String.join(", ", component.kind().constraints()),
                description == null ? "" : Markdown.cell(description));
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String byDefault(Component component) {
        String text = component.defaultText();
        if (text != null) {
            return Markdown.code(text.isEmpty() ? "\"\"" : text);
        }
        return component.isRequired() ? "required" : "optional";
    }
}
