package io.busbar.examples.quickstart;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What a command says that could not be carried out: one sentence on stderr, nothing on stdout, and exit code 1. */
public final class Complaint {

    private Complaint() {}

    /** Waits until {@code process} has ended, and returns the sentence. */
    public static String of(Process process) throws InterruptedException {
        assertThat(process.inputReader().lines()).isEmpty();
        List<String> lines = process.errorReader()
                .lines()
                .filter(line -> !isOfTheMachine(line))
                .toList();
        assertThat(process.waitFor(30, SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    /** On a machine with too much to do, Vert.x says how slow it is. */
    private static boolean isOfTheMachine(String line) {
        return line.contains("BlockedThreadChecker")
                || line.contains(" has been blocked for ")
                || line.contains("VertxException: Thread blocked")
                || line.startsWith("\tat ");
    }
}
