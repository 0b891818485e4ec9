package io.busbar.pipeline;

import java.lang.reflect.InvocationTargetException;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/** Puts what came out of a plugin into words. */
public final class Causes {

    private static final int LONGEST = 500;
    private static final int DEEPEST = 20;

    private Causes() {}

    /** Returns what to say of {@code cause}, in at most 500 characters. Never fails, whatever its own methods do. */
    public static String describe(Throwable cause) {
        try {
            String text = textOf(cause);
            return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
        } catch (Throwable e) {
            // They are code of others too.
            return cause.getClass().getName();
        }
    }

    private static String textOf(Throwable cause) {
        Throwable missing = find(MissingClassException.class, cause);
        if (missing != null) {
            return String.valueOf(missing.getMessage());
        }
        Throwable told = unwrap(cause);
        if (told instanceof PluginFault) {
            return String.valueOf(told.getMessage());
        }
        // The JVM tells only the first time why a class can't be initialized, and afterwards where it told it.
        return told instanceof NoClassDefFoundError && told.getCause() instanceof ExceptionInInitializerError first
                ? told.getMessage() + ": " + first.getMessage()
                : told.toString();
    }

    private static @Nullable Throwable find(Class<?> type, Throwable cause) {
        Throwable each = cause;
        for (int i = 0; i < DEEPEST && each != null; i++) {
            if (type.isInstance(each)) {
                return each;
            }
            each = each.getCause();
        }
        return null;
    }

    /** Returns the first cause that is more than a wrapper. */
    private static Throwable unwrap(Throwable cause) {
        Throwable told = cause;
        for (int i = 0; i < DEEPEST && isWrapper(told); i++) {
            Throwable inner = told.getCause();
            if (inner == null) {
                return told;
            }
            told = inner;
        }
        return told;
    }

    private static boolean isWrapper(Throwable cause) {
        return cause instanceof InvocationTargetException
                || cause instanceof ExceptionInInitializerError
                || cause instanceof ServiceConfigurationError;
    }
}
