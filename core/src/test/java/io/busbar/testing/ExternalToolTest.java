package io.busbar.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class ExternalToolTest {

    @TempDir
    Path directory;

    @Test
    void theFirstThatExistsIsTaken() throws Exception {
        Path tool = Files.createFile(directory.resolve("tool"));
        assertThat(tool.toFile().setExecutable(true)).isTrue();
        assertThat(ExternalTool.require("tool", directory + "/none", tool.toString(), "/bin/sh"))
                .isEqualTo(tool);
    }

    @Test
    void aMissingToolSkipsTheTestAndSaysSo() {
        assertThatThrownBy(() -> ExternalTool.require(false, "tool", directory + "/none"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("tool is not installed");
    }

    @Test
    void whateverElseIsMissingSkipsTheTestOrFailsItOnCi() {
        assertThatThrownBy(() -> ExternalTool.missing(false, "no rights"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("no rights");
        assertThatThrownBy(() -> ExternalTool.missing(true, "no rights"))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("no rights");
    }

    @Test
    void onCiAMissingToolFails() {
        assertThatThrownBy(() -> ExternalTool.require(true, "tool", directory + "/none"))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("tool is not installed");
    }
}
