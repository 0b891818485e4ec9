package io.busbar.plugin.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How many characters (Unicode code points) a text, elements a list, or entries a map may have. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface Size {

    /** The fewest; 0 by default. */
    int min() default 0;

    /** The most; no bound by default. */
    int max() default Integer.MAX_VALUE;
}
