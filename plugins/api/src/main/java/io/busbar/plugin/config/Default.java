package io.busbar.plugin.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The value of a component that is not given. A null that is given is not replaced. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface Default {

    /**
     * The value as in the configuration: the text itself for texts, durations and enums, else JSON. It must satisfy the
     * component's own constraints.
     */
    String value();
}
