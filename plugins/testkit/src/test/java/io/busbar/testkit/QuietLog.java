package io.busbar.testkit;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps a bridge's warnings out of the output of tests that fail on purpose. */
final class QuietLog implements BeforeAllCallback, AfterAllCallback {

    private final Logger log = Logger.getLogger("io.busbar");
    private Level before;

    @Override
    public void beforeAll(ExtensionContext context) {
        before = log.getLevel();
        log.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        log.setLevel(before);
    }
}
