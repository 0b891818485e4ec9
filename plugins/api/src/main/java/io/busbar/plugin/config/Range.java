package io.busbar.plugin.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The least and the largest number that is allowed, for {@code int}, {@code long}, {@code double} and their boxes. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface Range {

    /** The least; no bound by default. */
    double min() default Double.NEGATIVE_INFINITY;

    /** The largest; no bound by default. */
    double max() default Double.POSITIVE_INFINITY;
}
