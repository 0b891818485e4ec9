package io.busbar.server;

import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Leaves out of the log what ends the start of a clustered node, for example a port in use: the node says so in one
 * sentence, when two libraries would have logged the same stack trace before. Named in {@code logging.properties}.
 */
public final class ToldInOneSentence implements Filter {

    /** For java.util.logging. */
    public ToldInOneSentence() {}

    @Override
    public boolean isLoggable(LogRecord entry) {
        if (!Level.SEVERE.equals(entry.getLevel()) || entry.getThrown() == null || entry.getLoggerName() == null) {
            return true;
        }
        return switch (entry.getLoggerName()) {
            case "com.hazelcast.instance.AddressPicker" -> false;
            case "io.vertx.core.impl.VertxImpl" -> !isOfStart(entry);
            default -> true;
        };
    }

    /** Leaving a cluster fails so for who has never joined it. */
    private static boolean isOfStart(LogRecord entry) {
        return "Failed to initialize clustered Vert.x".equals(entry.getMessage())
                || ("Failed to leave cluster".equals(entry.getMessage())
                        && entry.getThrown() instanceof NullPointerException);
    }
}
