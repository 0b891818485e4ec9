package io.busbar.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.testing.Conditions;
import io.busbar.testing.Waiting;
import io.netty.channel.EventLoop;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever does it: one task at a time, each once, and in its caller's order. */
@ExtendWith(VertxExtension.class)
class StrandTest {

    private static final int CALLERS = 4;
    private static final int TASKS = 100_000;

    /** Owned by the strand: two at a time would lose some of what it counts. */
    private long done;

    @Test
    void oneTaskIsDoneAtATimeInItsCallersOrder(Vertx vertx) throws Exception {
        Strand strand = new Strand(loopOf(vertx));
        List<List<Integer>> doneOfEach = new ArrayList<>();
        CountDownLatch left = new CountDownLatch(CALLERS * TASKS);
        for (int caller = 0; caller < CALLERS; caller++) {
            List<Integer> ofThisOne = new ArrayList<>();
            doneOfEach.add(ofThisOne);
            Thread thread = new Thread(() -> {
                for (int i = 0; i < TASKS; i++) {
                    int number = i;
                    Runnable task = () -> {
                        done++;
                        ofThisOne.add(number);
                        left.countDown();
                    };
                    // Some want to be done by the loop, whatever is free.
                    if (i % 3 == 0 || !strand.tryNow(() -> true, task)) {
                        strand.execute(task);
                    }
                }
            });
            thread.start();
        }

        assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(done).isEqualTo((long) CALLERS * TASKS);
        for (List<Integer> ofOne : doneOfEach) {
            assertThat(ofOne.equals(IntStream.range(0, TASKS).boxed().toList()))
                    .as("in order")
                    .isTrue();
        }
    }

    @Test
    void aCallerDoesWhatItMayAndWhatThatAsksForNext(Vertx vertx) {
        Strand strand = new Strand(loopOf(vertx));
        List<Thread> threads = new ArrayList<>();
        Runnable note = () -> threads.add(Thread.currentThread());
        boolean wasDone = strand.tryNow(() -> true, () -> {
            assertThat(strand.inThread()).isTrue();
            strand.execute(note);
            strand.execute(() -> strand.execute(note));
            note.run();
        });

        assertThat(wasDone).isTrue();
        assertThat(threads).hasSize(3).containsOnly(Thread.currentThread());
        assertThat(strand.inThread()).isFalse();
        assertThat(strand.tryNow(() -> false, note)).isFalse();
        assertThat(threads).hasSize(3);
        onStrand(strand, note);
        assertThat(threads.get(3)).isNotEqualTo(Thread.currentThread());
    }

    @Test
    void nothingIsDoneHereWhileAnythingElseIsUnderWay(Vertx vertx) throws InterruptedException {
        Strand strand = new Strand(loopOf(vertx));
        whileBusy(strand, () -> assertThat(strand.tryNow(() -> true, () -> done++))
                .isFalse());
        AtomicBoolean nested = new AtomicBoolean(true);
        // Its own, too: it is not over yet.
        untilDoneNow(strand, () -> nested.set(strand.tryNow(() -> true, () -> done++)));
        assertThat(nested).isFalse();
        assertThat(done).isZero();
    }

    @Test
    void nothingIsDoneHereBeforeWhatWaits(Vertx vertx) throws InterruptedException {
        EventLoop loop = loopOf(vertx);
        Strand strand = new Strand(loop);
        whileBusy(loop, () -> {
            strand.execute(() -> done++);
            assertThat(strand.tryNow(() -> true, () -> done++)).isFalse();
        });
        onStrand(strand, () -> done += 10);
        assertThat(done).isEqualTo(11);
    }

    /** Has {@code executor} wait, within a task, until {@code action} is done. */
    private static void whileBusy(Executor executor, Runnable action) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        executor.execute(() -> {
            begun.countDown();
            await(free);
        });
        begun.await();
        try {
            action.run();
        } finally {
            free.countDown();
        }
    }

    /** What was done on the loop may not be over yet. */
    private static void untilDoneNow(Strand strand, Runnable task) {
        Conditions.await("the strand to be free", () -> strand.tryNow(() -> true, task));
    }

    @Test
    void whatFailsKeepsNothingElseFromBeingDone(Vertx vertx) {
        Strand strand = new Strand(loopOf(vertx));
        Runnable failing = () -> {
            throw new AssertionError("to be logged");
        };
        strand.execute(failing);
        onStrand(strand, () -> done++);
        untilDoneNow(strand, failing);
        onStrand(strand, () -> done++);
        assertThat(done).isEqualTo(2);
    }

    @Test
    void itsContextsTimersAndConsumersAreDoneByIt(Vertx vertx) {
        Strand strand = new Strand(loopOf(vertx));
        ContextInternal context = strand.newContext((VertxInternal) vertx);
        Promise<Boolean> timer = Promise.promise();
        Promise<Boolean> message = Promise.promise();
        context.setTimer(1, id -> timer.complete(strand.inThread() && Vertx.currentContext() == context));
        context.runOnContext(run -> vertx.eventBus()
                .consumer("here", received -> message.complete(strand.inThread()))
                .completion()
                .onSuccess(registered -> vertx.eventBus().publish("here", "now")));

        assertThat(Waiting.on(timer.future())).isTrue();
        assertThat(Waiting.on(message.future())).isTrue();
    }

    @Test
    void itRefusesWhatIsToBeDoneWhenItsLoopHasEnded() {
        Vertx vertx = Vertx.vertx();
        Strand strand = new Strand(loopOf(vertx));
        Waiting.on(vertx.close());
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> strand.execute(() -> done++)).isInstanceOf(RejectedExecutionException.class);
        }
        assertThat(strand.tryNow(() -> true, () -> done += 10)).isTrue();
        assertThat(done).isEqualTo(10);
    }

    private static EventLoop loopOf(Vertx vertx) {
        return ((VertxInternal) vertx).nettyEventLoopGroup().next();
    }

    private static void onStrand(Strand strand, Runnable task) {
        Promise<Void> promise = Promise.promise();
        strand.execute(() -> {
            try {
                task.run();
                promise.complete();
            } catch (Throwable e) {
                promise.fail(e);
            }
        });
        Waiting.on(promise.future());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
