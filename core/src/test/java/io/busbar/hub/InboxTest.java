package io.busbar.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever is gathered is done: once, on the hub's thread, and in its caller's order. */
@ExtendWith(VertxExtension.class)
class InboxTest {

    private static final int CALLERS = 4;

    /** Enough for rounds that gather, and for those that do not. */
    private static final int EACH = 5_000;

    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    @Test
    void everythingIsDoneOnceOnOneThreadInItsCallersOrder(Vertx vertx) throws Exception {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        Inbox inbox = new Inbox(context);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        List<List<Integer>> done = new ArrayList<>();
        CountDownLatch left = new CountDownLatch(CALLERS * EACH);
        for (int caller = 0; caller < CALLERS; caller++) {
            List<Integer> doneForIt = new ArrayList<>();
            done.add(doneForIt);
            new Thread(() -> {
                        for (int i = 0; i < EACH; i++) {
                            int number = i;
                            inbox.execute(() -> {
                                threads.add(Thread.currentThread());
                                doneForIt.add(number);
                                left.countDown();
                            });
                            LockSupport.parkNanos(PAUSE_NANOS);
                        }
                    })
                    .start();
        }

        assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(threads).hasSize(1);
        for (List<Integer> doneForOne : done) {
            assertThat(doneForOne).hasSize(EACH).isSorted();
        }
    }

    @Test
    void aSingleTaskIsDoneWithoutAnother(Vertx vertx) throws Exception {
        Inbox inbox = new Inbox((ContextInternal) vertx.getOrCreateContext());
        for (int i = 0; i < 3; i++) {
            CountDownLatch done = new CountDownLatch(1);
            inbox.execute(done::countDown);
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
