package io.busbar.plugins.jsonfields;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A JSON Pointer (RFC 6901) to fields of a body, in which {@code *} stands for each of what is there. Immutable.
 *
 * <p>Vert.x has a {@code JsonPointer}, which reads and writes single values: it neither removes, nor knows each element,
 * nor tells its segments, and it inserts where it should replace in an array.
 *
 * @param segments the names and indexes on the way, at least one, without escapes
 */
record FieldPointer(List<String> segments) {

    /** What a pointer looks like: one segment or more, each after a slash; {@code ~0} is a tilde, {@code ~1} a slash. */
    static final String SYNTAX = "(/([^/~]|~[01])*)+";

    /** The segment that stands for each element or field. */
    static final String EACH = "*";

    /** Copies the list. */
    FieldPointer {
        segments = List.copyOf(segments);
    }

    /**
     * Returns the pointer that {@code text} means.
     *
     * @throws IllegalArgumentException if it is none, or the empty one
     */
    static FieldPointer parse(String text) {
        List<String> segments = new ArrayList<>();
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("not a JSON Pointer to a field, which begins with /: \"" + text + "\"");
        }
        for (String segment : text.substring(1).split("/", -1)) {
            segments.add(unescape(segment, text));
        }
        return new FieldPointer(segments);
    }

    /** Returns what {@link #parse} returns for each of {@code texts}. */
    static List<FieldPointer> parseAll(Collection<String> texts) {
        return texts.stream().map(FieldPointer::parse).toList();
    }

    /** Returns whether this may lead to what {@code field} leads to, or into it. */
    boolean mayLeadThrough(FieldPointer field) {
        return segments.size() >= field.segments.size() && agreesWith(field, field.segments.size());
    }

    /** Returns whether this and {@code other} may lead to fields of the same object. */
    boolean mayBeBeside(FieldPointer other) {
        return segments.size() == other.segments.size() && agreesWith(other, segments.size() - 1);
    }

    /** Returns the last segment: the field's name. */
    String name() {
        return segments.get(segments.size() - 1);
    }

    /** Returns the pointer to where these fields would be under the name {@code name}. */
    FieldPointer withName(String name) {
        List<String> renamed = new ArrayList<>(segments);
        renamed.set(renamed.size() - 1, name);
        return new FieldPointer(renamed);
    }

    private boolean agreesWith(FieldPointer other, int length) {
        for (int i = 0; i < length; i++) {
            String mine = segments.get(i);
            String theirs = other.segments.get(i);
            if (!mine.equals(theirs) && !mine.equals(EACH) && !theirs.equals(EACH)) {
                return false;
            }
        }
        return true;
    }

    /** The order matters: {@code ~01} is the text {@code ~1}, not a slash. */
    private static String unescape(String segment, String text) {
        if (segment.replace("~0", "").replace("~1", "").indexOf('~') >= 0) {
            throw new IllegalArgumentException(
                    "not a JSON Pointer, in which a tilde is written ~0 and a slash ~1: \"" + text + "\"");
        }
        return segment.replace("~1", "/").replace("~0", "~");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String segment : segments) {
            text.append('/').append(segment.replace("~", "~0").replace("/", "~1"));
        }
        return text.toString();
    }
}
