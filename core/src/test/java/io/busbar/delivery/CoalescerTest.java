package io.busbar.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.address.SubscriptionKey;
import io.busbar.testing.Conditions;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events are gathered where that saves writes, and else go at once. */
class CoalescerTest {

    private final EventLoop eventLoop = new DefaultEventLoop();
    private final List<Feed> rounds = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        eventLoop.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }

    @Test
    void whatComesAfterQuietGoesAtOnceAndWhatComesNextWaits() throws Exception {
        Coalescer coalescer = coalescer(Duration.ofMinutes(1));
        Feed feed = feed();
        Feed other = feed();
        assertThat(roundsOf(coalescer, feed)).isEqualTo(1);
        assertThat(roundsOf(coalescer, feed)).isEqualTo(1);
        assertThat(roundsOf(coalescer, other)).isEqualTo(1);
    }

    @Test
    void whatWaitsGoesTogetherWhenTheTimeIsOver() throws Exception {
        Coalescer coalescer = coalescer(Duration.ofSeconds(2));
        Feed feed = feed();
        onLoop(() -> {
            feed.lastRoundNanos = System.nanoTime();
            for (int i = 0; i < 3; i++) {
                coalescer.touch(feed);
                coalescer.begin();
            }
            return null;
        });
        Conditions.await("its round", () -> !rounds.isEmpty());
        assertThat(onLoop(() -> List.copyOf(rounds))).containsExactly(feed);
    }

    @Test
    void whatWaitsGoesOnceAlsoWhenMoreComesNearItsTime() throws Exception {
        Duration time = Duration.ofMinutes(1);
        Coalescer coalescer = coalescer(time);
        Feed feed = feed();
        feed.lastRoundNanos = System.nanoTime();
        assertThat(roundsOf(coalescer, feed)).isZero();
        feed.lastRoundNanos = System.nanoTime() - time.toNanos();
        assertThat(roundsOf(coalescer, feed)).isZero();
    }

    @Test
    void whatComesAboutAsOftenAsThereMayBeRoundsGoesAtOnce() throws Exception {
        Duration time = Duration.ofMinutes(1);
        Coalescer coalescer = coalescer(time);
        Feed feed = feed();
        feed.lastRoundNanos = System.nanoTime() - time.toNanos() * 3 / 4;
        assertThat(roundsOf(coalescer, feed)).isEqualTo(1);
        feed.lastRoundNanos = System.nanoTime() - time.toNanos() * 2 / 4;
        assertThat(roundsOf(coalescer, feed)).isEqualTo(1);
    }

    private Coalescer coalescer(Duration time) {
        return new Coalescer(eventLoop, time.toNanos(), rounds::add, () -> {});
    }

    private static Feed feed() {
        long longAgo = System.nanoTime() - Duration.ofMinutes(10).toNanos();
        return new Feed(SubscriptionKey.parse("chat"), new Acquired(), longAgo);
    }

    private static final class Acquired implements Upstream.Acquisition {

        @Override
        public Future<Upstream.Acquired> ready() {
            return Future.failedFuture("nobody asks");
        }

        @Override
        public void release() {}
    }

    /** Returns how many rounds the feed has had at the end of one in which it got an entry. */
    private long roundsOf(Coalescer coalescer, Feed feed) throws Exception {
        return onLoop(() -> {
            coalescer.touch(feed);
            coalescer.begin();
            return rounds.stream().filter(feed::equals).count();
        });
    }

    private <T> T onLoop(Callable<T> task) throws InterruptedException, ExecutionException {
        return eventLoop.submit(task).get();
    }
}
