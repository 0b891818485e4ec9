package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A node's JVM is told to give memory back, unless it was told otherwise. */
class SpareHeapTest {

    @Test
    void whatNobodyChoseIsChosenAndWhatSomebodyChoseStays() throws Exception {
        try (ChildNode node = ChildNode.start(
                Map.of("JDK_JAVA_OPTIONS", "-XX:MaxHeapFreeRatio=60"),
                "run",
                "--port",
                "0",
                "--management-port",
                "0")) {
            assertThat(node.line()).startsWith("busbar ready");

            assertThat(flagsOf(node))
                    .contains("-XX:G1PeriodicGCInterval=60000", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=60");
        }
    }

    private static String flagsOf(ChildNode node) throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(jcmd, String.valueOf(node.pid()), "VM.flags").start();
        try (BufferedReader output = process.inputReader()) {
            return output.lines().collect(Collectors.joining());
        }
    }
}
