package io.busbar.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Finds programs that a test needs and that a developer's machine may lack. */
public final class ExternalTool {

    private ExternalTool() {}

    /**
     * Returns the first of {@code candidates} that exists. If none does, the test is skipped and says why; with
     * {@code CI=true} in the environment it fails, because there they are installed.
     *
     * @param name the program's name, for the reason
     * @param candidates absolute paths
     */
    public static Path require(String name, String... candidates) {
        return require("true".equals(System.getenv("CI")), name, candidates);
    }

    static Path require(boolean ci, String name, String... candidates) {
        for (String candidate : candidates) {
            Path path = Path.of(candidate);
            if (Files.isExecutable(path)) {
                return path;
            }
        }
        String reason = name + " is not installed; this test needs one of " + String.join(", ", candidates);
        if (ci) {
            return Assertions.fail(reason);
        }
        return Assumptions.abort(reason);
    }
}
