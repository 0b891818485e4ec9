package io.busbar.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Finds what a test needs and a developer's machine may lack: programs, and rights. */
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
        return require(isCi(), name, candidates);
    }

    /**
     * Skips the test for {@code reason}, which is what it lacks here; with {@code CI=true} in the environment it fails.
     *
     * @return nothing, but can be thrown, so that the compiler knows
     */
    public static AssertionError missing(String reason) {
        return missing(isCi(), reason);
    }

    private static boolean isCi() {
        return "true".equals(System.getenv("CI"));
    }

    static Path require(boolean ci, String name, String... candidates) {
        for (String candidate : candidates) {
            Path path = Path.of(candidate);
            if (Files.isExecutable(path)) {
                return path;
            }
        }
        throw missing(ci, name + " is not installed; this test needs one of " + String.join(", ", candidates));
    }

    static AssertionError missing(boolean ci, String reason) {
        if (ci) {
            return Assertions.fail(reason);
        }
        return Assumptions.abort(reason);
    }
}
