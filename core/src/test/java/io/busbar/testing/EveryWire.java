package io.busbar.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A test with a {@link Wire} as its parameter, which is run over each: all of them promise the same. */
@ParameterizedTest(name = "{0}")
@MethodSource("io.busbar.testing.Wire#all")
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface EveryWire {}
