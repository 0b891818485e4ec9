package io.busbar.plugins.datastar;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;

/**
 * A Mustache template that makes HTML of JSON: what it takes from there is escaped, unless the template says otherwise with
 * three braces. It sees the JSON alone, never what Java objects have. What is not there is empty. Thread-safe.
 *
 * @see <a href="https://mustache.github.io/mustache.5.html">Mustache</a>
 */
final class HtmlTemplate {

    private static final Mustache.Compiler COMPILER = Mustache.compiler()
            .escapeHTML(true)
            .defaultValue("")
            .withCollector(new JsonCollector())
            .withLoader(name -> {
                throw new IllegalArgumentException("a template can't include another: " + name);
            });

    private final Template template;

    private HtmlTemplate(Template template) {
        this.template = template;
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if it is none, or includes others
     */
    static HtmlTemplate of(String text) {
        try {
            Template template = COMPILER.compile(text);
            template.visit(new NoIncludes());
            return new HtmlTemplate(template);
        } catch (MustacheException e) {
            throw new IllegalArgumentException("template: " + e.getMessage(), e);
        }
    }

    /** Refuses templates that include others, when they are read, and not when they are first filled. */
    private static final class NoIncludes implements Mustache.Visitor {

        @Override
        public void visitText(String text) {}

        @Override
        public void visitVariable(String name) {}

        @Override
        public boolean visitInclude(String name) {
            throw new IllegalArgumentException("template: it can't include another, \"" + name + "\"");
        }

        @Override
        public boolean visitParent(String name) {
            return visitInclude(name);
        }

        @Override
        public boolean visitSection(String name) {
            return true;
        }

        @Override
        public boolean visitInvertedSection(String name) {
            return true;
        }
    }

    /** Returns the HTML that the template makes of a value, which JSON can hold. */
    String fill(Object value) {
        return template.execute(value);
    }
}
