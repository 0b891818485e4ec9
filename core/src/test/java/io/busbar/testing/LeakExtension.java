package io.busbar.testing;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which a Netty buffer was collected that nobody had released. Registers itself for every
 * class, through {@code META-INF/services} and {@code junit-platform.properties}.
 *
 * <p>A leak that left the very same trace in an earlier class is reported only there.
 */
public final class LeakExtension implements AfterAllCallback {

    private static final LeakReports REPORTS = LeakReports.install();

    /** For the service loader. */
    public LeakExtension() {}

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        boolean nested =
                context.getParent().flatMap(ExtensionContext::getTestClass).isPresent();
        if (nested) {
            return;
        }
        List<String> leaks = REPORTS.take();
        if (!leaks.isEmpty()) {
            throw new AssertionError(
                    leaks.size() + " leaked in " + context.getDisplayName() + ":\n" + String.join("\n", leaks));
        }
    }
}
