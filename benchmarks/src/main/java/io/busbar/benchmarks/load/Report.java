package io.busbar.benchmarks.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tables in Markdown, filled row by row. For one thread. */
final class Report {

    private final Map<String, List<List<String>>> tables = new LinkedHashMap<>();

    /** Begins a table, if there is none of this title. */
    void table(String title, List<String> header) {
        tables.computeIfAbsent(title, absent -> new ArrayList<>(List.of(header)));
    }

    /** Adds a row to a table that was begun, and prints it, so that one sees how far it is. */
    void row(String title, List<String> cells) {
        List<List<String>> table = tables.get(title);
        if (table == null) {
            throw new IllegalArgumentException("no table: " + title);
        }
        table.add(cells);
        System.out.println(title + ": " + String.join(" | ", cells));
    }

    /** Returns all tables that have rows. */
    String markdown() {
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
}
