package io.busbar.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;

/** Runs test classes within this one; they are no tests of their own because surefire skips member classes. */
class LeakExtensionTest {

    /** Netty's own report of a leak, which is an error in the log of any other test. */
    private final Logger detectorLog = Logger.getLogger(ResourceLeakDetector.class.getName());

    @BeforeEach
    void silenceTheDetector() {
        detectorLog.setLevel(Level.OFF);
    }

    @AfterEach
    void letTheDetectorSpeak() {
        detectorLog.setLevel(null);
    }

    @Test
    void aTestClassThatLeaksABufferFails() {
        List<Throwable> failures = failuresOf(LeaksPooled.class);
        assertThat(failures).hasSize(1);
        assertThat(failures.get(0))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("LEAK: ByteBuf")
                .hasMessageContaining("aBufferIsForgotten");
    }

    @Test
    void aBufferOfAnyKindCounts() {
        assertThat(failuresOf(LeaksUnpooled.class)).hasSize(1);
    }

    @Test
    void aTestClassThatReleasesPasses() {
        assertThat(failuresOf(Releases.class)).isEmpty();
    }

    private static List<Throwable> failuresOf(Class<?> testClass) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(testClass))
                                .build(),
                        summary);
        assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(1);
        return summary.getSummary().getFailures().stream()
                .map(Failure::getException)
                .toList();
    }

    static class LeaksPooled {

        @Test
        void aBufferIsForgotten() {
            ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(64);
            assertThat(buffer.writeByte(1).readableBytes()).isEqualTo(1);
        }
    }

    static class LeaksUnpooled {

        @Test
        void aBufferIsForgotten() {
            ByteBuf buffer = Unpooled.directBuffer(64);
            assertThat(buffer.writeByte(1).retainedDuplicate().readableBytes()).isEqualTo(1);
        }
    }

    static class Releases {

        @Test
        void aBufferIsReleased() {
            assertThat(ByteBufAllocator.DEFAULT.directBuffer(64).writeByte(1).release())
                    .isTrue();
        }
    }
}
