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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever is gathered is done: once, on the hub's thread, and in its caller's order. */
@ExtendWith(VertxExtension.class)
class InboxTest {

    private static final int PATIENT_CALLERS = 4;

    /** Enough for rounds that gather, and for those that do not. */
    private static final int TASKS = 5_000;

    private static final int URGENT_TASKS = 500;
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long URGENT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    @Test
    void everythingIsDoneOnceOnOneThreadInItsCallersOrder(Vertx vertx) throws Exception {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        Inbox inbox = new Inbox(context);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        List<List<Integer>> done = new ArrayList<>();
        CountDownLatch left = new CountDownLatch(PATIENT_CALLERS * TASKS + URGENT_TASKS);
        for (int i = 0; i < PATIENT_CALLERS; i++) {
            List<Integer> ofThisOne = new ArrayList<>();
            done.add(ofThisOne);
            call(
                    TASKS,
                    PAUSE_NANOS,
                    number -> inbox.execute(
                            () -> {
                                threads.add(Thread.currentThread());
                                ofThisOne.add(number);
                                left.countDown();
                            },
                            true));
        }
        List<Integer> urgent = new ArrayList<>();
        List<Integer> overtaken = new ArrayList<>();
        call(URGENT_TASKS, URGENT_PAUSE_NANOS, number -> {
            inbox.execute(() -> urgent.add(number), false);
            context.runOnContext(run -> {
                if (urgent.size() <= number) {
                    overtaken.add(number);
                }
                left.countDown();
            });
        });

        assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(threads).hasSize(1);
        for (List<Integer> ofOne : done) {
            assertThat(ofOne)
                    .containsExactlyElementsOf(IntStream.range(0, TASKS).boxed().toList());
        }
        assertThat(overtaken)
                .as("urgent tasks that came after what their caller did next")
                .isEmpty();
        assertThat(urgent)
                .containsExactlyElementsOf(
                        IntStream.range(0, URGENT_TASKS).boxed().toList());
    }

    private interface Calls {
        void make(int number);
    }

    private static void call(int times, long pauseNanos, Calls calls) {
        new Thread(() -> {
                    for (int i = 0; i < times; i++) {
                        calls.make(i);
                        LockSupport.parkNanos(pauseNanos);
                    }
                })
                .start();
    }

    @Test
    void aSingleTaskIsDoneWithoutAnother(Vertx vertx) throws Exception {
        Inbox inbox = new Inbox((ContextInternal) vertx.getOrCreateContext());
        for (int i = 0; i < 3; i++) {
            CountDownLatch done = new CountDownLatch(1);
            inbox.execute(done::countDown, true);
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
