package io.busbar.plugin.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The pattern of a text, or of each text in a list. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface Matches {

    /**
     * A regular expression, as of {@link java.util.regex.Pattern}, that matches the whole text. It is in the JSON Schema
     * too, so keep to what JavaScript reads alike: no {@code (?i)}, no {@code \p{Alpha}}.
     */
    String value();
}
