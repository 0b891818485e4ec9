package io.busbar.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.pipeline.OverloadedException;
import io.busbar.testing.Conditions;
import io.busbar.testing.Waiting;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Work on large bodies keeps no event loop from what else it has to do. */
@ExtendWith(VertxExtension.class)
class LargeBodiesTest {

    private static final int SMALL = 65_535;
    private static final int LARGE = 65_536;

    /** Of those that wait or are being done. */
    private static final int MOST_BYTES = (int) (Runtime.getRuntime().maxMemory() / 8);

    @Test
    void whatIsSmallIsDoneAtOnceAndWhatIsLargeElsewhere(Vertx vertx) {
        Context context = vertx.getOrCreateContext();
        assertThat(whereDone(vertx, context, SMALL)).isSameAs(whereDone(vertx, context, 0));
        assertThat(whereDone(vertx, context, LARGE)).isNotSameAs(whereDone(vertx, context, SMALL));
    }

    private static Thread whereDone(Vertx vertx, Context context, int bytes) {
        Promise<Thread> done = Promise.promise();
        context.runOnContext(run -> LargeBodies.of((VertxInternal) vertx)
                .call(bytes, Thread::currentThread)
                .map(thread -> {
                    assertThat(Vertx.currentContext()).isSameAs(context);
                    return thread;
                })
                .onComplete(done));
        return Waiting.on(done.future());
    }

    @Test
    void whatIsThrownIsTheOutcome(Vertx vertx) {
        LargeBodies bodies = LargeBodies.of((VertxInternal) vertx);
        for (int bytes : new int[] {SMALL, LARGE}) {
            Problem refusal = Problem.of(400, "not JSON");
            assertThat(outcomeOf(bodies, bytes, () -> {
                        throw refusal;
                    }))
                    .isSameAs(refusal);
            Error error = new StackOverflowError("on purpose");
            assertThat(outcomeOf(bodies, bytes, () -> {
                        throw error;
                    }))
                    .isSameAs(error);
        }
    }

    private static Object outcomeOf(LargeBodies bodies, int bytes, Callable<Object> work) {
        return Waiting.on(bodies.call(bytes, work).otherwise(cause -> cause));
    }

    @Test
    void whatCanNotBeHeldIsRefusedAndWhatWaitsIsDone(Vertx vertx) {
        LargeBodies bodies = LargeBodies.of((VertxInternal) vertx);
        CountDownLatch free = new CountDownLatch(1);
        Callable<Boolean> waiting = () -> {
            free.await();
            return true;
        };
        List<Future<Boolean>> outcomes = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                outcomes.add(bodies.call(MOST_BYTES / 4, waiting));
            }
            assertThat(bodies.call(LARGE, waiting).cause()).isInstanceOf(OverloadedException.class);
        } finally {
            free.countDown();
        }
        for (Future<Boolean> outcome : outcomes) {
            assertThat(Waiting.on(outcome)).isTrue();
        }
        Conditions.await(
                "room for one that is larger than all of them",
                () -> Waiting.on(bodies.call(MOST_BYTES + LARGE, waiting).otherwise(false)));
    }
}
