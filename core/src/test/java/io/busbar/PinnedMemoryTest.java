package io.busbar;

import static io.busbar.SlowReaders.BOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.CloseReason;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.ManyReaders;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Readers that do not read hold memory of what they were being given; under each policy that stays within the bound. */
class PinnedMemoryTest {

    private static final long SLAB = 65_536;
    private static final int READERS = 60;
    private static final int EVENTS_EACH = 25;

    /** More than the portable writer copies, so that it holds the window's memory too. */
    private static final String PAYLOAD = "x".repeat(20_000);

    static Stream<Arguments> cases() {
        return Stream.of(SlowConsumerPolicy.values()).flatMap(policy -> Stream.of(true, false)
                .filter(history -> history || policy != SlowConsumerPolicy.REPLAY)
                .flatMap(history -> Stream.of(true, false).map(fastPath -> Arguments.of(policy, history, fastPath))));
    }

    /** They stop at different places, so that together they would hold several times the bound. */
    @ParameterizedTest(name = "{0}, history {1}, fast {2}")
    @MethodSource("cases")
    void readersThatDoNotReadHoldNoMoreThanTheBound(SlowConsumerPolicy policy, boolean history, boolean fastPath)
            throws InterruptedException {
        SseBridgeOptions options = SlowReaders.options(history, policy, Duration.ofMinutes(5))
                .setFastPath(fastPath)
                .setCoalesce(Duration.ZERO)
                .setWindowBytes(BOUND);
        options.getHistory().setBytes(BOUND);
        long directBefore = directMemory();
        long most = 0;
        long mostDirect = 0;
        // On one event loop whoever has to go is gone before the healthy reader gets the next event.
        try (BridgeServer server = BridgeServer.with(options)
                        .instances(1)
                        .http(http -> http.setSendBufferSize(16_384))
                        .start();
                ManyReaders healthy = new ManyReaders("healthy");
                ManyReaders stopped = new ManyReaders("stopped")) {
            stopped.pause();
            Semaphore read = new Semaphore(0);
            healthy.open(server.port(), "/events/a", 0, new Counter(read));
            healthy.awaitOpen();
            for (int i = 0; i < READERS * EVENTS_EACH; i++) {
                if (i % EVENTS_EACH == 0) {
                    stopped.open(server.port(), "/events/a", 4_096, new Counter(new Semaphore(0)));
                    int streams = 2 + i / EVENTS_EACH;
                    Conditions.await(
                            "the stream to open",
                            () -> server.listener().opened().size() == streams);
                }
                server.publish("a", PAYLOAD);
                assertThat(read.tryAcquire(Conditions.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .as("the healthy reader got event %d", i)
                        .isTrue();
                most = Math.max(most, server.status().windowBytes());
                mostDirect = Math.max(mostDirect, directMemory() - directBefore);
            }
            assertThat(most).as("bytes of the window, as it says").isBetween(BOUND - 2 * SLAB, BOUND + 2 * SLAB);
            assertThat(mostDirect).as("direct memory").isLessThanOrEqualTo(BOUND + 2 * SLAB);
            assertThat(server.listener().reasons()).allMatch(reason -> reason == CloseReason.SLOW);
            assertThat(healthy.ended()).isZero();
        }
    }

    private static long directMemory() {
        return UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }

    private static final class Counter extends ManyReaders.Reader {

        private final Semaphore read;

        Counter(Semaphore read) {
            this.read = read;
        }

        @Override
        protected void onMessage(long seq, long[] numbers, long arrivedNanos) {
            read.release();
        }
    }
}
