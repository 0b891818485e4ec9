package io.busbar.datastar;

import java.util.Locale;

/**
 * What kind of elements is made of the text. The parts of an SVG picture or a MathML formula are no elements of their kind
 * unless this says so; a whole {@code <svg>} is HTML.
 *
 * @see <a href="https://developer.mozilla.org/docs/Web/API/Element/namespaceURI">Element.namespaceURI</a>
 */
public enum Namespace {

    /** HTML, the default. */
    HTML,

    /** Parts of a picture. */
    SVG,

    /** Parts of a formula. */
    MATHML;

    /** Returns the name on the wire, such as {@code svg}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
