package io.busbar.benchmarks.load.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tables in Markdown, filled row by row, and plots. For one thread. */
public final class Report {

    private final Map<String, List<List<String>>> tables = new LinkedHashMap<>();
    private final Map<String, String> plots = new LinkedHashMap<>();

    /** Begins a table, if there is none of this title. */
    public void table(String title, List<String> header) {
        tables.computeIfAbsent(title, absent -> new ArrayList<>(List.of(header)));
    }

    /** Adds a row to a table that was begun, and prints it, so that one sees how far it is. */
    public void row(String title, List<String> cells) {
        List<List<String>> table = tables.get(title);
        if (table == null) {
            throw new IllegalArgumentException("no table: " + title);
        }
        table.add(cells);
        System.out.println(title + ": " + String.join(" | ", cells));
    }

    /** Returns all tables that have rows. */
    public String markdown() {
        StringBuilder text = new StringBuilder();
        tables.forEach((title, rows) -> {
            if (rows.size() == 1) {
                return;
            }
            text.append("\n### ").append(title).append("\n\n");
            for (int i = 0; i < rows.size(); i++) {
                text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
                if (i == 0) {
                    text.append("|").append(" --- |".repeat(rows.get(i).size())).append('\n');
                }
            }
        });
        return text.toString();
    }

    /** Adds a plot, see {@link BarChart#svg}. */
    public void plot(String name, String svg) {
        plots.put(name, svg);
    }

    /** Writes {@code text} to {@code file}, and the plots beside it as FILE-NAME.svg; nothing if {@code file} is empty. */
    public void write(String file, String text) throws IOException {
        if (file.isEmpty()) {
            return;
        }
        Path folder = Path.of(file).toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(Path.of(file), text);
        String stem = file.replaceFirst("[.]md$", "");
        for (Map.Entry<String, String> plot : plots.entrySet()) {
            Files.writeString(Path.of(stem + "-" + plot.getKey() + ".svg"), plot.getValue());
        }
    }
}
