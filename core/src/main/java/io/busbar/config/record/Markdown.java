package io.busbar.config.record;

/** Texts in the cells of a Markdown table. */
final class Markdown {

    private Markdown() {}

    /** Returns {@code text} as code. */
    static String code(String text) {
        boolean isPlain = !text.isBlank()
                && text.strip().equals(text)
                && text.indexOf('`') < 0
                && !text.contains("\\|")
                && text.chars().noneMatch(Character::isISOControl);
        return isPlain ? "`" + text.replace("|", "\\|") + "`" : "<code>" + entities(text) + "</code>";
    }

    /** Returns {@code markdown} as it can stand in a cell: in one line, its pipes escaped unless they are already. */
    static String cell(String markdown) {
        StringBuilder cell = new StringBuilder();
        boolean isEscaped = false;
        for (char c : markdown.strip().replaceAll("\\s*\\R\\s*", " ").toCharArray()) {
            if (c == '|' && !isEscaped) {
                cell.append('\\');
            }
            isEscaped = c == '\\' && !isEscaped;
            cell.append(c);
        }
        return cell.toString();
    }

    /** Writes all but letters and digits as numbers, since there is no other way to have these pieces in a cell. */
    private static String entities(String text) {
        StringBuilder entities = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c)) {
                entities.appendCodePoint(c);
            } else {
                entities.append("&#").append(c).append(';');
            }
        });
        return entities.toString();
    }
}
