package io.busbar.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.logging.LogManager;

/** Sets java.util.logging up: one line per record, on stderr, since stdout carries the ready line. */
final class Logging {

    private Logging() {}

    /** Uses the format that comes with the server unless the user configured java.util.logging themselves. */
    static void configure() {
        if (System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null) {
            return;
        }
        try (InputStream properties = Logging.class.getResourceAsStream("logging.properties")) {
            LogManager.getLogManager().readConfiguration(properties);
        } catch (IOException e) {
            System.err.println("busbar: can't set up logging: " + e.getMessage());
        }
    }
}
