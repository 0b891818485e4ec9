package io.busbar.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.List;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;

/** Runs tests that are to fail; they are member classes, which surefire skips. */
final class InnerTests {

    private InnerTests() {}

    /** Returns the message with which one test fails. */
    static String failureOf(Class<?> testClass, String method) {
        List<Throwable> failures = failuresOf(testClass, method);
        assertThat(failures).as(method + " of " + testClass.getSimpleName()).hasSize(1);
        assertThat(failures.get(0)).isInstanceOf(AssertionError.class);
        return failures.get(0).getMessage();
    }

    /** Returns what one test fails with, if it does. */
    static List<Throwable> failuresOf(Class<?> testClass, String method) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectMethod(testClass, method))
                                .build(),
                        summary);
        assertThat(summary.getSummary().getTestsStartedCount()).isEqualTo(1);
        return summary.getSummary().getFailures().stream()
                .map(Failure::getException)
                .toList();
    }
}
